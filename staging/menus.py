"""Where the admin leads to previews."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem

from . import links


class ShareButton(PageMenuItem):
    label = _("Share preview")
    icon_name = "link"
    url_name = "staging:share"

    def is_shown(self, user) -> bool:
        return not self.page.is_root() and links.may_share(user, self.page)


class MomentMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return links.may_walk_ahead(request.user)


def moment_item() -> MomentMenuItem:
    address = reverse("staging:moment")
    return MomentMenuItem(_("Site at a moment"), address, name="site-at-a-moment", icon_name="calendar-alt", order=850)
