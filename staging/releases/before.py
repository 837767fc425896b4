"""What a page was before a release, and what the release left: kept with its item, so that it can be taken back."""

from collections.abc import Iterable
from datetime import datetime

from wagtail.models import Page

from history.content import freeze
from history.recording import last_publications
from staging.models import ReleaseItem
from staging.placing import FIRST
from staging.staged import Staged, frozen

from . import plans
from .contents import live_digests

STATE = (
    *("live", "expired", "first_published_at", "last_published_at"),
    *("go_live_at", "expire_at", "live_revision_id"),
)


def remember(items: Iterable[ReleaseItem], rows: dict[int, Page], parents: dict[int, Page]) -> None:
    """Note on the items, unsaved, how their pages are now. Runs in the transaction of the release, before it changes anything.

    `parents`: by the page below them.
    """
    items = list(items)
    last, ending = last_publications([row.pk for row in rows.values() if row.live]), plans.noted(items)
    for item in items:
        row = rows[item.page_id]
        item.copy_before = last[row.pk].copy if row.pk in last else freeze(row.specific)
        item.before = {
            "row": {name: as_json(getattr(row, name)) for name in STATE},
            "parent": parents[row.pk].pk,
            "after": left_of(row) if item.new_parent_id else FIRST,
            "slug": row.slug,
            **ending.get(row.pk, {}),
        }


def as_json(value: object) -> object:
    """Django's JSON encoder would cut a time to milliseconds, and the sitemap tells microseconds."""
    return value.isoformat() if isinstance(value, datetime) else value


def left_of(row: Page) -> int:
    """The page before this one among its siblings; FIRST where there is none."""
    left = row.get_siblings(inclusive=False).filter(path__lt=row.path).order_by("-path").first()
    return left.pk if left else FIRST


def traces_of(rows: dict[int, Page], parents: dict[int, Page]) -> dict[int, dict]:
    """By page, what tells whether somebody has changed what readers see of it, as JSON keeps it."""
    digests = live_digests(rows.values())
    return {
        pk: {
            "live": row.live,
            "parent": parents[pk].pk,
            "slug": row.slug,
            "digest": digests[pk],
            "published": row.last_published_at.isoformat() if row.last_published_at and row.live else "",
        }
        for pk, row in rows.items()
    }


def taking_back(item: ReleaseItem) -> Staged:
    """What puts the page back as it was."""
    copy, before = item.copy_before, item.before
    staged = frozen(copy)
    moved = item.left["parent"] != before["parent"]
    return Staged(
        item.page_id,
        staged.fields | {"slug": before["slug"]},
        model=staged.model,
        row=before["row"],
        parent_id=before["parent"] if moved else None,
        after_id=before["after"] if moved else None,
    )
