"""From an address to its page in one query beside the site's.

Wagtail asks for the root page, then twice for each level of the address, then for the page's own table. Here one query reads all
the rows on the way, and with them whether any is restricted.
"""

from functools import cache

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import views
from wagtail.models import Page, PageViewRestriction

from .kept import site_of
from .prepared import Prepared


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view, which finds the way already known."""
    if page := page_at(request, path):
        # A page that is not published raises Http404 in its route, as an address without page does in Wagtail's view.
        request._wagtail_route_for_request = page.route(request, [])
    else:
        request._wagtail_route_for_request = None
    return views.serve(request, path)


def page_at(request: HttpRequest, path: str) -> Page | None:
    """The specific page at this path of the request's site, published or not. Knows its parent and whether it is open to all."""
    site = site_of(request)
    if site is None:
        return None
    root = site.root_page
    slugs = [slug for slug in path.split("/") if slug]
    url_paths = [root.url_path + "".join(f"{slug}/" for slug in slugs[:end]) for end in range(len(slugs) + 1)]
    paths = [root.path[:end] for end in range(Page.steplen, len(root.path) + 1, Page.steplen)]
    # One slug too many, the root's own: with none the question would be another one.
    found = rows_on_the_way(paths=paths, slugs=[root.slug, *slugs], url_paths=url_paths)
    rows = {row.url_path: row for row in found}
    row = rows.get(url_paths[-1])
    if row is None:
        return None
    page = own_row(row)
    if slugs:
        page._cached_parent_obj = rows.get(url_paths[-2])
    above = root.depth - 1  # the tree's root, and what may stand between it and the site's
    whole_way = len(rows) == above + len(url_paths)
    page.is_open_to_all = whole_way and not any(one.has_restriction or one.alias_of_id for one in rows.values())
    return page


@Prepared
def rows_on_the_way(paths: list[str], slugs: list[str], url_paths: list[str]) -> models.QuerySet:
    """The pages with these paths in the tree, and those with these addresses."""
    restrictions = PageViewRestriction.objects.filter(page=models.OuterRef("pk"))
    rows = Page.objects.filter(models.Q(path__in=paths) | models.Q(slug__in=slugs, url_path__in=url_paths))
    return rows.select_related(*kinds()).annotate(has_restriction=models.Exists(restrictions))


@cache
def kinds() -> tuple[str, ...]:
    """The names by which a page's row knows its row in the table of each kind of page."""
    return tuple(rel.name for rel in Page._meta.related_objects if rel.parent_link and issubclass(rel.related_model, Page))


def own_row(row: Page) -> Page:
    """The page in its own class, which came with the row."""
    model = row.specific_class
    relation = next((name for name in kinds() if model and Page._meta.get_field(name).related_model is model), "")
    return getattr(row, relation, None) or row.specific
