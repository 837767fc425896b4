"""What editors see of the schedule: a panel on the admin's first page, and lines in the Status panel of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from . import heartbeat, schedule
from .models import Failure
from .time_zones import zone_label


@dataclass(frozen=True)
class LatePage:
    page: Page
    title: str
    at: datetime


def may_edit(user: AbstractBaseUser, page: Page | None) -> bool:
    return page.permissions_for_user(user).can_edit() if page else user.is_superuser


class SchedulePanel(Component):
    """The heartbeat, last on the page; trouble, first."""

    name = "schedule"
    template_name = "staging/schedule_panel.html"

    def __init__(self, user: AbstractBaseUser):
        self.pulse = heartbeat.pulse()
        failures = Failure.objects.select_related("page")
        self.failures = [failure for failure in failures if may_edit(user, failure.page)]
        told = {(failure.kind, failure.key) for failure in failures}
        self.late = late_pages(user, told) if not self.pulse.is_well else []
        self.order = 50 if self.failures or not self.pulse.is_well else 900

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"pulse": self.pulse, "failures": self.failures, "late": self.late, "zone": zone_label()}


def late_pages(user: AbstractBaseUser, told: set[tuple[str, str]]) -> list[LatePage]:
    """Those of the user's pages whose time has passed: of the first ten of each kind. `told`: (kind, key) of what failed."""
    late = []
    for kind, due in schedule.all_due(timezone.now() - heartbeat.LATE):
        page, title = kind.subject(due.key)
        if page and (due.kind, due.key) not in told and may_edit(user, page):
            late.append(LatePage(page, title, due.at))
    return late


def page_notes(page: Page) -> dict[str, Any]:
    """For the Status panel of a page that has a schedule or failed to follow one."""
    return {"failures": Failure.objects.filter(page=page.pk), "pulse": heartbeat.pulse(), "zone": zone_label()}
