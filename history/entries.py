"""The lines of a history, each made of what it stands for: a version, a sitting, resolved comments, an entry of the log."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import PageLogEntry

from .log_actions import in_full
from .models import KeptComment, Version
from .moments import begin_of, clock, spoken_in_list
from .sittings import Sitting

Reason = Version.Reason


class Kind(models.TextChoices):
    """What the list can be reduced to."""

    DRAFTS = "drafts", gettext_lazy("Drafts")
    PUBLICATIONS = "publications", gettext_lazy("Publications")
    NAMED = "named", gettext_lazy("Named versions")
    WORKFLOW = "workflow", gettext_lazy("Approvals and workflow")
    SET_ASIDE = "set_aside", gettext_lazy("Set aside")
    OTHER = "other", gettext_lazy("Everything else")


KINDS = {
    Reason.PUBLISHED: Kind.PUBLICATIONS,
    Reason.NAMED: Kind.NAMED,
    Reason.APPROVED: Kind.WORKFLOW,
    Reason.SET_ASIDE: Kind.SET_ASIDE,
}
PUBLISHED_IN_LOG = {"wagtail.publish", "wagtail.publish.scheduled"}
OF_STATE = ("wagtail.publish", "wagtail.unpublish", "wagtail.schedule")  # whether readers see it; they write no draft
# Acts that leave what is being written as it is: a sitting goes on over them.
PASSING = (
    *("wagtail.comments.", "wagtail.lock", "wagtail.unlock", "wagtail.rename", "wagtail.move", "wagtail.reorder"),
    *("wagtail.view_restriction.", "history.unname"),
    *("staging.note", "staging.open", "staging.share", "staging.revoke"),
)


@dataclass
class Entry:
    """A line of the list: from `since` to `at`.

    `ref` is the short name of the version that it shows, `before` of the one that came before. Neither is there for an act
    without content.
    """

    kind: str
    at: datetime
    title: str = ""
    since: datetime | None = None
    user_id: int | None = None
    by: str = ""
    ref: str = ""
    before: str = ""
    note: str = ""
    summary: str = ""
    saves: int = 0
    revision_id: int | None = None
    version: Version | None = None
    name: Version | None = None  # the name that its content has
    passing: bool = False
    is_live: bool = False
    is_draft: bool = False
    badges: list[tuple[str, str]] = field(default_factory=list)  # (CSS class, label)
    comments: list[KeptComment] = field(default_factory=list)

    @property
    def begin(self) -> str:
        """When it began, where that is another minute than its end."""
        begin = begin_of(self.since or self.at, self.at)
        return "" if begin == self.end else begin

    @property
    def end(self) -> str:
        return clock(self.at)

    @property
    def label(self) -> str:
        """What tells it apart from all others."""
        return " ".join(filter(None, [self.title, spoken_in_list(self.at)]))

    @property
    def initials(self) -> str:
        words = self.by.split()
        return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


def of_version(version: Version) -> Entry:
    return Entry(
        kind=KINDS.get(version.reason, Kind.OTHER),
        at=version.at,
        title=title_of(version),
        user_id=version.user_id,
        by=version.by,
        ref=f"v{version.pk}",
        note=version.note,
        summary=_("It came too late, and would have replaced a newer version") if version.reason == Reason.SET_ASIDE else "",
        revision_id=version.revision_id,
        version=version,
    )


def title_of(version: Version) -> str:
    if version.reason == Reason.NAMED:
        return _("Named “%(name)s”") % {"name": version.name}
    if version.reason != Reason.PUBLISHED:
        return version.get_reason_display()
    title = _("Published for the first time") if version.kind == Version.Kind.FIRST else _("Published")
    return f"{title} {version.get_path_display()}" if version.path else title


def of_logged(logged: PageLogEntry, revisions: dict) -> Entry:
    wrote = logged.content_changed and not logged.action.startswith(OF_STATE)
    has_content = logged.revision_id in revisions and (wrote or logged.action in PUBLISHED_IN_LOG)
    return Entry(
        kind=kind_of(logged, has_content),
        at=logged.timestamp,
        title=message_of(logged),
        user_id=logged.user_id,
        ref=f"r{logged.revision_id}" if has_content else "",
        note=str(logged.comment or ""),
        revision_id=logged.revision_id if has_content else None,
        passing=logged.action.startswith(PASSING),
    )


def kind_of(logged: PageLogEntry, has_content: bool) -> str:
    if logged.action.startswith(OF_STATE):
        return Kind.PUBLICATIONS
    if logged.action.startswith("wagtail.workflow."):
        return Kind.WORKFLOW
    return Kind.DRAFTS if has_content else Kind.OTHER


def message_of(logged: PageLogEntry) -> str:
    """Its sentence; the bare action where what was logged can't be read any more."""
    try:
        return in_full(logged)
    except Exception:  # a formatter reads names of fields and dates as they were when it was logged
        return logged.action


def of_sitting(sitting: Sitting) -> Entry:
    return Entry(
        kind=Kind.DRAFTS,
        at=sitting.at,
        since=sitting.since,
        title=_("Page created") if sitting.first else "",
        user_id=sitting.user_id,
        ref="" if sitting.without_content else f"r{sitting.revision_id}",
        summary=sitting.without_content,
        saves=sitting.saves,
        revision_id=sitting.revision_id,
    )


def of_comments(group: list[KeptComment]) -> Entry:
    title = ngettext("%(count)d comment resolved", "%(count)d comments resolved", len(group)) % {"count": len(group)}
    first, last = group[0], group[-1]
    by = last.resolved_by or _("somebody")
    return Entry(Kind.OTHER, last.resolved_at, title, since=first.resolved_at, by=by, comments=group, passing=True)
