"""/sitemap.xml and its files, and /robots.txt. What stands in them is told by subclasses of SiteSitemap.

Only columns are read, never pages: Wagtail's own sitemap loads each page and takes 7.6 s for 20,000.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from django.contrib.sitemaps import Sitemap, views
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Site

XML = "application/xml; charset=utf-8"


class SiteSitemap(Sitemap):
    """A part of the sitemap, with the publication's own addresses whatever the host it was asked by.

    A subclass gives `items()`: each with a `path` from the site's root, `changed` (a time or None) and, if it has one,
    a `picture` (the name of its file).
    """

    limit = 1000  # addresses in a file: 0.1 s to write

    @cached_property
    def site(self) -> Site:
        return Site.objects.select_related("root_page").get(is_default_site=True)

    def path_of(self, page) -> str:
        """The path of whatever has a `url_path`."""
        return "/" + page.url_path.removeprefix(self.site.root_page.url_path)

    def location(self, item) -> str:
        return item.path

    def lastmod(self, item) -> datetime | None:
        return item.changed

    def dates(self) -> Iterable[datetime | None]:
        """When each item changed, in their order."""
        return [item.changed for item in self.items()]

    def files(self) -> list[datetime | None]:
        """For each file of this part, when the newest in it changed."""
        dates = [*self.dates()]
        return [latest(dates[start : start + self.limit]) for start in range(0, len(dates), self.limit)]

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict]:
        root = urlsplit(self.site.root_url)
        urls = self._urls(page, root.scheme, root.netloc)
        for url in urls:
            if picture := getattr(url["item"], "picture", None):
                url["picture"] = urljoin(self.site.root_url, default_storage.url(picture))
        return urls


def latest(dates: Iterable[datetime | None]) -> datetime | None:
    return max(filter(None, dates), default=None)


@require_safe
@conditional_page
def index(request: HttpRequest, sitemaps: dict[str, type[SiteSitemap]]) -> HttpResponse:
    """The list of files. A part without addresses has none: an empty file would not be valid."""
    files = []
    for section, kind in sitemaps.items():
        part = kind()
        address = part.site.root_url + reverse("sitemap_file", args=[section])
        files += [(f"{address}?p={number}", changed) for number, changed in enumerate(part.files(), 1)]
    return render(request, "sitemap_index.xml", {"files": files}, content_type=XML)


@require_safe
@conditional_page
def file(request: HttpRequest, sitemaps: dict[str, type[SiteSitemap]], section: str) -> HttpResponse:
    return views.sitemap(request, sitemaps, section, template_name="sitemap.xml", content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    root = Site.objects.get(is_default_site=True).root_url
    return render(request, "robots.txt", {"root": root}, content_type="text/plain; charset=utf-8")
