from django import template
from django.core.paginator import Page as NumberedPage
from django.http import HttpRequest
from wagtail.models import Page

from pages.metadata import Metadata, head

register = template.Library()


@register.inclusion_tag("pages/head.html", takes_context=True)
def page_head(context, publication) -> dict:
    """Everything about the page that stands in <head>: base.html says {% page_head settings.publication.Publication %} once.

    What is shown is the view's `metadata`, else that of the Wagtail page. Where there is neither (an error page), its
    title is the publication's name and search engines are told not to list it.
    """
    request: HttpRequest = context["request"]
    page = context.get("page")
    page = page if isinstance(page, Page) else None
    metadata = context.get("metadata") or (page.metadata(request) if page else Metadata(title="", listed=False))
    return head(metadata, publication, request, page, shown_number(context))


def shown_number(context) -> int:
    """The number of the list's page, as the view has checked it: `articles`, a Paginator's page."""
    shown = context.get("articles")
    return shown.number if isinstance(shown, NumberedPage) else 1
