"""What the views of a page's history share: the page, the right to it, and the admin's frame around it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page


def page_to_edit(user: object, page_id: int) -> Page:
    """The page in its own class, its own fields not read yet.

    Http404 where there is none, PermissionDenied where the user may not edit it.
    """
    page = get_object_or_404(Page, pk=page_id, depth__gt=1).specific_deferred
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    return page


def known_kind(page: Page) -> None:
    """Http404 where the code no longer has this kind of page, so that no version of it can be made."""
    if page.specific_class is None:
        raise Http404(gettext("The site no longer has this kind of page."))


class PageHistoryView(WagtailAdminTemplateMixin, TemplateView):
    """A view on `self.page`, which the user may edit."""

    page_title = _("History")
    header_icon = "history"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.page = page_to_edit(request.user, kwargs["page_id"])

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    @property
    def header_buttons(self) -> list[HeaderButton]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [HeaderButton(label=_("Edit"), url=edit, icon_name="edit")]

    def get_breadcrumbs_items(self) -> list[dict]:
        trail = get_breadcrumbs_items_for_page(self.page, self.request.user)
        return [*trail, *self.steps()]

    def steps(self) -> list[dict]:
        """The trail from the page to here; the last has no address."""
        return [{"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs, page=self.page)
