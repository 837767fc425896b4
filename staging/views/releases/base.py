"""What the views of releases share: the release, the right to see it, the admin's frame around it."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from history.refusal import Refused
from staging.models import Release
from staging.placing import BusyError, CanNotBePlacedError
from staging.releases import rights

REFUSALS = (Refused, CanNotBePlacedError, BusyError)
UNPROCESSABLE = 422
TOO_LATE = gettext_lazy("The release is scheduled: only who may let it go live can still ask for an approval.")


def sentences_of(refusal: Exception) -> list[str]:
    """What the user is told."""
    if isinstance(refusal, BusyError):
        return [_("The database is busy. Try again in a moment.")]
    if isinstance(refusal, CanNotBePlacedError):
        return refusal.problems
    return list(getattr(refusal, "sentences", None) or [str(refusal)])


def add_refusal(form: Form, refusal: Exception) -> None:
    for sentence in sentences_of(refusal):
        form.add_error(None, sentence)


def open_releases() -> QuerySet[Release]:
    return Release.objects.select_related("made_by", "live_by", "taken_back_by")


class ReleasesView(WagtailAdminTemplateMixin, TemplateView):
    """A view on releases, for who may see them."""

    page_title = ""
    header_icon = "list-ul"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if not rights.may_see(request.user):
            raise PermissionDenied

    def steps(self) -> Iterable[dict]:
        """The trail below the list of releases."""
        return []

    def get_breadcrumbs_items(self) -> list[dict]:
        trail = [{"url": reverse("staging:releases"), "label": _("Releases")}, *self.steps()]
        trail[-1] = {**trail[-1], "url": ""}
        return [*super().get_breadcrumbs_items(), *trail]

    def refused(self, **context: object) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context), status=UNPROCESSABLE)


COMING = {Release.State.OPEN, Release.State.SCHEDULED}


class ReleaseView(ReleasesView):
    """A view on `self.release`, in these states only."""

    in_states = {*Release.State.values}

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.release = get_object_or_404(open_releases(), pk=kwargs["release_id"])

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.release.state not in self.in_states:
            words = _("“%(name)s” is in another state by now: %(state)s.")
            messages.warning(request, words % {"name": self.release.name, "state": self.release.get_state_display().lower()})
            return redirect(self.address)
        return super().dispatch(request, *args, **kwargs)

    @property
    def address(self) -> str:
        return reverse("staging:release", args=[self.release.pk])

    def get_page_subtitle(self) -> str:
        return self.release.name

    def steps(self) -> list[dict]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [{"url": self.address, "label": self.release.name}, here]

    def demand(self, may: bool) -> None:
        if not may:
            raise PermissionDenied

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs, release=self.release, address=self.address)


class EditReleaseView(ReleaseView):
    """The same for who may edit it, as long as it can be edited."""

    in_states = COMING

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.demand(rights.may_edit(request.user, self.release))
