"""The admin's editor, guarded: nothing is overwritten that its author has not seen, and a publication is one transaction.

Wagtail looks for a newer draft in autosaves only, and without a lock; its Save and Publish replace whatever a colleague saved
meanwhile. Here every POST holds the page's row, then compares what the form was opened on with what is newest. What came too
late is set aside, never saved to the page: history/conflicts.py.
"""

import json
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.log_actions import LogContext
from wagtail.models import PageLogEntry, Revision

from .about import AboutForm, AboutPanel
from .conflicts import Base, set_aside
from .holding import holding, must_stay
from .models import Version
from .previews import PreviewOnCreate, PreviewOnEdit


class GuardedEdit(EditView):
    """Wagtail's editor; what differs is who may save when."""

    lacks_partials = False
    is_out_of_date = False  # Wagtail's own look, in autosaves only: `is_stale` is asked once the form is valid

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, page_id, **kwargs)
        work = LogContext(user=request.user)
        work.uuid = self.tab or work.uuid  # log entries with one uuid belong together: here all saves of one open editor
        try:
            with work, holding(page_id):
                response = super().dispatch(request, page_id, **kwargs)
        except PermissionDenied:
            return self.refuse(_("You may not change this page any more. Nothing was saved."))
        return self.with_partials(response)

    def render_partials(self) -> str:
        """Later: it takes longer than the save, and nobody should wait for it."""
        self.lacks_partials = True
        return ""

    def with_partials(self, response: HttpResponse) -> HttpResponse:
        if not self.lacks_partials:
            return response
        return JsonResponse({**json.loads(response.content), "html": super().render_partials()})

    # --- What the form was opened on ---

    @cached_property
    def base(self) -> Base:
        return Base.of(self.request.POST)

    @cached_property
    def tab(self) -> UUID | None:
        """What tells one open editor from another, also of the same person; it lives in the memory of the browser's tab."""
        try:
            return UUID(self.request.POST.get("history-tab", ""))
        except ValueError:
            return None

    @cached_property
    def is_stale(self) -> bool:
        posted = self.request.method == "POST"
        return posted and self.base.is_stale(self.latest_revision) and not self.wrote_latest

    @cached_property
    def wrote_latest(self) -> bool:
        """Whether the newest draft came from this very editor, which has not got the answer: its connection broke then.

        Not where the editor lacks the numbers of rows that it made: it would make them twice.
        """
        latest = self.latest_revision
        if not self.tab or not self.base.mark or latest.user_id != self.request.user.pk:
            return False
        entries = PageLogEntry.objects.filter(page=latest.object_id, revision=latest, user=self.request.user, uuid=self.tab)
        return self.knows_rows_of(latest) and entries.exists()

    def knows_rows_of(self, revision: Revision) -> bool:
        for relation in get_all_child_relations(self.page_class):
            name = relation.get_accessor_name()
            known = self.request.POST.get(f"{name}-INITIAL_FORMS")
            if known is not None and known != str(len(revision.content.get(name, []))):
                return False
        return True

    def get_object(self):
        """For a stale form the draft that it was opened on, if it is still there: its rows of authors are that draft's."""
        if self.is_stale and self.base.revision_id:
            found = self.real_page_record.revisions.filter(pk=self.base.revision_id).first()
            if found:
                return found.as_object()
        return super().get_object()

    # --- Saving ---

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.page.alias_of_id:
            return self.refuse(_("This page is an alias: it follows another page. Nothing was saved."), status=405)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ModelForm) -> HttpResponse:
        if self.is_stale:
            return self.conflict(form)
        if self.publishes and not self.about.is_valid():
            return self.refuse_note()
        self.spare_what_must_stay()
        return super().form_valid(form)

    def form_invalid(self, form: ModelForm) -> HttpResponse:
        if self.locked_for_user and not self.is_cancelling_workflow and form.is_valid():
            self.keep(form)
            if not self.expects_json_response:
                button = messages.button(reverse("history:list", args=[self.page.pk]), _("See the history"))
                messages.info(self.request, _("Your text was set aside in the page’s history."), buttons=[button])
        return super().form_invalid(form)

    @property
    def publishes(self) -> bool:
        return self.action_name in {"publish", "perform_workflow_action"}

    def spare_what_must_stay(self) -> None:
        """An autosave that would write over a row that must stay gets a new one. The client learns its number from the answer."""
        if not self.request.POST.get("overwrite_revision_id"):
            return
        if self.latest_revision is None or self.base.is_stale(self.latest_revision) or self.latest_must_stay():
            self.request.POST = self.request.POST.copy()
            del self.request.POST["overwrite_revision_id"]

    def latest_must_stay(self) -> bool:
        return must_stay(self.latest_revision, self.request.user)

    def keep(self, form: ModelForm, published: bool = False) -> Version:
        """Set aside what the form says."""
        replaces = self.request.POST.get("history-set-aside", "")
        page = form.save(commit=False)
        return set_aside(page, self.request.user, self.base.revision_id, published, replaces)

    def conflict(self, form: ModelForm) -> HttpResponse:
        """Nothing is saved to the page; the words are kept, and the difference is offered."""
        published = self.action_name == "publish" and self.about.is_valid()
        version = self.keep(form, published)
        address = reverse("history:conflict", args=[self.page.pk, version.pk])
        if not self.expects_json_response:
            return redirect(address)
        answer = {
            "success": False,
            "error_code": "invalid_revision",
            "error_message": _("A newer version was saved meanwhile. Yours was set aside and is not lost."),
            "conflict_url": address,
            "set_aside": version.pk,
        }
        return JsonResponse(answer, status=400)

    def refuse(self, sentence: str, status: int = 403) -> HttpResponse:
        if self.expects_json_response:
            return self.json_error_response("locked", sentence)
        return TemplateResponse(self.request, "history/not_saved.html", {"sentence": sentence}, status=status)

    # --- About this publication ---

    @cached_property
    def about(self) -> AboutForm:
        return AboutForm(self.request.POST if self.request.method == "POST" else None)

    def refuse_note(self) -> HttpResponse:
        sentence = _("Nothing was published: see “About this publication”.")
        messages.error(self.request, " ".join([sentence, *self.about.sentences()]))
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        # In the answer to an autosave it would take the place of the one that is being filled in.
        partial = self.expects_json_response or self.hydrate_create_view
        if not partial and self.page.first_published_at and self.page_perms.can_publish():
            panels.insert(1, AboutPanel(self.page, self.request, self.about))
        return panels


class GuardedCreate(CreateView):
    """Holds the parent: two who add pages to it wait for each other, and a page that is published at once appears whole."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        with holding(kwargs["parent_page_id"]):
            return super().dispatch(request, *args, **kwargs)


class GuardedPages(PageViewSet):
    """The admin's views of every page type that has none of its own."""

    add_view_class = GuardedCreate
    edit_view_class = GuardedEdit
    preview_on_add_view_class = PreviewOnCreate
    preview_on_edit_view_class = PreviewOnEdit
