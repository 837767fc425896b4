from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("home page and standard pages")

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from .site_record import follow_site_url

        post_migrate.connect(follow_site_url, sender=self)
