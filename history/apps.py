from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = _("history")

    def ready(self) -> None:
        from . import recording

        recording.connect()
        post_migrate.connect(recording.after_migrating, sender=self)
