"""In which state a release is, and the way onto the schedule and off it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from history.refusal import Refused
from staging.approvals.verdicts import Verdict, verdict_of
from staging.banner import zoned
from staging.models import Failure, Release, ReleaseItem
from staging.placing import lock

from . import locking
from .contents import freeze_item, of_items
from .events import note
from .locking import holding
from .problems import blocking, judge, look_at

KIND = "release"  # the schedule's name for it


@dataclass(frozen=True)
class State:
    name: str
    label: object


DRAFT = State("draft", gettext_lazy("Draft"))
IN_REVIEW = State("in_review", gettext_lazy("In review"))
APPROVED = State("approved", gettext_lazy("Approved"))
SCHEDULED = State("scheduled", gettext_lazy("Scheduled"))
LIVE = State("live", gettext_lazy("Live"))
TAKEN_BACK = State("taken_back", gettext_lazy("Taken back"))

CLOSED = {Release.State.SCHEDULED: SCHEDULED, Release.State.LIVE: LIVE, Release.State.TAKEN_BACK: TAKEN_BACK}


def state_of(release: Release, verdict: Callable[[], Verdict] | None = None) -> State:
    """An open release is approved as long as somebody has approved exactly what it would ship now.

    `verdict`: what to ask, if it has been read already.
    """
    if release.state in CLOSED:
        return CLOSED[release.state]
    if (verdict or (lambda: verdict_of(release)))().approved:
        return APPROVED
    return IN_REVIEW if release.needs_approval else DRAFT


def freeze_ready(release: Release, items: list[ReleaseItem], user: AbstractBaseUser | None, seen: str = "") -> dict[int, Page]:
    """Freeze the items, unsaved, if the release can go live as it is; else Refused with every reason.

    Returns the pages with what they publish, by id.

    Runs in a transaction that holds the release and its pages. `seen`: the digest that whoever decides has seen, if they have.
    """
    look = look_at(items)
    if reasons := [problem.sentence for problem in blocking(judge(release, look, user))]:
        raise Refused(*reasons)
    for item in items:
        if not item.copy_id:
            pk = item.page_id
            freeze_item(item, user, known=(look.staged[pk], look.thawed[pk]) if pk in look.thawed else None)
            item.live_digest = look.live[pk]
    digest = of_items(items).digest if seen or release.needs_approval else ""
    if seen and seen != digest:
        raise Refused(_("What is in the release has changed since you opened this page. Look again, then decide."))
    if release.needs_approval and not verdict_of(release, digest).approved:
        raise Refused(_("Nobody has approved exactly what is in it now."))
    return look.thawed


def schedule(release: Release, at: datetime, user: AbstractBaseUser | None = None, *, seen: str = "") -> None:
    """Freeze what is in the release, and plan it for a time to come. `seen`: as for freeze_ready."""
    if at <= timezone.now():
        raise Refused(_("%(at)s has passed. Choose a time in the future.") % {"at": zoned(at)})
    with holding(release.pk, locking.State.OPEN, locking.State.SCHEDULED) as held:
        items = list(held.items.select_related("copy").order_by("page_id"))
        lock([item.page_id for item in items])
        freeze_ready(held, items, user, seen)
        ReleaseItem.objects.bulk_update(items, ["copy", "revision_id", "live_digest"])
        held.state, held.go_live_at = locking.State.SCHEDULED, at
        held.save(update_fields=["state", "go_live_at"])
        Failure.objects.filter(kind=KIND, key=str(held.pk)).delete()
        note(held, "scheduled", user, at=zoned(at))
    release.refresh_from_db()


def unschedule(release: Release, user: AbstractBaseUser | None = None) -> None:
    """Open it again. What is frozen stays so until somebody takes the newest draft."""
    with holding(release.pk, locking.State.SCHEDULED) as held:
        held.state, held.go_live_at = locking.State.OPEN, None
        held.save(update_fields=["state", "go_live_at"])
        note(held, "unscheduled", user)
    release.refresh_from_db()
