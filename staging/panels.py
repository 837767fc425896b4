"""What editors see of the schedule: a panel on the admin's first page, and lines in the Status panel of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from . import heartbeat, schedule
from .models import Failure, Release
from .releases.rights import visible_to
from .releases.states import KIND as RELEASE
from .time_zones import zone_label


@dataclass(frozen=True)
class Planned:
    """A page, or a release, at its address in the admin."""

    title: str
    address: str
    at: datetime


def may_edit(user: AbstractBaseUser, page: Page | None) -> bool:
    return page.permissions_for_user(user).can_edit() if page else user.is_superuser


def may_be_told(user: AbstractBaseUser, failure: Failure) -> bool:
    if failure.kind == RELEASE:
        return visible_to(user).filter(pk=failure.key).exists()
    return may_edit(user, failure.page)


class ReleasesPanel(Component):
    """The releases that go live today; nothing on other days."""

    name = "releases"
    template_name = "staging/releases/panel.html"
    order = 60

    def __init__(self, user: AbstractBaseUser):
        begin = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        due = visible_to(user).filter(
            state=Release.State.SCHEDULED, go_live_at__gte=begin, go_live_at__lt=begin + timedelta(days=1)
        )
        self.releases = list(due.annotate(number=Count("items")).order_by("go_live_at", "pk"))

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        return super().render_html(parent_context) if self.releases else ""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"releases": self.releases, "zone": zone_label()}


class SchedulePanel(Component):
    """The heartbeat, last on the page; trouble, first."""

    name = "schedule"
    template_name = "staging/schedule_panel.html"

    def __init__(self, user: AbstractBaseUser):
        self.pulse = heartbeat.pulse()
        failures = Failure.objects.select_related("page")
        self.failures = [failure for failure in failures if may_be_told(user, failure)]
        told = {(failure.kind, failure.key) for failure in failures}
        self.late = late_pages(user, told) if not self.pulse.is_well else []
        self.next = next_one(user) if self.pulse.is_running and self.pulse.next_due else None
        self.order = 50 if self.failures or not self.pulse.is_well else 900

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        about = {"pulse": self.pulse, "failures": self.failures, "late": self.late, "next": self.next}
        return {**about, "zone": zone_label()}


def late_pages(user: AbstractBaseUser, told: set[tuple[str, str]]) -> list[Planned]:
    """Those of the user's pages and releases whose time has passed: of the first ten of each kind.

    `told`: (kind, key) of what failed.
    """
    late = []
    for kind, due in schedule.all_due(timezone.now() - heartbeat.LATE):
        if (due.kind, due.key) not in told and (found := told_of(user, kind, due)):
            late.append(found)
    return late


def told_of(user: AbstractBaseUser, kind: schedule.Kind, due: schedule.Due) -> Planned | None:
    """What the user may know of it: who may not see the page or the release learns no title."""
    page, title = kind.subject(due.key)
    if page and may_edit(user, page):
        return Planned(title, reverse("wagtailadmin_pages:edit", args=[page.pk]), due.at)
    if due.kind == RELEASE and visible_to(user).filter(pk=due.key).exists():
        return Planned(title, reverse("staging:release", args=[due.key]), due.at)
    return None


def next_one(user: AbstractBaseUser) -> Planned | None:
    """What is planned before all else, if the user may know of it."""
    now = timezone.now()
    first = [(kind, kind.waiting(now).first()) for kind in schedule.kinds()]
    planned = [(kind, schedule.Due(row[1], kind.name, str(row[0]))) for kind, row in first if row]
    return told_of(user, *min(planned, key=lambda pair: pair[1])) if planned else None


def page_notes(page: Page) -> dict[str, Any]:
    """For the Status panel of a page that has a schedule or failed to follow one."""
    return {"failures": Failure.objects.filter(page=page.pk), "pulse": heartbeat.pulse(), "zone": zone_label()}
