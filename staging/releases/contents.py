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
from history.recording import record
from staging.models import Release, ReleaseItem
from staging.placing import with_content
from staging.staged import Staged, frozen, newest_draft, withdrawal

Does = ReleaseItem.Does
GONE = "gone"  # instead of a digest: the page was deleted, or its content can't be read


@dataclass(frozen=True)
class Contents:
    """`staged`: ready for `placing.put`. `pages`: SHA-256 of the content by page, '' where no content is published."""

    staged: list[Staged]
    pages: dict[int, str]

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
    rows = Page.objects.in_bulk([item.page_id for item in items])
    pairs = [of_item(item, rows.get(item.page_id)) for item in items]
    return Contents([staged for staged, _digest in pairs], {staged.page_id: digest for staged, digest in pairs})


def contents_of_page(page: Page) -> Contents:
    """What publishing the newest draft of this page would ship."""
    item = ReleaseItem(page_id=page.pk, does=Does.PUBLISH)
    staged, digest = of_item(item, Page.objects.filter(pk=page.pk).first())
    return Contents([staged], {page.pk: digest})


def of_item(item: ReleaseItem, row: Page | None) -> tuple[Staged, str]:
    """What happens to the page, and the digest of its content."""
    if item.does == Does.UNPUBLISH:
        return withdrawal(item.page_id, expires=False), ""
    place = {"parent_id": item.new_parent_id, "slug": item.new_slug}
    if item.does == Does.MOVE:
        return Staged(item.page_id, {}, stays=True, **place), ""
    if item.copy:
        return replace(frozen(item.copy, item.revision_id), **place), item.copy.digest
    if row is None:
        return Staged(item.page_id, {}, **place), GONE
    staged = newest_draft(row)
    return replace(staged, **place), digest_of_fields(row, staged.fields)


def digest_of_fields(row: Page, fields: dict) -> str:
    return digest_of(content_of(page_with(row, fields).page))


def freeze_item(item: ReleaseItem, user: AbstractBaseUser | None, reason: str = Version.Reason.RELEASED) -> FrozenCopy | None:
    """The frozen copy of what the item publishes, kept as a version for the reason; None where it publishes nothing.

    Runs in a transaction that holds the page. Autosave writes over no revision that a version stands for.
    CanNotBePlacedError when it uses something that is gone: that would be left out of the copy.
    """
    if item.does != Does.PUBLISH:
        return None
    row = Page.objects.get(pk=item.page_id)
    staged = newest_draft(row)
    copy = item.copy or freeze(with_content(row, staged))
    revision_id = item.revision_id if item.copy else staged.revision_id
    known = Version.objects.filter(page_id=row.pk, copy=copy, reason=reason, revision_id=revision_id)
    if not known.exists():
        record(row, copy, reason, user, revision_id=revision_id)
    item.copy, item.revision_id = copy, revision_id
    return copy


def freeze_release(release: Release, user: AbstractBaseUser | None, reason: str) -> dict[int, FrozenCopy]:
    """Frozen copies of what the release would ship now, by page. Its items go on following their drafts."""
    items = release.items.select_related("copy").order_by("page_id")
    copies = {item.page_id: freeze_item(item, user, reason) for item in items if Page.objects.filter(pk=item.page_id).exists()}
    return {page_id: copy for page_id, copy in copies.items() if copy}


def freeze_page(page: Page, user: AbstractBaseUser | None, reason: str) -> dict[int, FrozenCopy]:
    """The frozen copy of the page's newest draft, by page."""
    return {page.pk: freeze_item(ReleaseItem(page_id=page.pk, does=Does.PUBLISH), user, reason)}


def live_digest(row: Page | None) -> str:
    """SHA-256 of what readers see of the page, '' when they see nothing."""
    return digest_of(content_of(row.specific_class.objects.get(pk=row.pk))) if row and row.live else ""
