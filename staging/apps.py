from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StagingConfig(AppConfig):
    name = "staging"
    verbose_name = _("staging")

    def ready(self) -> None:
        from . import expiry, renditions, time_zones

        expiry.connect()
        renditions.connect()
        time_zones.connect()
