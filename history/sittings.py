"""Saves folded into sittings: what one person wrote on a page, without a longer pause and without anybody else's act in between.

The editor saves itself every few seconds, mostly over the same revision. Each time leaves an entry in Wagtail's log, so the log
says when a sitting began, and the revision what it came to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

PAUSE = timedelta(minutes=30)  # a longer one ends a sitting
SAVES = {"wagtail.create", "wagtail.edit"}


@dataclass(frozen=True)
class Save:
    """A moment at which a revision was written, by the log or by the revision itself."""

    at: datetime
    user_id: int | None
    revision_id: int | None
    first: bool = False  # the page was made with it


@dataclass
class Sitting:
    """`since` and `at` are its first and its last save, `revision_id` what that was written to."""

    user_id: int | None
    since: datetime
    at: datetime
    revision_id: int | None
    saves: int = 1
    first: bool = False
    # Why nothing can be shown of it, where that is so.
    without_content: str = ""

    def takes(self, save: Save) -> bool:
        return save.user_id == self.user_id and save.at - self.at <= PAUSE

    def add(self, save: Save) -> None:
        self.at, self.saves = save.at, self.saves + 1
        self.revision_id = save.revision_id or self.revision_id


def sittings_of(saves: Iterable[Save], breaks: Iterable[datetime]) -> list[Sitting]:
    """Sittings in the order in which they ended. Breaks are the moments of acts that end a sitting."""
    moments = [(at, 1, None) for at in breaks] + [(save.at, 0, save) for save in saves]
    sittings, open_one = [], None
    for _at, _order, save in sorted(moments, key=lambda moment: moment[:2]):
        if save is None:
            open_one = None
        elif open_one and open_one.takes(save):
            open_one.add(save)
        else:
            open_one = Sitting(save.user_id, save.at, save.at, save.revision_id, first=save.first)
            sittings.append(open_one)
    return sittings


def revisions_of(page: Page) -> dict[int, tuple[datetime, int | None, datetime | None]]:
    """The page's revisions without their contents: {id: (written last at, user's id, goes live at)}."""
    rows = Revision.page_revisions.filter(object_id=str(page.pk))
    return {pk: rest for pk, *rest in rows.values_list("pk", "created_at", "user_id", "approved_go_live_at")}


def saves_in(log: Iterable[tuple], revisions: dict, made_otherwise: set[int]) -> list[Save]:
    """Saves by the log, as (action, at, user's id, revision's id) rows, and those of revisions that the log does not know.

    `made_otherwise` are revisions that another entry of the log accounts for, such as a restoration.
    """
    saves = [Save(at, user, revision, action == "wagtail.create") for action, at, user, revision in log if action in SAVES]
    known = {save.revision_id for save in saves} | made_otherwise
    return saves + [Save(row[0], row[1], pk) for pk, row in revisions.items() if pk not in known]


def tell_what_is_left(sittings: Iterable[Sitting], revisions: dict) -> None:
    """Say of each sitting whose revision was cleared away, or written on later, that it can't be shown any more."""
    last = {sitting.revision_id: sitting for sitting in sittings}
    for sitting in sittings:
        if sitting.revision_id not in revisions:
            sitting.without_content = _("This draft is no longer kept.")
        elif last[sitting.revision_id] is not sitting:
            sitting.without_content = _("Written on later: what came of it stands further up.")
