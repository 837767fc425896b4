"""A page's past, written as if it had happened at given moments."""

from datetime import datetime, timedelta

from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from history.models import Version


def at(clock: str, days_ago: int = 1) -> datetime:
    """That time of the day, so many days ago."""
    hour, minute = map(int, clock.split(":"))
    day = timezone.localtime() - timedelta(days=days_ago)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def saved(page: Page, user: object, *moments: datetime, **fields) -> Revision:
    """A draft with these fields, saved at these moments over one and the same revision, as autosave does it."""
    for name, value in fields.items():
        setattr(page, name, value)
    revision = page.save_revision(user=user, log_action=True, clean=False)
    for _again in moments[1:]:
        page.save_revision(user=user, log_action=True, clean=False, overwrite_revision=revision)
    log = PageLogEntry.objects.filter(page=page, revision=revision, action="wagtail.edit").order_by("pk")
    for entry, moment in zip(log, moments, strict=True):
        PageLogEntry.objects.filter(pk=entry.pk).update(timestamp=moment)
    set_time(page, revision, moments[-1])
    return revision


def set_time(page: Page, revision: Revision, moment: datetime) -> None:
    Revision.objects.filter(pk=revision.pk).update(created_at=moment)
    Page.objects.filter(pk=page.pk).update(latest_revision_created_at=moment)
    page.refresh_from_db(fields=["latest_revision", "latest_revision_created_at", "has_unpublished_changes", "live_revision"])


def published(page: Page, revision: Revision, user: object, moment: datetime) -> Version:
    """The publication of a revision at this moment. Versions are never changed, so it is written anew with its time."""
    revision.refresh_from_db()
    revision.publish(user=user)
    version = Version.objects.filter(page_id=page.pk).latest("pk")
    values = {field.attname: getattr(version, field.attname) for field in version._meta.concrete_fields}
    version.delete()
    PageLogEntry.objects.filter(page=page, revision=revision, action="wagtail.publish").update(timestamp=moment)
    page.refresh_from_db()
    return Version.objects.create(**values | {"at": moment})
