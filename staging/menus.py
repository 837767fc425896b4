"""Where the admin leads to previews."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem

from . import links
from .releases import rights


class ShareButton(PageMenuItem):
    label = _("Share preview")
    icon_name = "link"
    url_name = "staging:share"

    def is_shown(self, user) -> bool:
        return not self.page.is_root() and links.may_share(user, self.page)


class NotesButton(ShareButton):
    label = _("Notes from viewers")
    icon_name = "comment"
    url_name = "staging:notes"


class MomentMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return links.may_walk_ahead(request.user)


def moment_item() -> MomentMenuItem:
    address = reverse("staging:moment")
    return MomentMenuItem(_("Site at a moment"), address, name="site-at-a-moment", icon_name="calendar-alt", order=850)


class ReleaseButton(PageMenuItem):
    label = _("Add to a release")
    icon_name = "list-ul"
    url_name = "staging:add_to_release"

    def is_shown(self, user) -> bool:
        return not self.page.is_root() and rights.may_add(user, self.page)


class ReleasesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_see(request.user)


def releases_item() -> ReleasesMenuItem:
    return ReleasesMenuItem(_("Releases"), reverse("staging:releases"), name="releases", icon_name="list-ul", order=840)
