"""The site at a moment: every scheduled publication and expiry up to then. The schedule itself does the same, one by one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from wagtail.models import Page, Revision

from .models import Release
from .placing import CanNotBePlacedError, Placed
from .rehearsal import rehearse
from .releases.contents import contents_of
from .staged import Staged, withdrawal

T = TypeVar("T")


def staged_until(at: datetime) -> list[Staged]:
    """What differs from now, one for each page, in the order of their ids: what happens to a page last is what counts."""
    last: dict[int, Staged] = {}
    for staged in sorted([*publications(at), *expiries(at), *releases(at)], key=lambda one: one.at):
        if staged.fields is not None or staged.page_id not in last:  # a publication brings its own end
            last[staged.page_id] = staged
    for staged in list(last.values()):
        if staged.expire_at and staged.expire_at <= at:
            last[staged.page_id] = withdrawal(staged.page_id, staged.expire_at)
    return [last[page_id] for page_id in sorted(last)]


def publications(at: datetime) -> list[Staged]:
    planned = Revision.page_revisions.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at", "pk")
    return [
        Staged(
            int(revision.object_id),
            revision.content,
            revision_id=revision.pk,
            at=revision.approved_go_live_at,
        )
        for revision in planned
    ]


def releases(at: datetime) -> list[Staged]:
    planned = Release.objects.filter(state=Release.State.SCHEDULED, go_live_at__lte=at).order_by("go_live_at", "pk")
    return [replace(one, at=release.go_live_at) for release in planned for one in contents_of(release).staged]


def expiries(at: datetime) -> list[Staged]:
    ending = Page.objects.filter(live=True, expire_at__lte=at).values_list("pk", "expire_at")
    return [withdrawal(pk, expire_at) for pk, expire_at in ending]


def rehearse_what_can_be(staged: list[Staged], act: Callable[[Placed], T], **how: bool) -> tuple[T, list[str]]:
    """As the schedule: what fails stops nothing else. Returns what `act` does, and what was left out, in sentences."""
    left_out = []
    while True:
        try:
            return rehearse(staged, act, **how), left_out
        except CanNotBePlacedError as error:
            left_out += error.problems
            staged = [one for one in staged if one.page_id not in error.pages]
