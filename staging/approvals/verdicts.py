"""What counts: what the verdicts on a page or a release come to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.moments import when
from staging.models import Approval, PreviewLink, Release

from .differences import PageDifference, difference
from .subjects import Subject, contents_now

Moment = Callable[[datetime], str]

APPROVED, SENT_BACK, STALE, NONE = "approved", "sent_back", "stale", "none"
LABELS = {
    APPROVED: gettext_lazy("Approved"),
    SENT_BACK: gettext_lazy("Sent back"),
    STALE: gettext_lazy("Changed since it was approved"),
    NONE: gettext_lazy("Not approved"),
}


@dataclass(frozen=True)
class Verdict:
    """What the verdicts on a page or a release come to. `changed`: `approval`, the newest one, was of another content."""

    name: str = NONE  # APPROVED, SENT_BACK, STALE or NONE
    approval: Approval | None = None
    changed: bool = False

    @property
    def approved(self) -> bool:
        return self.name == APPROVED

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

    @property
    def sentence(self) -> str:
        """For editors."""
        return self.said(when, self.approval.whom if self.approval else "")

    def said(self, moment: Moment, whom: str = "") -> str:
        """In a sentence, with the time as `moment` says it. `whom`: more than the name that somebody gave."""
        if self.approval is None:
            return _("Nobody has approved it yet.")
        words = {"whom": whom or self.approval.by, "at": moment(self.approval.at)}
        if self.name == APPROVED:
            return _("Approved by %(whom)s %(at)s, exactly as it is now.") % words
        if self.name == STALE:
            return _("Approved by %(whom)s %(at)s, but changed since.") % words
        if self.changed:
            return _("Sent back by %(whom)s %(at)s, and changed since.") % words
        return _("Sent back by %(whom)s %(at)s.") % words

    @cached_property
    def differs(self) -> list[PageDifference]:
        """The pages that have changed since; none where nothing has."""
        return difference(self.approval) if self.changed else []


def approvals_of(subject: Subject) -> list[Approval]:
    """All verdicts on it, the newest first. One query; none for releases with prefetched `approvals`."""
    if isinstance(subject, Release):
        return sorted(subject.approvals.all(), key=lambda one: -one.pk)
    return list(Approval.objects.filter(page=subject.pk).select_related("link__user").order_by("-pk"))


def counting(judged: list[Approval]) -> list[Approval]:
    """Those that decide: whoever sends it back is heard in any case."""
    return [one for one in judged if one.counts or not one.approved]


def verdict_of(subject: Subject, digest: str | None = None) -> Verdict:
    """Whether it is approved as it is now, or as it is when it has this digest. Reads no content where nobody has judged.

    The newest verdict on this very content decides: who sends it back after an approval ends that.
    """
    return verdict_in(counting(approvals_of(subject)), lambda: digest or contents_now(subject).digest)


def verdict_through(link: PreviewLink, digest: str) -> Verdict:
    """What was said through this link: of this content, or else of what it showed before."""
    return verdict_in(list(link.approvals.order_by("-pk")), lambda: digest)


def verdict_in(judged: list[Approval], digest: Callable[[], str]) -> Verdict:
    if not judged:
        return Verdict()
    now = digest()
    last = next((one for one in judged if one.digest == now), None)
    if last:
        return Verdict(APPROVED if last.approved else SENT_BACK, last)
    return Verdict(STALE if judged[0].approved else SENT_BACK, judged[0], changed=True)
