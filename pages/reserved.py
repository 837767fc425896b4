"""First parts of an address that belong to the site itself: a page there would never be seen."""

from django.utils.translation import gettext as _
from wagtail.models import Page

HOME_DEPTH = 2
SLUGS = frozenset(
    [
        *("admin", "archive", "authors", "documents", "feeds", "healthz", "media", "oembed"),
        *("preview", "readyz", "search", "share", "sitemap", "static", "topics"),
    ]
)


def complaint_about(slug: str | None, parent: Page | None) -> str:
    """Why a page can't have this slug below this parent, or ''."""
    if parent is None or parent.depth != HOME_DEPTH or slug not in SLUGS:
        return ""
    return _("“%(slug)s” is an address of the site itself. Choose another one.") % {"slug": slug}
