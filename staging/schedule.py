"""What is planned for a time, and one round that does what is due: each thing once, whoever looks, however many look.

Each is done in a transaction of its own. It locks the page's row first, then looks whether the thing is still due: two
schedulers, or a scheduler and an editor, can't both find it so. PostgreSQL passes over a row that somebody else holds; SQLite
lets one writer in at a time. What fails is noted (failures.py) and tried again later, and stops nothing else.

Another sort of thing (a release, say) is a subclass of Kind with a line in KINDS.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from history import acts

from . import failures
from .failures import CanNotActError
from .models import Failure

logger = logging.getLogger(__name__)

AT_ONCE = 10  # of each kind in a round: whoever ends the scheduler waits for a round at most
LOCK_WAIT = 5  # seconds that a thing waits for what others hold, on PostgreSQL


@dataclass(frozen=True, order=True)
class Due:
    """Something and its time. The order is the one in which things are done."""

    at: datetime
    kind: str
    key: str


class Kind(ABC):
    """One sort of thing that happens at its time."""

    name: str
    time_field: str

    @abstractmethod
    def planned(self) -> QuerySet:
        """What has a time and is not done yet."""

    @abstractmethod
    def act(self, key: str) -> bool:
        """Lock, look again, do. False when somebody else is at it or it is not due any more. Runs in a transaction.

        Any exception undoes it; the message of a CanNotActError is for editors.
        """

    @abstractmethod
    def subject(self, key: str) -> tuple[Page | None, str]:
        """The page that it is about, if it is one, and a title."""

    def waiting(self, now: datetime) -> QuerySet:
        """(key, time) of what is planned, the earliest first, without what failed and has its pause."""
        paused = Failure.objects.filter(kind=self.name, key=Cast(OuterRef("pk"), CharField()), retry_at__gt=now)
        return self.planned().exclude(Exists(paused)).order_by(self.time_field, "pk").values_list("pk", self.time_field)

    def due(self, now: datetime) -> list[Due]:
        rows = self.waiting(now).filter(**{f"{self.time_field}__lte": now})[:AT_ONCE]
        return [Due(at, self.name, str(key)) for key, at in rows]


def lock(model: type[Model], key: str) -> Model | None:
    """The row, locked until the transaction ends; None when somebody else holds it, CanNotActError when it is gone."""
    rows = model._base_manager.filter(pk=key)
    row = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)).first()
    if row is None and not rows.exists():
        raise CanNotActError(failures.GONE)
    return row


class Publication(Kind):
    """A version that an editor planned to go live."""

    name = "publish"
    time_field = "approved_go_live_at"

    def planned(self):
        return Revision.objects.filter(approved_go_live_at__isnull=False)

    def act(self, key):
        holder = Revision.objects.filter(pk=key).defer("content").first()
        if holder is None:
            return False
        model = holder.base_content_type.model_class()
        if model is None or holder.content_type.model_class() is None:
            raise CanNotActError(failures.UNKNOWN_KIND)
        if lock(model, holder.object_id) is None:
            return False
        revision = Revision.objects.filter(pk=key, approved_go_live_at__lte=timezone.now()).first()
        if revision is None:
            return False
        revision.publish(log_action="wagtail.publish.scheduled")
        return True

    def subject(self, key):
        revision = Revision.objects.defer("content").filter(pk=key).first()
        if revision is None:
            return None, ""
        is_page = revision.base_content_type.model_class() is Page
        return (Page.objects.filter(pk=revision.object_id).first() if is_page else None), revision.object_str


class Expiry(Kind):
    """A live object whose time is over."""

    time_field = "expire_at"

    def __init__(self, model: type[Model]):
        self.model = model
        self.name = "expire" if model is Page else f"expire-{model._meta.model_name}"[:20]

    def planned(self):
        return self.model._base_manager.filter(live=True, expire_at__isnull=False)

    def act(self, key):
        found = lock(self.model, key)
        if found is None or not found.live or not found.expire_at or found.expire_at > timezone.now():
            return False
        found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        return True

    def subject(self, key):
        found = self.model._base_manager.filter(pk=key).first()
        return (found, found.get_admin_display_title()) if isinstance(found, Page) else (None, str(found or ""))


def drafts_apart_from_pages() -> list[type[Model]]:
    return [model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)]


KINDS: list[Kind] = [Publication(), Expiry(Page)]


def kinds() -> Iterator[Kind]:
    yield from KINDS
    yield from map(Expiry, drafts_apart_from_pages())


def all_due(now: datetime) -> list[tuple[Kind, Due]]:
    """In the order of their times: a version that was to replace an expiring one does, also after a standstill."""
    return sorted(((kind, due) for kind in kinds() for due in kind.due(now)), key=lambda pair: pair[1])


def next_due() -> datetime | None:
    """When the earliest thing is planned, which may have passed; without what has its pause. A small query for each kind."""
    now = timezone.now()
    times = [at for kind in kinds() for at in kind.waiting(now).values_list(kind.time_field, flat=True)[:1]]
    return min(times, default=None)


@dataclass
class Round:
    """How many things were done, failed, and were left to whoever holds them."""

    done: int = 0
    failed: int = 0
    left: int = 0


def make_round() -> Round:
    """Do what is due, in the order of its times."""
    made = Round()
    for kind, due in all_due(timezone.now()):
        try:
            if do(kind, due.key):
                made.done += 1
            else:
                made.left += 1
        except Exception as error:
            made.failed += 1
            report(due, error)
            failures.note(due.kind, due.key, due.at, kind.subject(due.key), error)
    return made


def report(due: Due, error: Exception) -> None:
    """For whoever runs the site. What editors can mend is a line, without a draft's words."""
    is_for_editors = isinstance(error, ValidationError | CanNotActError)
    words = ("%s of %s, planned for %s, failed: %s", due.kind, due.key, due.at, type(error).__name__)
    logger.warning(*words) if is_for_editors else logger.error(*words, exc_info=error)


def do(kind: Kind, key: str) -> bool:
    with acts.acting(path=acts.Path.SCHEDULE), transaction.atomic():
        wait_no_longer_than(LOCK_WAIT)
        done = kind.act(key)
        if done:
            Failure.objects.filter(kind=kind.name, key=key).delete()
    return done


def wait_no_longer_than(seconds: int) -> None:
    """Somebody's open transaction must not hold up all others: the rest of ours gives up after so long."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{seconds}s'")


def forget_what_is_over() -> None:
    """Failures whose thing is no longer planned: an editor took it back, published by hand, or planned another version."""
    by_name = {kind.name: kind for kind in kinds()}
    for failure in Failure.objects.all():
        kind = by_name.get(failure.kind)
        if kind is None or not kind.planned().filter(pk=failure.key).exists():
            failure.delete()
