from django.apps import AppConfig


class SiteProjectConfig(AppConfig):
    name = "site_project"
    verbose_name = "Galley"
