from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "history"
    verbose_name = _("history")

    def ready(self) -> None:
        from . import blocks_in_use, checks, comments, recording  # noqa: F401 - the check registers itself
        from .deleted import keeping

        keeping.connect()
        recording.connect()
        comments.connect()
        blocks_in_use.connect(self)
        post_migrate.connect(recording.after_migrating, sender=self)
