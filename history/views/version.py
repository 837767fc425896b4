"""One version of a page, read-only, and what can be done with it: restore it, or a block of it."""

from functools import cached_property

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Revision
from wagtail.utils.decorators import xframe_options_sameorigin_override

from history import restoring
from history.models import Version
from history.refusal import Refused
from history.stored_versions import can_be_edited, can_be_shown, leave_out_lost
from history.versions import DRAFT, LIVE, PageVersion, load

from .pages import PageHistoryView, known_kind, page_to_edit


class VersionView(PageHistoryView):
    """The version as readers would see it, in a frame, below who made it, when and why."""

    template_name = "history/version.html"

    @cached_property
    def version(self) -> PageVersion:
        known_kind(self.page)
        return load(self.page, self.kwargs["ref"])

    def get_page_title(self) -> str:
        return self.version.label

    def get_context_data(self, **kwargs) -> dict:
        lost = leave_out_lost(self.page, self.version, can_be_shown(self.version.page, self.request))
        ref = self.version.ref
        kept = Version.objects.filter(page_id=self.page.pk, pk=int(ref[1:])).first() if ref.startswith("v") else None
        return super().get_context_data(
            **kwargs,
            version=self.version,
            kept=kept,
            lost=lost,
            is_live=ref == LIVE,
            is_draft=ref in {DRAFT, f"r{self.page.latest_revision_id}"},
        )


@require_GET
@xframe_options_sameorigin_override
def version_page(request: HttpRequest, page_id: int, ref: str) -> HttpResponse:
    """The version itself, rendered as the page renders itself for readers."""
    page = page_to_edit(request.user, page_id)
    known_kind(page)
    version = load(page, ref)
    leave_out_lost(page, version, can_be_shown(version.page, request))
    shown = version.page

    def serve(inner: HttpRequest, mode: str) -> HttpResponse:
        inner.is_preview = False  # else with Wagtail's bar for editors
        try:
            return type(shown).serve_preview(shown, inner, mode).render()
        except Exception:  # what is stored can be of any shape: the head above the frame says what there is
            return render(inner, "history/version_broken.html")

    shown.serve_preview = serve
    return shown.make_preview_request(request, shown.default_preview_mode)


class RestoreView(PageHistoryView):
    """Asks, then makes the version the newest draft and opens the editor."""

    template_name = "history/restore.html"
    page_title = gettext_lazy("Restore a version")

    @cached_property
    def version(self) -> PageVersion:
        known_kind(self.page)
        return load(self.page, self.kwargs["ref"])

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            restoring.refuse_newest(self.page, self.version.ref)
            restoring.changeable(self.page.pk, request.user)
        except Refused as refused:
            return self.refuse(refused)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        lost = leave_out_lost(self.page, self.version, can_be_edited)
        return super().get_context_data(**kwargs, version=self.version, lost=lost)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        known_kind(self.page)
        try:
            restored = restoring.restore(self.page, kwargs["ref"], request.user)
        except Refused as refused:
            return self.refuse(refused)
        messages.success(
            request, _("Restored: %(version)s. It is the newest draft, not published.") % {"version": restored.label}
        )
        for sentence in restored.sentences:
            messages.warning(request, sentence)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def refuse(self, refused: Refused) -> HttpResponse:
        messages.error(self.request, str(refused))
        return redirect("history:version", self.page.pk, self.kwargs["ref"])


@require_POST
def restore_block(request: HttpRequest, page_id: int, ref: str, block_id: str) -> HttpResponse:
    """Put one block into the newest draft and return to where the person was."""
    page = page_to_edit(request.user, page_id)
    known_kind(page)
    back = get_valid_next_url_from_request(request) or reverse("wagtailadmin_pages:edit", args=[page.pk])
    try:
        restored = restoring.restore_block(page, ref, block_id, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(back)
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
    done = _("Restored into the newest draft: %(block)s. Not published.") % {"block": restored.label}
    messages.success(request, done, buttons=[edit])
    return HttpResponseRedirect(back)


# --- Wagtail's own addresses, which links in old mail and bookmarks still have ---


def old_address(name: str):
    """A view that leads from a revision's address in Wagtail to the same thing here."""

    def lead_on(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
        page = page_to_edit(request.user, page_id)
        get_object_or_404(Revision.page_revisions, object_id=str(page.pk), pk=revision_id)
        return redirect(name, page.pk, f"r{revision_id}")

    return lead_on
