"""The addresses that will appear, change, redirect or vanish: found by a rehearsal, so by a request of their own."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staging.models import Release
from staging.placing import BusyError, CanNotBePlacedError
from staging.releases import rights
from staging.releases.plan import plan_of

from .base import ReleaseView, sentences_of


class AddressesView(ReleaseView):
    """A page of its own, or with ?part only what stands in the release's page."""

    page_title = gettext_lazy("Addresses")
    header_icon = "link"
    template_name = "staging/releases/addresses.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.demand(rights.may_see_release(request.user, self.release))

    def get_template_names(self) -> list[str]:
        return ["staging/releases/address_list.html"] if "part" in self.request.GET else super().get_template_names()

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.release.state not in {Release.State.OPEN, Release.State.SCHEDULED}:
            said = [_("It is decided already: nothing is going to happen.")]
            return self.render_to_response(self.get_context_data(refusals=said))
        try:
            plan = plan_of(self.release)
        except (CanNotBePlacedError, BusyError) as refusal:
            return self.render_to_response(self.get_context_data(refusals=sentences_of(refusal)))
        groups = [
            (_("Appear"), "plus", [(address, "") for address in plan.appear]),
            (_("Change"), "edit", [(address, "") for address in plan.change if address not in plan.lists]),
            (_("Redirect"), "redirect", plan.redirect),
            (_("Vanish"), "cross", [(address, "") for address in plan.vanish]),
        ]
        return self.render_to_response(self.get_context_data(groups=groups, lists=plan.lists))
