from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StagingConfig(AppConfig):
    name = "staging"
    verbose_name = _("staging")

    def ready(self) -> None:
        from . import expiry, renditions, schedule, time_zones
        from .approvals import steps
        from .releases.due import DueRelease
        from .viewer import PLACES, approval, changes, notes

        steps.connect()
        expiry.connect()
        renditions.connect()
        time_zones.connect()
        schedule.KINDS.append(DueRelease())
        PLACES["approval"] = approval
        PLACES["notes"] = notes
        PLACES["changes"] = changes
