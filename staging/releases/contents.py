"""What a release, or the newest draft of a page, would ship now; and freezing exactly that.

The digest stands for all of it: which pages, what happens to each, and every word, picture and byline that readers would see.
An approval binds to it.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser
from django.utils.functional import cached_property
from wagtail.models import Page

from history.content import content_of, digest_of, freeze, page_with
from history.models import FrozenCopy, Version
from history.recording import last_publications, record
from staging.models import Release, ReleaseItem
from staging.placing import with_content
from staging.staged import Staged, frozen, newest_draft, withdrawal

Does = ReleaseItem.Does
GONE = "gone"  # instead of a digest: the page was deleted, or its content can't be read


@dataclass(frozen=True)
class Contents:
    """What happens to the pages of some items. `rows`: those pages as they are now, without what was deleted."""

    items: list[ReleaseItem]
    rows: dict[int, Page]

    @cached_property
    def staged(self) -> list[Staged]:
        """Ready for `placing.put`, in the order of the items."""
        drafts = drafts_of([self.rows[item.page_id] for item in self.items if item.page_id in self.rows and follows(item)])
        return [staged_of(item, drafts.get(item.page_id)) for item in self.items]

    @cached_property
    def pages(self) -> dict[int, str]:
        """SHA-256 of the content by page, '' where none is published, GONE where the page is."""
        return {
            item.page_id: digest_of_item(item, self.rows.get(item.page_id), staged)
            for item, staged in zip(self.items, self.staged, strict=True)
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything, in hexadecimal digits."""
        facts = sorted(
            [one.page_id, one.fields is None, one.stays, one.parent_id, one.slug, self.pages[one.page_id]] for one in self.staged
        )
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def contents_of(release: Release) -> Contents:
    """What the release would ship now: frozen copies, and newest drafts where its items follow them."""
    return of_items(release.items.select_related("copy"))


def of_items(items: Iterable[ReleaseItem]) -> Contents:
    items = list(items)
    return Contents(items, Page.objects.in_bulk([item.page_id for item in items]))


def contents_of_page(page: Page) -> Contents:
    """What publishing the newest draft of this page would ship."""
    return of_items([ReleaseItem(page_id=page.pk, does=Does.PUBLISH)])


def follows(item: ReleaseItem) -> bool:
    """Whether what the item publishes is the newest draft, whatever that is."""
    return item.does == Does.PUBLISH and not item.copy_id


def drafts_of(rows: list[Page]) -> dict[int, Staged]:
    """The newest drafts, by page."""
    return {row.pk: newest_draft(row) for row in rows}


def staged_of(item: ReleaseItem, draft: Staged | None) -> Staged:
    """What happens to the page."""
    if item.does == Does.UNPUBLISH:
        return withdrawal(item.page_id, expires=False)
    place = {"parent_id": item.new_parent_id, "slug": item.new_slug}
    if item.does == Does.MOVE:
        return Staged(item.page_id, {}, stays=True, **place)
    if item.copy:
        return replace(frozen(item.copy, item.revision_id), **place)
    return replace(draft or Staged(item.page_id, {}), **place)


def digest_of_item(item: ReleaseItem, row: Page | None, staged: Staged) -> str:
    if item.does != Does.PUBLISH:
        return ""
    if item.copy:
        return item.copy.digest
    return digest_of_fields(row, staged.fields) if row else GONE


def digest_of_fields(row: Page, fields: dict) -> str:
    """SHA-256 of the content that the page would have with these fields, as a draft or a frozen copy has them."""
    return digest_of(content_of(page_with(row, fields).page))


def freeze_item(
    item: ReleaseItem,
    user: AbstractBaseUser | None,
    reason: str = Version.Reason.RELEASED,
    known: tuple[Staged, Page] | None = None,
) -> FrozenCopy | None:
    """The frozen copy of what the item publishes, kept as a version for the reason; None where it publishes nothing.

    Runs in a transaction that holds the page. Autosave writes over no revision that a version stands for. `known`: what is
    staged, and the page with it, where that has been read already. CanNotBePlacedError when it uses something that is gone:
    that would be left out of the copy.
    """
    if item.does != Does.PUBLISH:
        return None
    if not item.copy:
        staged, page = known or drafted(Page.objects.get(pk=item.page_id))
        item.copy, item.revision_id = freeze(page), staged.revision_id
    about = {"page_id": item.page_id, "copy": item.copy, "reason": reason, "revision_id": item.revision_id}
    if not Version.objects.filter(**about).exists():
        record(Page(pk=item.page_id), item.copy, reason, user, revision_id=item.revision_id)
    return item.copy


def drafted(row: Page) -> tuple[Staged, Page]:
    staged = newest_draft(row)
    return staged, with_content(row, staged)


def freeze_release(release: Release, user: AbstractBaseUser | None, reason: str) -> dict[int, FrozenCopy]:
    """Frozen copies of what the release would ship now, by page. Its items go on following their drafts."""
    items = release.items.select_related("copy").order_by("page_id")
    copies = {item.page_id: freeze_item(item, user, reason) for item in items if Page.objects.filter(pk=item.page_id).exists()}
    return {page_id: copy for page_id, copy in copies.items() if copy}


def freeze_page(page: Page, user: AbstractBaseUser | None, reason: str) -> dict[int, FrozenCopy]:
    """The frozen copy of the page's newest draft, by page."""
    return {page.pk: freeze_item(ReleaseItem(page_id=page.pk, does=Does.PUBLISH), user, reason)}


def live_digest(row: Page | None) -> str:
    """SHA-256 of what was published last of the page, '' when readers see nothing."""
    return live_digests([row])[row.pk] if row else ""


def live_digests(rows: Iterable[Page]) -> dict[int, str]:
    """By page. One query."""
    rows = list(rows)
    last = last_publications([row.pk for row in rows if row.live])
    return {row.pk: last[row.pk].copy.digest if row.pk in last else "" for row in rows}
