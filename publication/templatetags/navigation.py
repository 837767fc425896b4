"""`{% navigation_links as links %}` and `{% footer_links as links %}`: what an editor set, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from wagtail.models import Site

from publication.models import Publication

register = template.Library()


@dataclass(frozen=True)
class Link:
    """`href` is a path or an address; `current` is "page" on that very page, "true" below it, else ""."""

    text: str
    href: str
    current: str


@register.simple_tag(takes_context=True)
def navigation_links(context) -> list[Link]:
    """The links at the top of every page: the editor's, else the pages below home that are marked for menus."""
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return []
    publication = Publication.for_request(request)
    if publication.navigation:
        return as_links(publication.links(publication.navigation, request), request)
    pages = site.root_page.get_children().live().in_menu()
    return as_links(((page.title, page.get_url(request)) for page in pages), request)


@register.simple_tag(takes_context=True)
def footer_links(context) -> list[Link]:
    request = context.get("request")
    if not request or Site.find_for_request(request) is None:
        return []
    publication = Publication.for_request(request)
    return as_links(publication.links(publication.footer_links, request), request)


@register.simple_tag
def search_address() -> str:
    """Where the search page is, or '' on a site without one."""
    try:
        return reverse("search")
    except NoReverseMatch:
        return ""


def as_links(pairs: Iterable[tuple[str, str]], request: HttpRequest) -> list[Link]:
    """Links of those that have both a text and an address."""
    return [Link(text, href, current_state(href, request.path)) for text, href in pairs if text and href]


def current_state(href: str, path: str) -> str:
    if href == path:
        return "page"
    return "true" if href != "/" and href.endswith("/") and path.startswith(href) else ""
