"""Wagtail's record of the default site follows SITE_URL, so that every absolute address is right after `migrate`."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site


def follow_site_url(**kwargs) -> None:
    url = urlsplit(settings.SITE_URL)
    hostname, port = url.hostname, url.port or {"http": 80, "https": 443}[url.scheme]
    site = Site.objects.filter(is_default_site=True).first()
    if site and (site.hostname, site.port) != (hostname, port):
        site.hostname, site.port = hostname, port
        site.save()
