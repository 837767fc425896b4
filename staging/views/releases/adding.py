"""Making a release, and putting pages into one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from staging.models import Release, ReleaseItem
from staging.release_forms import AddPageForm, AddToReleaseForm, ChangeItemForm, ReleaseForm
from staging.releases import editing, rights

from .base import REFUSALS, EditReleaseView, ReleasesView, ReleaseView, add_refusal


class CreateView(ReleasesView):
    page_title = gettext_lazy("New release")
    header_icon = "plus"
    template_name = "staging/releases/create.html"

    def steps(self) -> list[dict]:
        return [{"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", ReleaseForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self.refused(form=form)
        try:
            release = editing.create(form.cleaned_data["name"], form.cleaned_data["note"], request.user)
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.refused(form=form)
        messages.success(request, _("“%(name)s” is there. Add pages to it.") % {"name": release.name})
        return redirect("staging:release", release.pk)


class AddPageView(ReleasesView):
    """A page goes into a release that there is, or into a new one."""

    page_title = gettext_lazy("Add to a release")
    header_icon = "list-ul"
    template_name = "staging/releases/add_page.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.page = get_object_or_404(Page, pk=kwargs["page_id"], depth__gt=1).specific_deferred
        if not rights.may_add(request.user, self.page):
            raise PermissionDenied

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def steps(self) -> list[dict]:
        return [{"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}]

    def form(self, data: dict | None = None) -> AddPageForm:
        return AddPageForm(data, user=self.request.user)

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", self.form())
        waits = ReleaseItem.objects.filter(page_id=self.page.pk, release__state__in=[Release.State.OPEN, Release.State.SCHEDULED])
        open_to = set(rights.visible_to(self.request.user).values_list("pk", flat=True))
        return super().get_context_data(
            **kwargs,
            page=self.page,
            waits=[(item.release, item.release_id in open_to) for item in waits.select_related("release")],
            next=get_valid_next_url_from_request(self.request),
        )

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refused(form=form)
        try:
            release = add(form.cleaned_data, self.page, request)
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.refused(form=form)
        back, address = get_valid_next_url_from_request(request), reverse("staging:release", args=[release.pk])
        messages.success(request, said_of(self.page, release), buttons=[messages.button(address, _("Open it"))] if back else [])
        return redirect(back or address)


class AddToReleaseView(EditReleaseView):
    """Another page for this release."""

    page_title = gettext_lazy("Add a page")
    header_icon = "plus"
    template_name = "staging/releases/add_to.html"

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", AddToReleaseForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = AddToReleaseForm(request.POST)
        if not form.is_valid():
            return self.refused(form=form)
        page = form.cleaned_data["page"]
        self.demand(rights.may_add(request.user, page))
        try:
            add({**form.cleaned_data, "release": self.release}, page, request)
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.refused(form=form)
        messages.success(request, said_of(page, self.release))
        return redirect(self.address)


class ChangeItemView(EditReleaseView):
    """Something else happens to a page of this release."""

    page_title = gettext_lazy("Change what happens")
    header_icon = "edit"
    template_name = "staging/releases/change_item.html"
    in_states = {Release.State.OPEN}

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.item = self.release.items.filter(pk=kwargs["item_id"]).first()
        self.page = self.item and Page.objects.filter(pk=self.item.page_id).first()
        if self.page is None:
            messages.warning(request, _("This page is not in the release any more, or was deleted."))
            return redirect(self.address)
        self.demand(rights.may_add(request.user, self.page))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", ChangeItemForm(initial=ChangeItemForm.initial_of(self.item)))
        return super().get_context_data(**kwargs, item=self.item, title=self.page.get_admin_display_title())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = ChangeItemForm(request.POST)
        if not form.is_valid():
            return self.refused(form=form)
        fields, now = form.cleaned_data, ChangeItemForm.version_of(self.item)
        if fields["seen"] != now:
            return self.stale(form, now)
        try:
            editing.change(self.item, fields["does"], request.user, fields["new_parent"], fields["new_slug"])
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.refused(form=form)
        words = _("What happens to “%(title)s” is changed.")
        messages.success(request, words % {"title": self.page.get_admin_display_title()})
        return redirect(f"{self.address}#item-{self.item.pk}")

    def stale(self, form: ChangeItemForm, now: str) -> HttpResponse:
        words = _("Somebody has changed this meanwhile, to “%(does)s”. Save again to replace that with yours.")
        form.add_error(None, words % {"does": self.item.get_does_display()})
        form.data = form.data.copy()
        form.data["seen"] = now
        return self.refused(form=form)


class RepeatView(ReleaseView):
    """A new release of the same pages, which do the same again."""

    page_title = gettext_lazy("New release of the same pages")
    header_icon = "plus"
    template_name = "staging/releases/repeat.html"
    in_states = {Release.State.LIVE, Release.State.TAKEN_BACK}

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.demand(rights.may_edit(request.user, self.release))

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", ReleaseForm(initial={"name": self.release.name, "note": self.release.note}))
        return super().get_context_data(**kwargs, items=self.release.items.all())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            return self.refused(form=form)
        try:
            new, left_out = editing.repeat(self.release, form.cleaned_data["name"], form.cleaned_data["note"], request.user)
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.refused(form=form)
        messages.success(request, _("“%(name)s” is there: its pages follow their newest drafts.") % {"name": new.name})
        for sentence in left_out:
            messages.warning(request, _("Left out: %(why)s") % {"why": sentence})
        return redirect("staging:release", new.pk)


def add(fields: dict, page: Page, request: HttpRequest) -> Release:
    """Put the page into the chosen release, or into a new one: both or neither."""
    with transaction.atomic():
        release = fields["release"] or editing.create(fields["name"], "", request.user)
        editing.add(release, page, fields["does"], request.user, fields["new_parent"], fields["new_slug"])
    return release


def said_of(page: Page, release: Release) -> str:
    return _("“%(title)s” is in the release “%(name)s”.") % {"title": page.get_admin_display_title(), "name": release.name}
