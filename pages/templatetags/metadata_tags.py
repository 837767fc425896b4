from django import template
from django.core.paginator import Page as NumberedPage
from django.http import HttpRequest
from wagtail.models import Page

from pages.metadata import Metadata, head

register = template.Library()


@register.inclusion_tag("pages/head.html", takes_context=True)
def page_head(context, publication, title: str = "") -> dict:
    """Everything about the page that stands in <head>: base.html says {% page_head publication %} once.

    What is shown is the view's `metadata`, else that of the Wagtail page. Given a `title` it is that alone, and search engines
    are told not to list the page: an error, a search, the form that asks for a private page's password.
    """
    if not publication:  # no site at all: an error page must stand nevertheless
        return {"full_title": title, "robots": "noindex"}
    request: HttpRequest = context["request"]
    page = context.get("page")
    page = page if isinstance(page, Page) and not title else None
    metadata = context.get("metadata") or (page.metadata(request) if page else Metadata(title=title, listed=False))
    return head(metadata, publication, request, page, shown_number(context))


def shown_number(context) -> int:
    """The number of the list's page, as the view has checked it: `articles`, a Paginator's page."""
    shown = context.get("articles")
    return shown.number if isinstance(shown, NumberedPage) else 1
