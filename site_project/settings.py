"""The one settings file: reads the environment at its top, refuses a wrong value by name, and is safe by default.

What each variable does stands in the README's table. Nothing below the first part reads the environment.
"""

import os
import re
import secrets
from base64 import b64encode
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The environment -------------------------------------------------------


def env(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks; an empty one counts as not given."""
    return os.environ.get(name, "").strip() or default


def env_int(name: str, default: int, low: int, high: int) -> int:
    value = env(name, str(default))
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise ImproperlyConfigured(f"{name}={value} is not a whole number from {low} to {high}.")
    return int(value)


def env_data_dir() -> Path:
    path = Path(env("DATA_DIR", str(BASE_DIR / "var")))
    try:
        path = path.expanduser().resolve()
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".writable-{os.getpid()}-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except (OSError, RuntimeError) as error:  # RuntimeError: no such home folder, or links in a circle
        raise ImproperlyConfigured(
            f"DATA_DIR={path} can't be written ({getattr(error, 'strerror', error)}): name a folder that this user may write."
        ) from None
    return path


def env_secret_key(data_dir: Path) -> str:
    """SECRET_KEY, or one generated on the first start and kept in DATA_DIR, readable by its owner only."""
    if key := env("SECRET_KEY"):
        if len(key) < 50 or len(set(key)) < 5:
            raise ImproperlyConfigured("SECRET_KEY is too weak: give at least 50 random characters.")
        return key
    path = data_dir / "secret_key"
    draft = data_dir / f".secret_key-{os.getpid()}"
    try:
        if not path.exists():
            # Linking a finished file: of two processes that start at once both read the same key.
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(64))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key in {path} can't be read or written ({error.strerror}): set SECRET_KEY."
        ) from None


HOST = r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*|[0-9a-fA-F:]+"
LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def env_site_url(port: int) -> str:
    value = env("SITE_URL", f"http://localhost:{port}").rstrip("/")
    try:
        url = urlsplit(value)
        valid = url.scheme in {"http", "https"} and re.fullmatch(HOST, url.hostname or "") and url.port != 0
    except ValueError:
        valid = False
    if not valid or url.path or url.query or url.fragment or "@" in url.netloc:
        raise ImproperlyConfigured(f"SITE_URL={value} is not an address like https://www.example.org (no path, no password).")
    if url.scheme == "http" and url.hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise ImproperlyConfigured(
            f"SITE_URL={value} must begin with https://: without it, logins would cross the network in the open."
        )
    return f"{url.scheme}://{url.netloc.lower()}"


def env_allowed_hosts(site_url: str) -> list[str]:
    hosts = [host.strip() for host in env("ALLOWED_HOSTS").split(",") if host.strip()]
    for host in hosts:
        if not re.fullmatch(r"\.?[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*|\[[0-9a-fA-F:]+\]", host):
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS has {host}: give host names separated by commas, without scheme, port or wildcard."
            )
    name = urlsplit(site_url).netloc
    own = name if name.endswith("]") else re.sub(r":\d+$", "", name)
    return [*dict.fromkeys([*hosts, own, *LOOPBACK_HOSTS])]


SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"


def env_database(data_dir: Path) -> dict:
    value = env("DATABASE_URL", f"sqlite:///{data_dir / 'db.sqlite3'}")
    try:
        database = dj_database_url.parse(value)
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
        database = {}
    engine, name = database.get("ENGINE"), database.get("NAME", "")
    # A relative file would be another one in each folder, and a database in memory another one in each process.
    if not ((engine == POSTGRESQL and name) or (engine == SQLITE and Path(name).is_absolute())):
        raise ImproperlyConfigured(
            "DATABASE_URL is neither postgresql://user:password@host:5432/name nor sqlite:////folder/file.sqlite3."
        )
    if engine == SQLITE:
        # Measured with 4 processes, 8 readers and 4 editors: without IMMEDIATE 27 to 33 % of saves fail.
        database["OPTIONS"] = {
            "init_command": "PRAGMA journal_mode=WAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds
        }
    else:
        database["CONN_MAX_AGE"] = 0  # the pool keeps connections
        database.setdefault("OPTIONS", {}).update(
            connect_timeout=5,  # seconds
            pool={"min_size": 1, "max_size": 4, "timeout": 10},
        )
        # Compiling a query takes PostgreSQL half a second, on tables that it knows little of; none of ours is worth that.
        # Its costs are those of a turning disk: it would rather read all of 20,000 pages than 200 of them (related articles).
        options = database["OPTIONS"].get("options", "")
        database["OPTIONS"]["options"] = f"-c jit=off -c random_page_cost=1.1 {options}".strip()
    return database


def env_email() -> dict:
    """EMAIL_URL as Django's EMAIL_* settings: smtp://, smtps:// (TLS) or smtp+starttls://user:password@host:port."""
    value = env("EMAIL_URL")
    if not value:
        return {}
    message = "EMAIL_URL is not like smtp+starttls://user:password@mail.example.org:587 (or smtps://, smtp://)."
    try:
        url = urlsplit(value)
        usual_port = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}[url.scheme]
        port = url.port or usual_port
    except (ValueError, KeyError):
        raise ImproperlyConfigured(message) from None
    if not url.hostname:
        raise ImproperlyConfigured(message)
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_USE_TLS": url.scheme == "smtp+starttls",
    }


def env_time_zone() -> str:
    value = env("TIME_ZONE", "UTC")
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(f"TIME_ZONE={value} is not a time zone like Europe/Paris.") from None
    return value


def env_bind() -> str:
    value = env("BIND", "127.0.0.1")
    try:
        return str(ip_address(value))
    except ValueError:
        raise ImproperlyConfigured(f"BIND={value} is not an IP address of this machine, like 127.0.0.1.") from None


def env_switch(name: str, default: str) -> bool:
    value = env(name, default).lower()
    if value not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name}={value} is neither on nor off.")
    return value == "on"


PORT = env_int("PORT", 8000, 1, 65535)
WEB_PROCESSES = env_int("WEB_PROCESSES", max(2, min(4, os.cpu_count() or 2)), 1, 64)
DATA_DIR = env_data_dir()
SECRET_KEY = env_secret_key(DATA_DIR)
SITE_URL = env_site_url(PORT)
ALLOWED_HOSTS = env_allowed_hosts(SITE_URL)
DATABASES = {"default": env_database(DATA_DIR)}
TIME_ZONE = env_time_zone()
BIND = env_bind()
DEMO_PASSWORD = env("DEMO_PASSWORD")
HISTORY_KEEP_DRAFTS_DAYS = env_int("HISTORY_KEEP_DRAFTS_DAYS", 365, 1, 36500)
PAGE_CACHE = env_switch("PAGE_CACHE", "on")

# --- Applications ----------------------------------------------------------

INSTALLED_APPS = [
    "site_project",
    "demo",
    "search",
    "history",
    "staging",
    "page_cache",
    "home",
    "articles",
    "publication",
    "pages",
    "images",
    "users",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "page_cache.middleware.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "site_project.middleware.TextCompressionMiddleware",
    "site_project.middleware.PublicPolicyMiddleware",
    "site_project.middleware.RangeMiddleware",
    "staging.middleware.PreviewMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "site_project.middleware.OversizedFormMiddleware",
    "history.acts.ActMiddleware",
    "pages.withdrawn.WithdrawnMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "site_project.urls"
WSGI_APPLICATION = "site_project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Accounts --------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "site_project.errors.csrf_failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Security --------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^readyz$"]  # asked on this machine, behind what ends TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# The server listens on this machine only, so with https a proxy stands before it; the README says what it must send.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
# Wagtail's own views lift this for the preview panel, which shows the page in a frame.
X_FRAME_OPTIONS = "DENY"

# What a public page may load. Everything is our own but video, which loads at a reader's click. Wagtail's preview panel, user bar
# and content checks work under it as well.
# One small script stands in the page itself: as a file, every first paint would wait for it.
SCHEME_SCRIPT = b64encode(sha256((BASE_DIR / "templates/scheme.js").read_bytes()).digest()).decode()
PUBLIC_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'", f"'sha256-{SCHEME_SCRIPT}'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "media-src": ["'self'", "https:"],
    "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}
PERMISSIONS_POLICY = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"

# A form of 2,000 blocks has some 40,000 fields. Beyond these limits site_project/middleware.py explains itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024  # bytes, without uploaded files

# --- Language and time -----------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "site_project.formats"

# --- Files -----------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "site_project.media.WholeFileStorage"},
    "staticfiles": {"BACKEND": "site_project.static_files.BundledStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644

# --- Mail ------------------------------------------------------------------

# Without a mail server, messages are kept as files: they can hold login links, which do not belong in a log.
MAIL_CARRIER = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_BACKEND = "site_project.mail.AfterCommit"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = f"galley@{urlsplit(SITE_URL).hostname}"
if email := env_email():
    MAIL_CARRIER = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(email)

# --- History ---------------------------------------------------------------

HISTORY_BLOCK_CHANGES = "site_project.block_changes.CHANGES"

# --- Background work and cache ---------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": MEMORY, "OPTIONS": {"MAX_ENTRIES": 5_000}},  # small things: the number of an article's words
    # What was made of published content: forgotten at the next change that readers see.
    "content": {
        "BACKEND": MEMORY,
        "LOCATION": "content",
        "KEY_FUNCTION": "page_cache.keys.by_generation",
        "OPTIONS": {"MAX_ENTRIES": 2_000},  # a thousand bytes each, most of them cards of articles
    },
}
PAGE_CACHE_DIR = DATA_DIR / "pages"
# Rendered previews, for a few minutes; only the site's own user may read them.
PREVIEWS_DIR = DATA_DIR / "previews"

# --- Logs: warnings and errors, nothing personal ---------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "errors": {"class": "logging.StreamHandler", "formatter": "line", "level": "ERROR"},
        "none": {"class": "logging.NullHandler"},  # without any, Python prints the error with its traceback
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # An address that does not exist is a line for each robot that tries one.
        "django.request": {"level": "ERROR"},
        # Robots again: a wrong Host header, a form without a token. The answer says it.
        "django.security": {"handlers": ["errors"], "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
        # A failed task, but not each one that ran: the worker sets its loggers' levels itself, so the handler decides.
        "django_tasks": {"handlers": ["errors"], "propagate": False},
        "django_tasks_db": {"handlers": ["errors"], "propagate": False},
        # It repeats each attempt to connect; the request or command that waited says it once.
        "psycopg.pool": {"level": "ERROR"},
    },
}

# --- Wagtail ---------------------------------------------------------------

WAGTAIL_SITE_NAME = "Galley"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_PAGE_MODEL = "wagtailcore.Page"
WAGTAILIMAGES_IMAGE_MODEL = "images.SiteImage"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105 - a file's name
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105 - a file's name
WAGTAILIMAGES_IMAGE_FORM_BASE = "images.forms.ImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = [
    *("csv", "docx", "epub", "odt", "ods", "pdf", "pptx", "txt", "xlsx", "zip"),
    *("aac", "flac", "m4a", "mp3", "mp4", "oga", "ogg", "opus", "wav", "webm"),
]
# Stated, so that a file is served the same on every machine.
WAGTAILDOCS_CONTENT_TYPES = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024  # bytes
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "site_project.admin_search"}}
# Redirects are written in the transaction of the rename itself: pages/addresses.py.
WAGTAILREDIRECTS_AUTO_CREATE = False
# Nothing in the admin asks another host.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Only names that a person would look for; read from disk once, not at each request.
WAGTAIL_USER_TIME_ZONES = sorted(
    {"UTC", TIME_ZONE, *(zone for zone in available_timezones() if re.match(r"[A-Z][a-z]+/[A-Z]", zone))}
    - {zone for zone in available_timezones() if zone.startswith("Etc/")}
)
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
