"""What a page was before a release, and what the release left: kept with its item, so that it can be taken back."""

from datetime import datetime

from wagtail.models import Page

from history.content import content_of, digest_of, freeze
from staging.models import ReleaseItem
from staging.placing import FIRST
from staging.staged import Staged, frozen

STATE = (
    *("live", "expired", "first_published_at", "last_published_at"),
    *("go_live_at", "expire_at", "live_revision_id"),
)


def remember(item: ReleaseItem, row: Page) -> None:
    """Note on the item, unsaved, how the page is now. Runs in the transaction of the release, before it changes anything."""
    page = row.specific
    item.copy_before = freeze(page)
    item.before = {
        "row": {name: as_json(getattr(row, name)) for name in STATE},
        "parent": row.get_parent().pk,
        "after": left_of(row),
        "slug": row.slug,
    }


def as_json(value: object) -> object:
    """Django's JSON encoder would cut a time to milliseconds, and the sitemap tells microseconds."""
    return value.isoformat() if isinstance(value, datetime) else value


def left_of(row: Page) -> int:
    """The page before this one among its siblings; FIRST where there is none."""
    left = row.get_siblings(inclusive=False).filter(path__lt=row.path).order_by("-path").first()
    return left.pk if left else FIRST


def trace_of(page: Page) -> dict:
    """What tells whether somebody has changed what readers see of the page, as JSON keeps it."""
    page = page.specific_class.objects.get(pk=page.pk)
    return {
        "live": page.live,
        "parent": page.get_parent().pk,
        "slug": page.slug,
        "digest": digest_of(content_of(page)),
        "published": page.last_published_at.isoformat() if page.last_published_at and page.live else "",
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
