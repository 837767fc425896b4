"""A form that was opened before somebody else saved: told from the others, its words kept, and put on top if wanted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Page, PageLogEntry, Revision

from . import acts
from .comparing import Comparison, compare
from .content import freeze, thaw
from .models import FrozenCopy, Version
from .moments import spoken
from .people import name_of
from .recording import record
from .stored_versions import stored_streams
from .versions import DRAFT, load

Reason = Version.Reason
OVERRIDE = "history.override"
SHOWN = 10  # saves that the page of a conflict names


def mark_of(revision: Revision | None) -> str:
    """What changes whenever a draft is saved, also over its own row: "12|2026-11-23T00:14:00+00:00", or "" for no draft."""
    return f"{revision.pk}|{revision.created_at.isoformat()}" if revision else ""


@dataclass(frozen=True)
class Base:
    """What a form says of the draft that it was opened on, or saved last: `known` is False for a script's form."""

    known: bool
    mark: str
    overwrites: str

    @classmethod
    def of(cls, data: Mapping[str, str]) -> "Base":
        number = data.get("loaded_revision_id", "")
        mark = f"{number}|{data.get('loaded_revision_created_at', '')}" if number else ""
        return cls("loaded_revision_id" in data, mark, data.get("overwrite_revision_id", ""))

    def is_stale(self, latest: Revision | None) -> bool:
        """Whether a save would replace what this form has not seen.

        A page without drafts has nothing to replace. An autosave names the row that it writes over: that must be the
        newest as well.
        """
        if latest is None:
            return False
        if self.overwrites and self.overwrites != str(latest.pk):
            return True
        return self.known and self.mark != mark_of(latest)

    @property
    def revision_id(self) -> int | None:
        """The number of that draft, where the form names one."""
        number = self.mark.partition("|")[0]
        return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def set_aside(page: Page, user: AbstractBaseUser, base: int | None, published: bool = False, replaces: str = "") -> Version:
    """Keep what this unsaved page says, as a version in its history.

    `published`: the form was to be published, and passed what a publication must. `replaces`: the version that the same form
    left before; it goes, so that an autosave a second does not fill the history.
    """
    act = acts.current()
    fields = {"kind": act.kind, "note": act.note, "path": act.path} if published else {}
    version = record(page, freeze(page), Reason.SET_ASIDE, user, revision_id=base, **fields)
    if replaces.isascii() and replaces.isdigit() and len(replaces) < 19:
        drop(
            Version.objects.filter(page_id=page.pk, user_id=user.pk, reason=Reason.SET_ASIDE, pk=replaces, name="", pinned=False)
        )
    return version


def drop(versions) -> None:
    copies = list(versions.values_list("copy", flat=True))
    versions.delete()
    FrozenCopy.objects.filter(pk__in=copies, versions=None).delete()


@dataclass(frozen=True)
class Save:
    """Somebody's save that a form has not seen."""

    by: str
    at: datetime
    published: bool

    @property
    def when(self) -> str:
        return spoken(self.at)


def saves_since(version: Version, page: Page) -> list[Save]:
    """Who saved or published since the form behind a version set aside was opened, newest first; at least the newest save."""
    drafts = Revision.page_revisions.filter(object_id=str(page.pk)).select_related("user").defer("content")
    drafts = drafts.order_by("-created_at", "-pk")
    base = drafts.filter(pk=version.revision_id).first()
    since = base.created_at if base else None
    newer = drafts.filter(created_at__gt=since) if since else drafts
    published = set(
        Version.objects.filter(page_id=page.pk, reason=Reason.PUBLISHED, revision_id__in=newer.values("pk")).values_list(
            "revision_id", flat=True
        )
    )
    found = newer[:SHOWN] if since else newer[:1]
    # The base may have been saved again over its own row: then it is its own newer version.
    return [Save(name_of(one.user), one.created_at, one.pk in published) for one in found or drafts[:1]]


def put_on_top(page: Page, version: Version, user: AbstractBaseUser, publish: bool) -> Revision:
    """Make the version that was set aside the newest draft, logged with whose work it replaces; publish it if wanted.

    Inside `holding`. ValidationError where the page can't be published or kept in the tree like that.
    """
    over = page.get_latest_revision()
    mine = thaw(page, version.copy).page
    with transaction.atomic():
        if publish:
            mine.full_clean()
        if not page.live:
            mine.save()  # as Wagtail's editor does with a page that no reader sees
        revision = mine.save_revision(user=user, log_action=True, clean=False)
        replaced = {"by": name_of(over.user), "revision": {"id": over.pk, "created": over.created_at.isoformat()}} if over else {}
        log(instance=mine, action=OVERRIDE, user=user, revision=revision, data={"over": replaced, "version": version.pk})
        if publish:
            with acts.acting(path=version.path or Version.Path.FORM, kind=version.kind, note=version.note):
                revision.publish(user=user)
    return revision


def register_override(actions: LogActionRegistry) -> None:
    @actions.register_action(OVERRIDE)
    class OverrideFormatter(LogFormatter):
        label = gettext_lazy("Own version kept on top")

        def format_message(self, log_entry: PageLogEntry) -> str:
            who = (log_entry.data.get("over") or {}).get("by") or _("somebody else")
            return _("Kept their own version on top of what %(name)s had saved") % {"name": who}


def difference(page: Page, version: Version) -> Comparison:
    """From theirs, the newest draft, to mine."""
    theirs, mine = (load(page, ref) for ref in (DRAFT, f"v{version.pk}"))
    for one in (theirs, mine):
        one.page.stored_streams = stored_streams(page, one.ref)
    return compare(theirs.page, mine.page)
