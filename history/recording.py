"""Every publication, by whichever path, leaves a frozen copy, in the transaction that writes the page's row.

Wagtail's signal of a publication comes in some paths only, and also for pages that are merely scheduled. What all paths share is
that the row of a live page is written, so the copy is made there. Publishing the same content again is an event as well: the
signal tells that.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta

from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.signals import post_save, pre_save
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page
from wagtail.signals import page_published

from . import acts, block_changes
from .content import digest_of, freeze, settle_streams
from .models import FrozenCopy, Version
from .people import name_of

FORM_TAKES = timedelta(minutes=1)
_paused: ContextVar[bool] = ContextVar("recording_paused", default=False)


@contextmanager
def paused() -> Iterator[None]:
    """What this thread saves meanwhile is not recorded: for a transaction that is going to be rolled back."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def writes_content(instance: object, raw: bool, update_fields: object) -> bool:
    """Whether this save writes a live page's content, not only its state or place."""
    return isinstance(instance, Page) and instance.live and not raw and update_fields is None and not _paused.get()


def note_state(sender: type, instance: object, raw: bool = False, update_fields: object = None, **kwargs) -> None:
    """Before the row is written: whether the database has it as live.

    Blocks that a script wrote without identifiers get theirs now, so that the row has those of the frozen copy.
    """
    if not writes_content(instance, raw, update_fields):
        return
    settle_streams(instance)
    if instance.pk:
        instance._was_live = Page.objects.filter(pk=instance.pk, live=True).exists()


def keep_what_is_live(sender: type, instance: object, raw: bool = False, update_fields: object = None, **kwargs) -> None:
    """After it: freeze what readers see from now on, if that is not what they saw."""
    if not writes_content(instance, raw, update_fields):
        return
    page = instance.specific
    copy = freeze(page)
    last = last_publication(page.pk)
    if last is None or not getattr(instance, "_was_live", False) or not says_the_same(last.copy, copy):
        instance._version_recorded = record_publication(page, copy, last)


def says_the_same(before: FrozenCopy, now: FrozenCopy) -> bool:
    """Whether nobody wrote anything in between: changes of block types in the code do not count."""
    if before.pk == now.pk or before.changes == now.changes:
        return before.pk == now.pk
    fields = block_changes.upgraded(before.content["type"], before.content["fields"], since=before.changes)
    return digest_of(before.content | {"fields": fields}) == now.digest


def keep_publication(sender: type, instance: Page, revision: object = None, **kwargs) -> None:
    """Wagtail published the page: an event, also when the content is what it was."""
    if not instance.live:
        return  # scheduled only
    if instance.__dict__.pop("_version_recorded", None):
        return
    copy, last = freeze(instance), last_publication(instance.pk)
    if last and is_forerunner(last, copy):
        last.delete()
        last = last_publication(instance.pk)
    record_publication(instance, copy, last)


def is_forerunner(last: Version, copy: FrozenCopy) -> bool:
    """Whether the version is of the same act: Wagtail's form writes a new page's row as live before it publishes its revision."""
    same = last.copy_id == copy.pk and last.path == acts.current().path
    return same and last.revision_id is None and timezone.now() - last.at < FORM_TAKES


def last_publication(page_id: int) -> Version | None:
    """The version that is live, or was last."""
    return Version.objects.filter(page_id=page_id, reason=Version.Reason.PUBLISHED).first()


def last_publications(page_ids: Iterable[int]) -> dict[int, Version]:
    """By page, with its frozen copy. One query."""
    published = Version.objects.filter(reason=Version.Reason.PUBLISHED)
    newest = published.filter(page_id=OuterRef("page_id")).values("pk")[:1]
    found = published.filter(page_id__in=list(page_ids), pk=Subquery(newest)).select_related("copy").defer("copy__packed")
    return {version.page_id: version for version in found}


def record_publication(page: Page, copy: FrozenCopy, last: Version | None, **known: object) -> Version:
    act = acts.current()
    return record(
        page,
        copy,
        Version.Reason.PUBLISHED,
        **{
            "kind": Version.Kind.FIRST if last is None else act.kind or Version.Kind.UPDATE,
            "path": act.path,
            "note": act.note,
            "revision_id": page.live_revision_id,
        }
        | known,
    )


def record(page: Page, copy: FrozenCopy, reason: str, user: object = None, **fields: object) -> Version:
    """Note a version of a page: by this user, else by whoever is at work."""
    user = user or get_active_log_context().user
    by = {"user_id": user.pk, "by": name_of(user)} if user else {}
    return Version.objects.create(**{"page_id": page.pk, "copy": copy, "reason": reason, "at": timezone.now()} | by | fields)


def freeze_what_is_live_already() -> int:
    """A copy for each live page that has none: for a site that is older than its history. Returns how many."""
    known = Version.objects.filter(reason=Version.Reason.PUBLISHED).values("page_id")
    pages = Page.objects.filter(live=True, depth__gt=1).exclude(pk__in=known).specific()
    count = 0
    for page in pages.iterator(chunk_size=200):
        count += 1
        at = page.last_published_at or page.latest_revision_created_at or timezone.now()
        record_publication(page, freeze(page), None, path=Version.Path.BEFORE, at=at)
    return count


def after_migrating(sender: object, using: str, **kwargs) -> None:
    """Freeze what has no copy yet. Where the tables are not (or no longer) as the code has them, a later migrate does it."""
    if using == DEFAULT_DB_ALIAS:
        with suppress(DatabaseError), transaction.atomic():
            freeze_what_is_live_already()


def connect() -> None:
    pre_save.connect(note_state, dispatch_uid="history_note_state")
    post_save.connect(keep_what_is_live, dispatch_uid="history_keep_what_is_live")
    page_published.connect(keep_publication, dispatch_uid="history_keep_publication")
