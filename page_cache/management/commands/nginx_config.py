"""`manage.py nginx_config > /etc/nginx/conf.d/galley.conf`."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import Context, Engine

from page_cache import entries, folders, plain
from page_cache.requests import known_hosts, personal_cookies

TEMPLATE = Path(settings.BASE_DIR, "deploy", "nginx.conf")


class Command(BaseCommand):
    help = "Prints the configuration with which nginx serves this site, made from the settings."

    def add_arguments(self, parser):
        parser.add_argument("--certificate", default="", help="The file with the certificate, for a site with https.")
        parser.add_argument("--certificate-key", default="", help="The file with its key.")
        parser.add_argument("--brotli", action="store_true", help="nginx has the module brotli_static.")
        parser.add_argument("--mime-types", default="/etc/nginx/mime.types", help="nginx's list of content types.")

    def handle(self, *args, certificate: str, certificate_key: str, brotli: bool, mime_types: str, **options):
        site = urlsplit(settings.SITE_URL)
        if (site.scheme == "https") != bool(certificate and certificate_key):
            raise CommandError("A site with https needs --certificate and --certificate-key, and no other takes them.")
        context = {
            "application": application_address(),
            "brotli": brotli,
            "certificate": certificate,
            "certificate_key": certificate_key,
            "cookies": "|".join(personal_cookies()),
            "data": settings.DATA_DIR,
            "headers": sorted(page_headers().items()),
            "hosts": sorted((host, entries.host_folder(host)) for host in known_hosts()),
            "media": settings.MEDIA_ROOT,
            "mime_types": mime_types,
            "names": " ".join(sorted({urlsplit(f"//{host}").hostname for host in known_hosts() if "[" not in host})),
            "pages": folders.root(),
            "plain_port": 80,
            "port": site.port or (443 if certificate else 80),
            "referrer": settings.SECURE_REFERRER_POLICY,
            "static": settings.STATIC_ROOT,
        }
        template = Engine().from_string(TEMPLATE.read_text())
        self.stdout.write(template.render(Context(context, autoescape=False)), ending="")


def application_address() -> str:
    host = f"[{settings.BIND}]" if ":" in settings.BIND else settings.BIND
    return f"{host}:{settings.PORT}"


def page_headers() -> dict[str, str]:
    """What every page has beside what nginx says itself."""
    headers = plain.headers_around_pages()
    headers.pop("Content-Type")
    if bad := [name for name, value in headers.items() if '"' in value or "$" in value]:
        raise CommandError(f"nginx can't send {bad[0]} as it is.")
    return headers
