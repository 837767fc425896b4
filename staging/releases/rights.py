"""Who may do what with releases. Everything is asked of the pages in them: a release gives nobody a right over a page."""

from django.contrib.auth.models import AbstractBaseUser
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from staging.models import Release, ReleaseItem

Does = ReleaseItem.Does


def may_see(user: AbstractBaseUser) -> bool:
    """Whether the user may see the list and make a release: whoever writes or edits pages."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"})


def may_see_release(user: AbstractBaseUser, release: Release) -> bool:
    """Whether the user may open it: who made it, and who may edit each of its pages, as its preview shows them all."""
    return may_see(user) and (user.pk == release.made_by_id or all_pages(user, release, lambda rights: rights.can_edit()))


def may_edit(user: AbstractBaseUser, release: Release) -> bool:
    """Whether the user may change the release: its name, its items, its links."""
    return may_see_release(user, release)


def may_release(user: AbstractBaseUser, release: Release) -> bool:
    """Whether the user may do by hand what the release does to every page in it."""
    rows = Page.objects.in_bulk([item.page_id for item in release.items.all()])
    return may_see(user) and all(
        may_do(user, rows[item.page_id], item.does) for item in release.items.all() if item.page_id in rows
    )


def may_do(user: AbstractBaseUser, page: Page, does: str) -> bool:
    """Whether the user could publish, unpublish or move the page now."""
    rights = page.permissions_for_user(user)
    if does == Does.PUBLISH:
        return rights.can_publish()
    if does == Does.UNPUBLISH:
        return rights.can_publish() if not page.live else rights.can_unpublish()
    return rights.can_move()


def may_add(user: AbstractBaseUser, page: Page) -> bool:
    """Whether the user may put the page into a release: who may edit it. Going live asks again for more."""
    return page.permissions_for_user(user).can_edit()


def all_pages(user: AbstractBaseUser, release: Release, may) -> bool:
    pages = Page.objects.filter(pk__in=release.items.values("page_id"))
    return all(may(page.permissions_for_user(user)) for page in pages)
