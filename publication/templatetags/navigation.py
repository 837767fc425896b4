"""`{% navigation_links as links %}` and `{% footer_links as links %}`: what an editor set, ready to be shown."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from wagtail.models import Site

from pages.kept import kept, site_of
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
    return links_of(context.get("request"), "navigation")


@register.simple_tag(takes_context=True)
def footer_links(context) -> list[Link]:
    return links_of(context.get("request"), "footer_links")


def links_of(request: HttpRequest | None, field: str) -> list[Link]:
    """Those that have both a text and an address, as they stand on the page that is asked for."""
    site = site_of(request) if request else None
    if site is None:
        return []
    # Addresses begin with the prefix of the moment.
    pairs = kept(request, f"links-{site.pk}-{get_script_prefix()}", lambda: all_links(site, request))[field]
    return [Link(text, href, current_state(href, request.path)) for text, href in pairs if text and href]


def all_links(site: Site, request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """Text and address of each link, by the field of Publication that holds it."""
    publication = Publication.for_request(request)
    links = {name: publication.links(getattr(publication, name), request) for name in ("navigation", "footer_links")}
    if not publication.navigation:
        pages = site.root_page.get_children().live().in_menu()
        links["navigation"] = [(page.title, page.get_url(request)) for page in pages]
    return links


@register.simple_tag
def search_address() -> str:
    """Where the search page is, or '' on a site without one."""
    try:
        return reverse("search")
    except NoReverseMatch:
        return ""


def current_state(href: str, path: str) -> str:
    if href == path:
        return "page"
    return "true" if href != "/" and href.endswith("/") and path.startswith(href) else ""
