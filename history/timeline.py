"""Everything that happened to a page, in one list: sittings, versions, and the rest of Wagtail's log."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from wagtail.models import Page, PageLogEntry
from wagtail.users.utils import get_deleted_user_display_name

from . import comments, sittings
from .entries import PUBLISHED_IN_LOG, Entry, Kind, Reason, of_comments, of_logged, of_sitting, of_version
from .log_actions import Discreet
from .looks import Seen
from .models import Version
from .moments import spoken
from .people import name_of

LOGGED = ("action", "timestamp", "user_id", "revision_id", "content_changed", "data")
# One act is told in several places, a moment apart.
SAME_ACT = timedelta(minutes=1)


class Timeline:
    """The history of one page. `entries` are newest first.

    It reads no content of versions: a handful of queries, however long the history is.
    """

    def __init__(self, page: Page):
        self.page = page
        self.revisions = sittings.revisions_of(page)
        self.versions = without_forerunners(list(Version.objects.filter(page_id=page.pk).order_by("at", "pk")))
        self.published = [version for version in self.versions if version.reason == Reason.PUBLISHED]
        self.publication_times = [version.at for version in self.published]
        self.named = [version for version in self.versions if version.reason == Reason.NAMED]
        self.name_of_copy = {version.copy_id: version for version in self.named}
        self.name_of_revision = {version.revision_id: version for version in self.named}
        self.log = list(PageLogEntry.objects.filter(page_id=page.pk).order_by("timestamp", "pk").values_list(*LOGGED))
        # Most pages have none, which the log says for nothing.
        self.resolved = comments.resolved(page, still_there=any(row[0] == "wagtail.comments.resolve" for row in self.log))
        self.entries = self.read()[::-1]

    @property
    def live_at(self) -> datetime | None:
        return self.published[-1].at if self.published and self.page.live else None

    def read(self) -> list[Entry]:
        versions = {version.pk: of_version(version) for version in self.versions}
        acts = [*versions.values(), *self.of_log(versions)]
        entries = [*self.of_sittings(acts), *acts, *map(of_comments, comments.groups(self.resolved))]
        entries.sort(key=lambda entry: entry.at)
        link(entries, self.revisions)
        name_people(entries)
        for entry in entries:
            self.say_what_it_is(entry)
        self.point_out(entries)
        return entries

    def of_log(self, versions: dict[int, Entry]) -> Iterator[Entry]:
        """What is neither a save nor told by a version or a kept comment already."""
        kept = {(one.content_path, one.text) for one in self.resolved}
        others = (row for row in self.log if row[0] not in sittings.SAVES)
        for row in others:
            logged = PageLogEntry(**dict(zip(LOGGED, row, strict=True)), page=self.page)
            if not self.is_told(logged, kept) and not stands_for(versions, logged):
                yield of_logged(logged, self.revisions)

    def is_told(self, logged: PageLogEntry, kept: set[tuple[str, str]]) -> bool:
        if logged.action in PUBLISHED_IN_LOG or logged.action == "wagtail.rename":
            return is_near(logged.timestamp, self.publication_times)
        if logged.action == "history.name":
            return any(version.pk == logged.data.get("version") for version in self.named)
        if logged.action == "wagtail.comments.resolve":
            comment = logged.data.get("comment", {})
            return (comment.get("contentpath"), comment.get("text")) in kept
        return False

    def of_sittings(self, acts: list[Entry]) -> Iterator[Entry]:
        made_otherwise = {entry.revision_id for entry in acts if not entry.version and entry.kind == Kind.DRAFTS}
        saves = sittings.saves_in([row[:4] for row in self.log], self.revisions, made_otherwise)
        found = sittings.sittings_of(saves, (entry.at for entry in acts if not entry.passing))
        sittings.tell_what_is_left(found, self.revisions)
        publications = defaultdict(list)
        for entry in acts:
            if entry.version and entry.kind == Kind.PUBLICATIONS:
                publications[entry.revision_id].append(entry)
        return (of_sitting(sitting) for sitting in found if not is_whole_of_one(sitting, publications[sitting.revision_id]))

    # --- What is said of an entry beside itself -----------------------------------------------------

    def say_what_it_is(self, entry: Entry) -> None:
        version = entry.version
        entry.is_live = bool(self.live_at and version and version.pk == self.published[-1].pk)
        if entry.is_live:
            entry.badges.append(("live", _("Live now")))
        if entry.kind == Kind.PUBLICATIONS and version and version.kind == Version.Kind.CORRECTION:
            entry.badges.append(("correction", _("Correction")))
        entry.name = self.name_of(entry)
        if entry.name and entry.name is not version:
            entry.badges.append(("named", _("Named “%(name)s”") % {"name": entry.name.name}))
        if entry.name and entry.name.pinned:
            entry.badges.append(("pinned", _("Pinned")))

    def name_of(self, entry: Entry) -> Version | None:
        """The named version with just the content of the entry."""
        if entry.version:
            return entry.version if entry.kind == Kind.NAMED else self.name_of_copy.get(entry.version.copy_id)
        named = self.name_of_revision.get(entry.revision_id) if entry.ref and entry.kind == Kind.DRAFTS else None
        written_on_since = named and self.revisions[entry.revision_id][0] > named.at
        return None if written_on_since else named

    def point_out(self, entries: list[Entry]) -> None:
        """Say which entry stands for the newest draft, and which are scheduled."""
        page = self.page
        standing = {}  # the last entry of each revision; a publication only where no sitting shows it
        for entry in entries:
            if entry.kind == Kind.DRAFTS or (entry.kind == Kind.PUBLICATIONS and entry.revision_id not in standing):
                standing[entry.revision_id] = entry
        draft = standing.get(page.latest_revision_id)
        if draft and draft.ref and (page.has_unpublished_changes or not page.live):
            draft.is_draft = True
            draft.badges.append(("draft", _("Newest draft")))
        for pk, (_written, _user, goes_live) in self.revisions.items():
            if goes_live and pk in standing:
                standing[pk].badges.append(("scheduled", _("Scheduled for %(moment)s") % {"moment": spoken(goes_live)}))

    def version_at(self, seen: Seen) -> str:
        """`looks.version_seen`, without another query."""
        if seen.revision_id in self.revisions:
            return f"r{seen.revision_id}"
        left = [(row[0], pk) for pk, row in self.revisions.items() if row[0] <= seen.at]
        shown = [version for version in self.published if version.at <= seen.at]
        return f"r{max(left)[1]}" if left else f"v{shown[-1].pk}" if shown else ""


def without_forerunners(versions: list[Version]) -> list[Version]:
    """Without what went live as a bare row, a moment before its own publication: so Wagtail creates what it publishes at once."""
    kept: list[Version] = []
    for version in versions:
        last = kept[-1] if kept else None
        if last and is_forerunner(last, version):
            kept.pop()
            version.kind = last.kind  # shown as such; the row stays as it is
        kept.append(version)
    return kept


def is_forerunner(one: Version, next_one: Version) -> bool:
    both_published = one.reason == next_one.reason == Reason.PUBLISHED and one.user_id == next_one.user_id
    return both_published and not one.revision_id and bool(next_one.revision_id) and next_one.at - one.at < SAME_ACT


def is_whole_of_one(sitting: sittings.Sitting, publications: list[Entry]) -> bool:
    """Whether a publication says all of this sitting: it began with the click that published."""
    return any(
        sitting.at <= entry.at < sitting.since + SAME_ACT and entry.user_id in {sitting.user_id, None} for entry in publications
    )


def stands_for(versions: dict[int, Entry], logged: PageLogEntry) -> bool:
    """Whether a version of the same act says it; that is called after the act then, where the act has a name for it."""
    told = versions.get(logged.data.get("told_by"))
    if told and isinstance(logged.formatter, Discreet) and logged.formatter.of_version:
        told.title, told.note = logged.formatter.title_of_version(logged), ""
    return told is not None


def is_near(at: datetime, times: list[datetime]) -> bool:
    """Whether one of the sorted times is of the same act."""
    place = bisect_left(times, at - SAME_ACT)
    return place < len(times) and times[place] <= at + SAME_ACT


# --- What ties them together ------------------------------------------------------------------------


def link(entries: list[Entry], revisions: dict) -> None:
    """Give each entry with content the version before it: a publication the one before, a draft what it began with."""
    draft = published = ""
    seen = set()
    for entry in entries:
        if entry.kind == Kind.PUBLICATIONS and entry.ref:
            entry.before, published = published, entry.ref
            if entry.revision_id not in seen:  # no sitting stands for it
                draft = f"r{entry.revision_id}" if entry.revision_id in revisions else entry.ref
        elif entry.kind == Kind.DRAFTS and entry.ref:
            entry.before, draft = draft, entry.ref
            seen.add(entry.revision_id)


def name_people(entries: list[Entry]) -> None:
    """The names of whoever acted: as noted with a version, else as they are called now."""
    names = {None: name_of(None)} | {entry.user_id: entry.by for entry in entries if entry.user_id and entry.by}
    unknown = {entry.user_id for entry in entries if not entry.by} - names.keys()
    people = get_user_model().objects.in_bulk(unknown) if unknown else {}
    names |= {pk: name_of(people[pk]) if pk in people else str(get_deleted_user_display_name(pk)) for pk in unknown}
    for entry in entries:
        entry.by = entry.by or names[entry.user_id]
