"""What can be done to several pages at once in the explorer."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page

from history.refusal import Refused

from .models import ReleaseItem
from .placing import BusyError
from .release_forms import AddPagesForm
from .releases import editing, rights


class AddToRelease(PageBulkAction):
    """All of the chosen pages, or none. Those that are in the release already are passed over, and told."""

    display_name = gettext_lazy("Add to a release")
    action_type = "add_to_release"
    aria_label = gettext_lazy("Add the selected pages to a release")
    template_name = "staging/releases/add_pages.html"
    action_priority = 35
    form_class = AddPagesForm

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def check_perm(self, page: Page) -> bool:
        return not page.is_root() and rights.may_add(self.request.user, page)

    def form_valid(self, form: AddPagesForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as refused:
            form.add_error(None, str(refused))
        except BusyError:
            form.add_error(None, _("The database is busy. Try again in a moment."))
        return self.form_invalid(form)

    def form_invalid(self, form: AddPagesForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_execution_context(self) -> dict:
        return {"request": self.request, "fields": self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects, request=None, fields=None, **kwargs) -> tuple[int, int]:
        """Runs in one transaction: BulkAction.form_valid."""
        user = request.user
        if not objects:
            raise Refused(_("None of these pages can be added: you may not edit them, or they are gone."))
        release = fields["release"] or editing.create(fields["name"], "", user)
        known = set(ReleaseItem.objects.filter(release=release).values_list("page_id", flat=True))
        new = [page for page in objects if page.pk not in known]
        for page in new:
            editing.add(release, page, fields["does"], user)
        tell(request, release, len(new), len(objects) - len(new))
        return len(new), 0


def tell(request, release, added: int, known: int) -> None:
    words = ngettext("One page is in “%(name)s”.", "%(number)s pages are in “%(name)s”.", added)
    button = messages.button(reverse("staging:release", args=[release.pk]), _("Open the release"))
    if added:
        messages.success(request, words % {"name": release.name, "number": added}, buttons=[button])
    if known:
        words = ngettext("One page was in it already.", "%(number)s pages were in it already.", known)
        messages.warning(request, words % {"number": known}, buttons=[] if added else [button])
