"""In which state a release is, and the way onto the schedule and off it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.refusal import Refused
from staging import approvals
from staging.banner import zoned
from staging.models import Failure, Release
from staging.placing import lock

from . import locking
from .contents import contents_of
from .editing import freeze_and_save
from .events import note
from .locking import holding
from .problems import blocking, problems_of

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


def state_of(release: Release) -> State:
    """An open release is approved as long as somebody has approved exactly what it would ship now."""
    if release.state in CLOSED:
        return CLOSED[release.state]
    if release.approvals.exists() and approvals.verdict_of(release).approved:
        return APPROVED
    return IN_REVIEW if release.needs_approval else DRAFT


def refuse_unready(release: Release, user: AbstractBaseUser | None, seen: str = "") -> None:
    """Refused with every reason why the release can't go live as it is. Runs in a transaction that holds it and its pages.

    `seen`: the digest that whoever decides has seen, if they have.
    """
    if seen and seen != contents_of(release).digest:
        raise Refused(_("What is in the release has changed since you opened this page. Look again, then decide."))
    reasons = [problem.sentence for problem in blocking(problems_of(release, user))]
    if release.needs_approval and not approvals.verdict_of(release, contents_of(release).digest).approved:
        reasons.append(_("Nobody has approved exactly what is in it now."))
    if reasons:
        raise Refused(*reasons)


def schedule(release: Release, at: datetime, user: AbstractBaseUser | None = None, *, seen: str = "") -> None:
    """Freeze what is in the release, and plan it for a time to come. `seen`: as for refuse_unready."""
    if at <= timezone.now():
        raise Refused(_("%(at)s has passed. Choose a time in the future.") % {"at": zoned(at)})
    with holding(release.pk, locking.State.OPEN, locking.State.SCHEDULED) as held:
        items = list(held.items.select_related("copy").order_by("page_id"))
        lock([item.page_id for item in items])
        refuse_unready(held, user, seen)
        for item in items:
            freeze_and_save(item, user)
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
