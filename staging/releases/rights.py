"""Who may do what with releases. Everything is asked of the pages in them: a release gives nobody a right over a page."""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from staging.models import Release, ReleaseItem

Does = ReleaseItem.Does


def may_see(user: AbstractBaseUser) -> bool:
    """Whether the user may see the list and make a release: whoever writes or edits pages."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"})


def may_see_release(user: AbstractBaseUser, release: Release) -> bool:
    """Whether the user may open it: who may edit each of its pages, as it shows the drafts of all.

    Who made it has no other right: somebody else may have added a page since. But while there is no page in it, it belongs to
    its maker and to those who publish.
    """
    pages = list(Page.objects.filter(pk__in=release.items.values("page_id")))
    if not pages:
        return may_see(user) and (release.made_by_id == user.pk or publishes(user))
    return may_see(user) and all(page.permissions_for_user(user).can_edit() for page in pages)


def publishes(user: AbstractBaseUser) -> bool:
    return page_permission_policy.user_has_permission(user, "publish")


def visible_to(user: AbstractBaseUser) -> QuerySet[Release]:
    """The releases that the user may open, asked of the database at once.

    Without those that a page's right opens for a while only: that of a reviewer in a workflow.
    """
    if not may_see(user):
        return Release.objects.none()
    if user.is_superuser:
        return Release.objects.all()
    there = Page.objects.filter(pk=OuterRef("page_id"))
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    items = ReleaseItem.objects.filter(Exists(there), release=OuterRef("pk"))
    found = Release.objects.filter(~Exists(items.exclude(page_id__in=editable.values("pk"))))
    return found if publishes(user) else found.filter(Q(made_by=user) | Exists(items))


def may_edit(user: AbstractBaseUser, release: Release) -> bool:
    """Whether the user may change the release: its name, its items, its links."""
    return may_see_release(user, release)


def may_release(user: AbstractBaseUser, release: Release) -> bool:
    """Whether the user may do by hand what the release does to every page in it, and publishes at all.

    Else a release would be anybody's as soon as it is emptied, or only moves drafts.
    """
    return publishes(user) and not beyond(user, release.items.all())


def may_take_back(user: AbstractBaseUser, release: Release) -> bool:
    """The same of what taking it back does: a page that was moved goes back below the page where it stood."""
    return publishes(user) and not beyond(user, release.items.all(), stood_below)


def may_set_need(user: AbstractBaseUser, release: Release) -> bool:
    """Whether the user may change that it needs an approval, or none.

    Who may edit it may ask for one while it is open; asked for later, it would keep what is scheduled from going live.
    """
    return (release.state == Release.State.OPEN and not release.needs_approval) or may_release(user, release)


def moves_below(item: ReleaseItem) -> int | None:
    return item.new_parent_id


def stood_below(item: ReleaseItem) -> int | None:
    """The page below which it stood before it went live, if it was below another one."""
    if not item.before or not item.left or item.before["parent"] == item.left["parent"]:
        return None
    return item.before["parent"]


def beyond(
    user: AbstractBaseUser, items: Iterable[ReleaseItem], below: Callable[[ReleaseItem], int | None] = moves_below
) -> list[Page]:
    """Those of the pages with which the user could not do so by hand. `below`: the page that it gets to, by its id.

    What was deleted is left out: nothing happens to it, nor below it (problems.hidden, placing.move).
    """
    items = list(items)
    rows = Page.objects.in_bulk({pk for item in items for pk in (item.page_id, below(item)) if pk})
    there = [item for item in items if item.page_id in rows]
    return [rows[item.page_id] for item in there if not may_do(user, rows[item.page_id], item.does, rows.get(below(item)))]


def may_do(user: AbstractBaseUser, page: Page, does: str, parent: Page | None = None) -> bool:
    """Whether the user could publish, unpublish or move the page now, and below this one, if it gets to another.

    There they have to publish as well, also for a draft: it may be live when its release is due, which nobody is asked about.
    """
    if parent and not (may_move_below(user, page, parent) and parent.permissions_for_user(user).can_publish()):
        return False
    rights = page.permissions_for_user(user)
    if does == Does.PUBLISH:
        return rights.can_publish()
    if does == Does.UNPUBLISH:
        return rights.can_publish() if not page.live else rights.can_unpublish()
    return rights.can_move()


def may_add(user: AbstractBaseUser, page: Page) -> bool:
    """Whether the user may put the page into a release: who may edit it. Going live asks again for more."""
    return page.permissions_for_user(user).can_edit()


def may_move_below(user: AbstractBaseUser, page: Page, parent: Page) -> bool:
    """Whether the user could move the page below this one by hand, now: who may not can't have a release do it either."""
    return page.permissions_for_user(user).can_move_to(parent)
