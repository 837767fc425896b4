"""What is asked before it is done: going live, the schedule, taking back, deleting; and the release's name and note."""

from abc import ABC, abstractmethod

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from staging.approvals.verdicts import verdict_of
from staging.banner import zoned
from staging.models import Release
from staging.release_forms import DescriptionForm, ScheduleForm, SureForm
from staging.releases import editing, rights, states
from staging.releases.contents import contents_of
from staging.releases.going_live import go_live
from staging.releases.problems import Problem, blocking, problems_of
from staging.releases.taking_back import take_back

from .base import REFUSALS, TOO_LATE, EditReleaseView, ReleaseView, add_refusal, sentences_of
from .returns import returns_of

Stored = Release.State
NOTHING = "nothing"  # was seen: no digest


class ConfirmView(ReleaseView, ABC):
    """Says what will happen, then does it. A refusal stands above the form, which keeps what was filled in."""

    template_name = "staging/releases/confirm.html"
    form_class = SureForm
    button = ""
    is_grave = False  # can't be undone, or not by a click
    ships = False  # binds to the content that was shown

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.demand(rights.may_see_release(request.user, self.release) and self.has_right())

    def has_right(self) -> bool:
        return rights.may_release(self.request.user, self.release)

    def initial(self) -> dict:
        return {"seen": contents_of(self.release).digest} if self.ships else {}

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", self.form_class(initial=self.initial()))
        problems, said = self.problems(), set(kwargs["form"].non_field_errors())
        return super().get_context_data(
            **kwargs,
            questions=self.questions(),
            problems=[problem for problem in problems if problem.sentence not in said],
            is_blocked=bool(blocking(problems)),
            items=self.release.items.all(),
            button=self.button,
            is_grave=self.is_grave,
            ships=self.ships,
        )

    def problems(self) -> list[Problem]:
        """What stands in the way, as whoever confirms has to know it: with one that blocks there is no button."""
        if not self.ships:
            return []
        found = problems_of(self.release, self.request.user)
        if self.release.needs_approval and not verdict_of(self.release).approved:
            found.append(Problem(None, _("Nobody has approved exactly what is in it now.")))
        return found

    def questions(self) -> list[str]:
        """What will happen, in sentences."""
        return []

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.refused(form=form)
        try:
            messages.success(request, self.act(form))
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.refused(form=self.shown_anew(form))
        return redirect(self.next_address())

    def shown_anew(self, form: SureForm) -> SureForm:
        """The form again, for what is shown now."""
        if self.ships:
            form.data = form.data.copy()
            form.data["seen"] = contents_of(self.release).digest
        return form

    @abstractmethod
    def act(self, form: SureForm) -> str:
        """What was done, in words."""

    def next_address(self) -> str:
        return self.address


class GoLiveView(ConfirmView):
    page_title = gettext_lazy("Go live now")
    header_icon = "upload"
    in_states = {Stored.OPEN, Stored.SCHEDULED}
    button = gettext_lazy("Go live now")
    ships = True

    def questions(self) -> list[str]:
        return [
            _("All of it goes live at once, or nothing does."),
            _("It can be taken back as long as nobody has changed one of the pages since."),
        ]

    def act(self, form: SureForm) -> str:
        go_live(self.release.pk, self.request.user, seen=form.cleaned_data["seen"] or NOTHING)
        return _("“%(name)s” is live.") % {"name": self.release.name}


class ScheduleView(ConfirmView):
    page_title = gettext_lazy("Schedule")
    header_icon = "calendar-alt"
    form_class = ScheduleForm
    in_states = {Stored.OPEN, Stored.SCHEDULED}
    button = gettext_lazy("Schedule")
    ships = True

    def initial(self) -> dict:
        return {**super().initial(), "at": self.release.go_live_at}

    def questions(self) -> list[str]:
        return [
            _("At its time all of it goes live by itself, or nothing does."),
            _("What is in it is frozen now, exactly as it is: what is changed in a page afterwards stays out of the release."),
        ]

    def act(self, form: ScheduleForm) -> str:
        at = form.cleaned_data["at"]
        states.schedule(self.release, at, self.request.user, seen=form.cleaned_data["seen"] or NOTHING)
        words = {"name": self.release.name, "at": zoned(at)}
        return _("“%(name)s” goes live on %(at)s.") % words


class TakeBackView(ConfirmView):
    page_title = gettext_lazy("Take back")
    header_icon = "resubmit"
    in_states = {Stored.LIVE}
    button = gettext_lazy("Take it back")
    is_grave = True
    template_name = "staging/releases/take_back.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.returns = []

    def has_right(self) -> bool:
        return rights.may_take_back(self.request.user, self.release)

    def questions(self) -> list[str]:
        return [
            _("Readers get back what was there before: every page, its address and what led to it. All of it, or nothing."),
            _("Drafts stay as they are, so nothing that was written is lost. To publish it again, make a new release."),
        ]

    def problems(self) -> list[Problem]:
        try:
            self.returns = returns_of(self.release)
        except REFUSALS as refusal:
            return [Problem(None, sentence) for sentence in sentences_of(refusal)]
        return []

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return {**context, "returns": self.returns}

    def act(self, form: SureForm) -> str:
        take_back(self.release.pk, self.request.user)
        return _("“%(name)s” is taken back: readers see what was there before.") % {"name": self.release.name}


class DeleteView(ConfirmView):
    page_title = gettext_lazy("Delete the release")
    header_icon = "bin"
    in_states = {Stored.OPEN}
    button = gettext_lazy("Delete it")
    is_grave = True

    def has_right(self) -> bool:
        return rights.may_edit(self.request.user, self.release)

    def questions(self) -> list[str]:
        links = self.release.links.open().count()
        said = [_("The release is forgotten, with its approvals and its history. Its pages and their drafts stay as they are.")]
        words = ngettext("One preview link to it ends.", "%(number)s preview links to it end.", links)
        return [*said, words % {"number": links}] if links else said

    def act(self, form: SureForm) -> str:
        editing.delete(self.release, self.request.user)
        return _("“%(name)s” is deleted. Its pages are as they were.") % {"name": self.release.name}

    def next_address(self) -> str:
        return reverse("staging:releases")


class DescribeView(EditReleaseView):
    """The name, the note, and whether it needs approval."""

    page_title = gettext_lazy("Name and note")
    header_icon = "edit"
    template_name = "staging/releases/describe.html"

    def form(self, data: dict | None = None) -> DescriptionForm:
        form = DescriptionForm(data, initial=DescriptionForm.initial_of(self.release))
        if not rights.may_set_need(self.request.user, self.release):
            field = form.fields["needs_approval"]
            field.disabled = True  # and what a browser sends for it is of no account
            field.help_text = (
                _("Only who may let the release go live can do without it.") if self.release.needs_approval else TOO_LATE
            )
        return form

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", self.form())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.refused(form=form)
        fields = form.cleaned_data
        try:
            with transaction.atomic():
                now = Release.objects.select_for_update(of=("self",), no_key=True).filter(pk=self.release.pk).first()
                if now and fields["seen"] != DescriptionForm.version_of(now):
                    return self.stale(form, now)
                editing.rename(self.release, fields["name"], fields["note"], fields["needs_approval"], request.user)
        except REFUSALS as refusal:
            add_refusal(form, refusal)
            return self.refused(form=form)
        messages.success(request, _("“%(name)s” is changed.") % fields)
        return redirect(self.address)

    def stale(self, form: DescriptionForm, now: Release) -> HttpResponse:
        """What somebody else has written meanwhile stands beside the form; sending it again replaces that."""
        words = _("Somebody has changed this meanwhile: see above. Save again to replace that with yours.")
        form.add_error(None, words)
        form.data = form.data.copy()
        form.data["seen"] = DescriptionForm.version_of(now)
        return self.refused(form=form, now=now)
