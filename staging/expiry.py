"""An expired page is not served, whether or not anybody runs the schedule.

Its row says `live` until a round has withdrawn it. So `live()` of every page queryset looks at the clock as well: lists, feeds,
search and sitemap leave the page out at that second, without a query more. Wagtail has no setting for it.
"""

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet


def has_expired(page: Page) -> bool:
    return bool(page.expire_at and page.expire_at <= timezone.now())


def live_now(self: PageQuerySet) -> Q:
    return Q(live=True) & ~Q(expire_at__lte=timezone.now())


def connect() -> None:
    PageQuerySet.live_q = live_now


def refuse_expired(page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict) -> None:
    """What `live()` can't say of the page at an address: 404, which pages.withdrawn makes a 410."""
    if has_expired(page):
        raise Http404("Expired.")
