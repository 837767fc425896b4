"""What editors see of approvals: who said what of a page or a release, what changed since; and their own word on a release."""

from abc import ABC, abstractmethod

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from history.refusal import Refused
from staging import links
from staging.approvals import steps
from staging.approvals.asking import fingerprint
from staging.approvals.differences import chosen_of
from staging.approvals.judging import approve_as
from staging.approvals.subjects import Subject, contents_now
from staging.approvals.verdicts import approvals_of, verdict_in
from staging.models import Release
from staging.placing import BusyError
from staging.releases import rights
from staging.releases.contents import Contents
from staging.viewer.approval import APPROVE, VerdictForm

SHOWN = 100  # verdicts, the newest


class ApprovalsView(WagtailAdminTemplateMixin, TemplateView, ABC):
    """The verdicts on `self.subject`."""

    template_name = "staging/approvals.html"
    header_icon = "check"
    subject: Subject

    @cached_property
    def contents(self) -> Contents:
        return contents_now(self.subject)

    @abstractmethod
    def trail(self) -> list[dict]:
        """The breadcrumbs on the way to it."""

    @abstractmethod
    def title(self) -> str:
        """Of what is judged."""

    def get_page_title(self) -> str:
        return _("Approvals: %(title)s") % {"title": self.title()}

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*super().get_breadcrumbs_items(), *self.trail(), {"url": "", "label": _("Approvals")}]

    def get_context_data(self, **kwargs) -> dict:
        judged = approvals_of(self.subject)
        verdict = verdict_in(judged, lambda: self.contents.digest)
        chosen = chosen_of(verdict.differs, self.request.GET.get("page", "")) if verdict.changed else None
        return super().get_context_data(
            **kwargs,
            subject=self.subject,
            verdict=verdict,
            judged=[(one, one.digest == self.contents.digest) for one in judged[:SHOWN]],
            fingerprint=fingerprint(self.contents.digest),
            digest=self.contents.digest,
            chosen=chosen,
            comparison=chosen.comparison if chosen else None,
            side_by_side=False,
            only_changes=True,
        )


class PageApprovalsView(ApprovalsView):
    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.subject = get_object_or_404(Page.objects.filter(depth__gt=1), pk=kwargs["page_id"])
        if not links.may_share(request.user, self.subject):
            raise PermissionDenied

    def title(self) -> str:
        return self.subject.get_admin_display_title()

    def trail(self) -> list[dict]:
        address = reverse("wagtailadmin_pages:edit", args=[self.subject.pk])
        return [{"url": address, "label": self.title()}]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs, **steps.hint(self.subject, self.request.user))


class ReleaseApprovalsView(ApprovalsView):
    """Who may publish all of the release says yes or no here, too."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.subject = get_object_or_404(Release, pk=kwargs["release_id"])
        if not rights.may_see_release(request.user, self.subject):
            raise PermissionDenied

    def title(self) -> str:
        return self.subject.name

    def trail(self) -> list[dict]:
        return [
            {"url": reverse("staging:releases"), "label": _("Releases")},
            {"url": reverse("staging:release", args=[self.subject.pk]), "label": self.subject.name},
        ]

    def get_context_data(self, **kwargs) -> dict:
        is_open = self.subject.state in {Release.State.OPEN, Release.State.SCHEDULED}
        if is_open and rights.may_release(self.request.user, self.subject):
            kwargs.setdefault("form", VerdictForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = VerdictForm({**request.POST.dict(), "by": request.user.get_username()})  # their name is known
        if form.is_valid():
            said = form.cleaned_data
            try:
                seen = request.POST.get("digest") or "nothing"
                approval = approve_as(self.subject, request.user, said["verdict"] == APPROVE, said["reason"], seen)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            except BusyError:
                form.add_error(None, _("The database is busy. Try again in a moment."))
            else:
                messages.success(request, _("It is approved as it is.") if approval.approved else _("It is sent back."))
                return redirect("staging:release_approvals", self.subject.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)
