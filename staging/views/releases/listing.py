"""The list of releases."""

from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.widgets.button import HeaderButton

from staging.models import Approval, Failure, Release
from staging.release_forms import FilterForm
from staging.releases import states
from staging.releases.rights import visible_to

from .base import ReleasesView

PER_PAGE = 25


class ReleaseListView(ReleasesView):
    """Newest first."""

    template_name = "staging/releases/list.html"
    page_title = _("Releases")

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(label=_("New release"), url=reverse("staging:new_release"), icon_name="plus")]

    @cached_property
    def form(self) -> FilterForm:
        form = FilterForm(self.request.GET, label_suffix="")
        form.full_clean()
        return form

    def found(self):
        chosen = self.form.cleaned_data
        releases = visible_to(self.request.user).select_related("made_by").annotate(number=Count("items"))
        if chosen.get("q"):
            releases = releases.filter(name__icontains=chosen["q"])
        if chosen.get("state"):
            releases = releases.filter(state=chosen["state"])
        return releases.order_by("-made_at", "-pk")

    def get_context_data(self, **kwargs) -> dict:
        paginator = WagtailPaginator(self.found(), PER_PAGE)
        shown = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            form=self.form,
            shown=shown,
            lines=states_of(shown),
            elided_page_range=list(paginator.get_elided_page_range(shown.number)),
            listing_url=reverse("staging:releases"),
        )


def states_of(releases: Iterable[Release]) -> list[tuple[Release, states.State, bool]]:
    """Each with its state, and whether it failed to go live. What was approved is looked at whole: nobody else's is."""
    releases = list(releases)
    failed = set(Failure.objects.filter(kind=states.KIND).values_list("key", flat=True))
    approved = Approval.objects.filter(release__in=releases, approved=True)
    judged = set(approved.values_list("release_id", flat=True))
    return [(one, state_in_list(one, one.pk in judged), str(one.pk) in failed) for one in releases]


def state_in_list(release: Release, was_approved: bool) -> states.State:
    if release.state == Release.State.OPEN and not was_approved:
        return states.IN_REVIEW if release.needs_approval else states.DRAFT
    return states.state_of(release)
