from django import template

from pages.metadata import Metadata, metadata_for

register = template.Library()


@register.simple_tag(takes_context=True)
def page_metadata(context) -> Metadata | None:
    """The metadata of the page being shown; None where there is no page (an error page, say)."""
    page = context.get("page")
    request = context.get("request")
    return metadata_for(page, request) if page and request else None
