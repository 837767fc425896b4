"""Pages with a time, as an editor's form leaves them."""

from datetime import datetime, timedelta

from django.utils import timezone
from wagtail.models import Page, PageLogEntry

PUBLISHED, WITHDRAWN = "wagtail.publish.scheduled", "wagtail.unpublish.scheduled"


def ago(**what: float) -> datetime:
    return timezone.now() - timedelta(**what)


def plan(page: Page, at: datetime, **fields):
    """The page's next version, to go live at this time. Takes the specific page."""
    page.go_live_at = at
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision(approved_go_live_at=at)


def expire(page: Page, at: datetime) -> None:
    """Let the live page expire then."""
    Page.objects.filter(pk=page.pk).update(expire_at=at)


def entries(action: str) -> list[int]:
    """The pages that the log tells this of, one for each entry."""
    return sorted(PageLogEntry.objects.filter(action=action).values_list("page", flat=True))
