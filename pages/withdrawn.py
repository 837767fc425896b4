"""410 Gone for what was withdrawn: a page that was public once and is not any more.

Readers and search engines learn that the address was right and that nothing will come back by itself. A redirect that an editor
wrote wins; a page that never was public stays a plain 404, like an address that never existed.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page, Site

from .kept import site_of


def was_withdrawn(request: HttpRequest) -> bool:
    """One query: is there an unpublished page, public before and open to everybody, at this very address?"""
    site = site_of(request)
    if site is None:
        return False
    root_path = next((root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk), None)
    if root_path is None:
        return False
    url_path = root_path + request.path_info.lstrip("/")
    pages = Page.objects.not_live().filter(url_path=url_path, first_published_at__isnull=False)
    return pages.public().exists()


class WithdrawnMiddleware:
    """Stands outside Wagtail's RedirectMiddleware, so that it sees only what no redirect answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404("No page has such an address.")  # PostgreSQL would refuse the very question
        response = self.get_response(request)
        is_missing_page = response.status_code == 404 and request.path_info.endswith("/")
        if is_missing_page and request.method in {"GET", "HEAD"} and was_withdrawn(request):
            return render(request, "410.html", status=410)
        return response
