"""Where the admin leads to deleted pages: its menu, and what it says after a deletion."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from .expiry import DAYS_TO_BRING_BACK, within_reach


class DeletedPagesItem(MenuItem):
    """For whoever may add pages somewhere."""

    def __init__(self):
        super().__init__(
            gettext_lazy("Deleted pages"), reverse_lazy("history:deleted"), name="deleted-pages", icon_name="bin", order=1150
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_permission(request.user, "add")


def offer_return(request: HttpRequest, page: Page) -> None:
    """after_delete_page."""
    kept = within_reach().filter(page_id=page.pk).defer("packed").first()
    if kept:
        offer(request, reverse("history:bring_back", args=[kept.pk]), _("Bring it back"))


def offer_return_of_several(request: HttpRequest, action_type: str, objects: Iterable, action: object) -> None:
    """after_bulk_action."""
    if action_type == "delete" and any(isinstance(one, Page) for one in objects):
        offer(request, reverse("history:deleted"), _("Deleted pages"))


def offer(request: HttpRequest, address: str, label: str) -> None:
    sentence = _("For %(days)s days it can be brought back, with its history and address.") % {"days": DAYS_TO_BRING_BACK}
    messages.info(request, sentence, buttons=[messages.button(address, label)])
