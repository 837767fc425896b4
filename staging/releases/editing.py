"""Changing what is in a release. Each verb is one transaction that holds the release; Refused says why something can't be."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from history.naming import clean_name
from history.refusal import Refused
from staging.models import Release, ReleaseItem

from . import rights
from .contents import Does, freeze_item, live_digest
from .events import note
from .locking import State, holding

MOST_ITEMS = 200
LONGEST_NAME = 100


@transaction.atomic
def create(name: str, note_: str = "", user: AbstractBaseUser | None = None, pages: Iterable[Page] = ()) -> Release:
    """A new release that publishes the newest drafts of these pages."""
    release = Release.objects.create(name=named(name), note=note_, made_by=user)
    note(release, "made", user)
    for page in pages:
        add(release, page, Does.PUBLISH, user)
    return release


def named(name: str) -> str:
    name = clean_name(name)
    if not name:
        raise Refused(_("Give the release a name."))
    if len(name) > LONGEST_NAME:
        raise Refused(_("A release's name has %(number)s characters at most.") % {"number": LONGEST_NAME})
    return name


def rename(release: Release, name: str, note_: str, needs_approval: bool, user: AbstractBaseUser | None = None) -> None:
    """Change what the release says of itself, and whether it needs approval."""
    with holding(release.pk, State.OPEN, State.SCHEDULED) as held:
        if needs_approval != held.needs_approval and user and not rights.may_set_need(user, held):
            raise Refused(_("Only who may let the release go live can change whether it needs approval."))
        waived = held.needs_approval and not needs_approval
        held.name, held.note, held.needs_approval = named(name), note_, needs_approval
        held.save(update_fields=["name", "note", "needs_approval"])
        note(held, "approval_waived" if waived else "changed", user)
    release.refresh_from_db()


def delete(release: Release, user: AbstractBaseUser | None = None) -> None:
    """Forget a release that never went live. Its pages stay as they are."""
    with holding(release.pk, State.OPEN) as held:
        held.delete()


def add(
    release: Release,
    page: Page,
    does: str = Does.PUBLISH,
    user: AbstractBaseUser | None = None,
    new_parent: Page | None = None,
    new_slug: str = "",
) -> ReleaseItem:
    """Put a page into the release. It follows the page's newest draft until it is frozen.

    Whether the user may edit the page is asked by the caller, whether they may move it there is asked here.
    """
    refuse_nonsense(page, does, new_parent, new_slug)
    refuse_move(user, page, new_parent)
    with holding(release.pk, State.OPEN) as held:
        if held.items.filter(page_id=page.pk).exists():
            raise Refused(_("“%(title)s” is in this release already.") % {"title": page.get_admin_display_title()})
        if held.items.count() >= MOST_ITEMS:
            raise Refused(_("A release has %(number)s pages at most.") % {"number": MOST_ITEMS})
        item = ReleaseItem.objects.create(
            release=held,
            page_id=page.pk,
            title=page.get_admin_display_title()[:255],
            does=does,
            new_parent_id=new_parent.pk if new_parent else None,
            new_slug=new_slug,
            added_by=user,
            live_digest=live_digest(Page.objects.get(pk=page.pk)),
        )
        note(held, "added", user, title=item.title, does=str(item.get_does_display()), page=page.pk)
    return item


def refuse_nonsense(page: Page, does: str, new_parent: Page | None, new_slug: str) -> None:
    title = {"title": page.get_admin_display_title()}
    if page.depth < 2:
        raise Refused(_("This is the root of all pages: nothing can happen to it."))
    if page.alias_of_id:
        raise Refused(_("“%(title)s” shows another page: add that one.") % title)
    if does == Does.UNPUBLISH and (new_parent or new_slug):
        raise Refused(_("“%(title)s” is unpublished, so it can't be moved or renamed as well.") % title)
    if does == Does.PUBLISH and new_slug:
        raise Refused(_("Change the slug in the draft of “%(title)s”: it goes live with it.") % title)
    if does == Does.MOVE and not (new_parent or new_slug):
        raise Refused(_("Say where “%(title)s” moves to, or its new slug.") % title)
    if new_parent and not page.specific.can_move_to(new_parent):
        raise Refused(
            _("“%(title)s” can't stand below “%(parent)s”.") % {**title, "parent": new_parent.get_admin_display_title()}
        )


def refuse_move(user: AbstractBaseUser | None, page: Page, new_parent: Page | None) -> None:
    if new_parent and user and not rights.may_move_below(user, page, new_parent):
        words = {"title": page.get_admin_display_title(), "parent": new_parent.get_admin_display_title()}
        raise Refused(_("You may not move “%(title)s” below “%(parent)s”.") % words)


def change(
    item: ReleaseItem, does: str, user: AbstractBaseUser | None = None, new_parent: Page | None = None, new_slug: str = ""
) -> ReleaseItem:
    """Have something else happen to the page, with what `add` asks. `item`: as it was seen.

    What is frozen stays so where it is still published.
    """
    with holding(item.release_id, State.OPEN) as held:
        now = present(held, item)
        if what_happens(now) != what_happens(item):
            raise Refused(_("Somebody has changed meanwhile what happens to “%(title)s”. Look again.") % {"title": item.title})
        row = there(now)
        refuse_nonsense(row, does, new_parent, new_slug)
        refuse_move(user, row, new_parent)
        if does != now.does:
            now.copy, now.revision_id, now.live_digest = None, None, live_digest(row)
        now.does, now.new_parent_id, now.new_slug = does, new_parent.pk if new_parent else None, new_slug
        if what_happens(now) != what_happens(item):
            now.save()
            note(held, "altered", user, title=now.title, does=str(now.get_does_display()), page=now.page_id)
    return now


def what_happens(item: ReleaseItem) -> tuple:
    return item.does, item.new_parent_id, item.new_slug


def there(item: ReleaseItem) -> Page:
    row = Page.objects.select_for_update(of=("self",), no_key=True).filter(pk=item.page_id).first()
    if row is None:
        raise Refused(_("“%(title)s” was deleted. Remove it from the release.") % {"title": item.title})
    return row


@transaction.atomic
def repeat(release: Release, name: str, note_: str, user: AbstractBaseUser | None = None) -> tuple[Release, list[str]]:
    """A new release that does the same to the same pages, of their newest drafts; and a sentence for each that is left out."""
    new, left_out = create(name, note_, user), []
    if release.needs_approval:
        rename(new, new.name, note_, True, user)
    pages = Page.objects.in_bulk(pk for item in release.items.all() for pk in (item.page_id, item.new_parent_id) if pk)
    for item in release.items.all():
        page, parent = pages.get(item.page_id), pages.get(item.new_parent_id)
        try:
            if page is None or (item.new_parent_id and parent is None):
                raise Refused(_("“%(title)s”, or the page below which it moves, was deleted.") % {"title": item.title})
            if user and not rights.may_add(user, page):
                raise Refused(_("You may not edit “%(title)s”.") % {"title": item.title})
            add(new, page, item.does, user, parent, item.new_slug)
        except Refused as refused:
            left_out.append(str(refused))
    return new, left_out


def remove(item: ReleaseItem, user: AbstractBaseUser | None = None) -> None:
    with holding(item.release_id, State.OPEN) as held:
        gone, _rows = held.items.filter(pk=item.pk).delete()
        if gone:
            note(held, "removed", user, title=item.title, page=item.page_id)


def keep_this(item: ReleaseItem, user: AbstractBaseUser | None = None) -> ReleaseItem:
    """Freeze what the item would publish now: later changes of the draft do not get into the release."""
    with holding(item.release_id, State.OPEN) as held:
        item = present(held, item)
        freeze_and_save(item, user)
        note(held, "frozen", user, title=item.title, page=item.page_id)
    return item


def freeze_and_save(item: ReleaseItem, user: AbstractBaseUser | None) -> None:
    """Runs in a transaction that holds the release."""
    row, was_frozen = there(item), bool(item.copy_id)
    freeze_item(item, user)
    if not was_frozen:
        item.live_digest = live_digest(row)
    item.save(update_fields=["copy", "revision_id", "live_digest"])


def take_newest(item: ReleaseItem, user: AbstractBaseUser | None = None) -> ReleaseItem:
    """Let the item follow the newest draft again. A scheduled release comes off its schedule first."""
    with holding(item.release_id, State.OPEN) as held:
        item = present(held, item)
        follow(held, item, user)
    return item


def take_all_newest(release: Release, user: AbstractBaseUser | None = None) -> int:
    """The same of every page that is frozen: all of them, or none. How many there were."""
    with holding(release.pk, State.OPEN) as held:
        frozen = list(held.items.filter(copy__isnull=False))
        for item in frozen:
            follow(held, item, user)
    return len(frozen)


def follow(release: Release, item: ReleaseItem, user: AbstractBaseUser | None) -> None:
    """Runs in a transaction that holds the release."""
    item.copy, item.revision_id = None, None
    item.live_digest = live_digest(Page.objects.filter(pk=item.page_id).first())
    item.save(update_fields=["copy", "revision_id", "live_digest"])
    note(release, "followed", user, title=item.title, page=item.page_id)


def accept_live(item: ReleaseItem, user: AbstractBaseUser | None = None) -> ReleaseItem:
    """Go on although something else was published since the item was frozen: the release will replace it."""
    with holding(item.release_id, State.OPEN, State.SCHEDULED) as held:
        item = present(held, item)
        item.live_digest = live_digest(Page.objects.filter(pk=item.page_id).first())
        item.save(update_fields=["live_digest"])
        note(held, "accepted", user, title=item.title, page=item.page_id)
    return item


def present(release: Release, item: ReleaseItem) -> ReleaseItem:
    found = release.items.select_related("copy").filter(pk=item.pk).first()
    if found is None:
        raise Refused(_("“%(title)s” is not in this release any more.") % {"title": item.title})
    return found
