"""Which requests may be answered from a file, and under which key.

Whatever is unusual goes to Django. What is not part of the key reaches neither the page that is kept nor its file name.
"""

import io
import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict

# Lower case: a disk may hold /About/ for /about/. No dot but before an ending: nothing leads out of the folder.
NAME = "[a-z0-9_-]{1,200}"
PATH = re.compile(rf"(?:/{NAME})*/(?:{NAME}\.(?:json|md|txt|xml))?", re.ASCII)
LONGEST_PATH = 1000
LONGEST_QUERY = 2000
# What Django answers by itself: accounts, files, what is different for each question, and what changes with the clock.
NEVER = ("/admin/", "/documents/", "/media/", "/news-sitemap.xml", "/preview/", "/search/", "/share/", "/static/")
# The parameters that make another page of an address: of lists, and of the sitemap. All others that a view reads keep its
# answer out of the cache; those that it does not read (utm_source …) are dropped.
PARAMETERS = {"page", "p"}
NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
HTML, MARKDOWN = "html", "markdown"
ACCEPT = {HTML: "text/html", MARKDOWN: "text/markdown"}
NOTE = "page_cache.note"  # in the WSGI environment of a rendering that may be kept
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class Key(NamedTuple):
    """What an answer depends on. `host` with its port, `query` as 'page=2' or ''."""

    host: str
    path: str
    query: str = ""
    kind: str = HTML


class Rules:
    """The settings that decide, read once: key_of() is asked at every request."""

    def __init__(self):
        self.scheme = urlsplit(settings.SITE_URL).scheme
        self.hosts = known_hosts()
        self.personal = re.compile("|".join(map(re.escape, personal_cookies())))

    def key_of(self, environ: dict) -> Key | None:
        """The key of a request that may be answered from a file; None for any other."""
        path = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
            or environ.get("HTTP_HOST", "").lower() not in self.hosts
            or len(path) > LONGEST_PATH
            or not PATH.fullmatch(path)
            or path.startswith(NEVER)
            or environ.get("SCRIPT_NAME")
            or self.is_special(environ)
        ):
            return None
        query = known_query(environ.get("QUERY_STRING", ""))
        if query is None:
            return None
        return Key(environ["HTTP_HOST"].lower(), path, query, kind_of(environ.get("HTTP_ACCEPT", "")))

    def is_special(self, environ: dict) -> bool:
        """Whether it comes from somebody in particular, has a body, or came on another way than the site's."""
        return bool(
            "HTTP_AUTHORIZATION" in environ
            or self.personal.search(environ.get("HTTP_COOKIE", ""))
            or environ.get("CONTENT_LENGTH", "") not in {"", "0"}
            or "HTTP_TRANSFER_ENCODING" in environ
            or self.scheme_of(environ) != self.scheme
        )

    def scheme_of(self, environ: dict) -> str:
        """As Django finds it: by the proxy's header where the settings say so."""
        if settings.SECURE_PROXY_SSL_HEADER:
            name, secure = settings.SECURE_PROXY_SSL_HEADER
            if name in environ:
                return "https" if environ[name].split(",", 1)[0].strip() == secure else "http"
        return environ["wsgi.url_scheme"]


def personal_cookies() -> list[str]:
    """With one of these words anywhere in its cookies a request is somebody's: a session, a message kept for the next page."""
    return [settings.SESSION_COOKIE_NAME, "messages"]


def known_hosts() -> set[str]:
    """Host headers for which pages are kept, each with SITE_URL's port: any port is allowed by Django, and each would make
    files of its own. This machine's names only where the site is this machine's."""
    site = urlsplit(settings.SITE_URL)
    port = f":{site.port}" if site.port else ""
    own = site.netloc.removesuffix(port) if port else site.netloc
    names = {name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))}
    return {f"{name.lower()}{port}" for name in names if own in LOOPBACK or name not in LOOPBACK}


def known_query(text: str) -> str | None:
    """The parameter that counts, as 'page=2'; '' when there is none; None when Django must look."""
    if not text:
        return ""
    if len(text) > LONGEST_QUERY:
        return None
    try:
        known = [(name, value) for name, value in parse_qsl(text, keep_blank_values=True, errors="strict") if name in PARAMETERS]
    except ValueError:
        return None
    if not known:
        return ""
    (name, value), *others = known
    return None if others or not NUMBER.fullmatch(value) else f"{name}={value}"


def kind_of(accept: str) -> str:
    """HTML or Markdown, as Django chooses: by its own function where the header might ask for Markdown."""
    plain = accept.lower().replace(" ", "")
    if not ("markdown" in plain or "text/*" in plain or "text/html;" in plain):
        return HTML
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept
    wanted = request.get_preferred_type(list(ACCEPT.values()))
    return MARKDOWN if wanted == ACCEPT[MARKDOWN] else HTML


# --- Requests of our own -----------------------------------------------------


@dataclass
class Note:
    """Filled while a page is rendered: middleware.py. `read`: the parameters that were looked at, '*' for all."""

    read: set[str] = field(default_factory=set)
    is_personal: bool = True


def clean_environ(key: Key, scheme: str) -> dict:
    """A request for the key and nothing else."""
    host, _colon, port = key.host.rpartition(":") if not key.host.endswith("]") else (key.host, "", "")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "SERVER_NAME": host or key.host,
        "SERVER_PORT": port if host else {"http": "80", "https": "443"}[scheme],
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": key.host,
        "HTTP_ACCEPT": ACCEPT[key.kind],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        NOTE: Note(),
    }
    if scheme == "https" and settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = value
    return environ


class ReadQuery(QueryDict):
    """The parameters of a rendering. Notes in `read` which of them a view asks for; '*' stands for all."""

    def __init__(self, query_string: str):
        self.read: set[str] = set()
        super().__init__(query_string)
        self.read.clear()

    def __getitem__(self, key):
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.read.add(key)
        return super().__contains__(key)

    def getlist(self, key, default=None):
        self.read.add(key)
        return super().getlist(key, default)

    def get(self, key, default=None):
        self.read.add(key)
        return super().get(key, default)

    def __iter__(self):
        self.read.add("*")
        return super().__iter__()

    def __len__(self):
        self.read.add("*")
        return super().__len__()

    def items(self):
        self.read.add("*")
        return super().items()

    def lists(self):
        self.read.add("*")
        return super().lists()

    def keys(self):
        self.read.add("*")
        return super().keys()

    def values(self):
        self.read.add("*")
        return super().values()
