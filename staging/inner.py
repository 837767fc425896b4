"""The request that a view gets during a rehearsal, and what becomes of its response.

The request is made up: of the viewer's own it has the path, the query and whether Markdown is wanted. No cookie, no login and no
other header of theirs can reach a view, so no view can answer for a person.
"""

import re
from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, get_script_prefix, resolve, set_script_prefix
from wagtail.models import Site

from . import tokens
from .answers import Answer

SERVER = (
    *("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST"),
    *("HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme", "wsgi.version"),
)
KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Content-Language", "Location", "Content-Security-Policy")
# The first part of what is not for readers, or not ours to show: the admin, logins and forms, files, previews of previews.
CLOSED = {"admin", "_util", "accounts", "media", "preview", "readyz", "static"}
# Files are the same for everybody, and large: who asks for one is sent out of the preview.
DOCUMENTS = "/documents/"
LONGEST_QUERY = 2_000
HTML, MARKDOWN = "text/html", "text/markdown"


class RehearsedRequest(WSGIRequest):
    """`path` carries the prefix, as every address in the answer does; redirects and withdrawn pages are looked up without it."""

    is_preview = True
    is_rehearsal = True

    def get_full_path(self, force_append_slash: bool = False) -> str:
        return self._get_full_path(self.path_info, force_append_slash)


def wanted_type(request: HttpRequest) -> str:
    """What of the Accept header can matter to a view."""
    accept = request.META.get("HTTP_ACCEPT", "")
    return accept[:200] if "markdown" in accept.lower() else HTML


def is_closed(path: str) -> bool:
    return path.split("/")[1] in CLOSED


def is_search(path: str) -> bool:
    """Whether the index is asked there: what is staged is written into it only then."""
    try:
        return resolve(path).view_name == "search"
    except Resolver404:
        return False


def make_request(request: HttpRequest, token: str, path: str) -> RehearsedRequest:
    environ = {name: request.META[name] for name in SERVER if name in request.META}
    environ |= {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": tokens.prefix_of(token),
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": request.META.get("QUERY_STRING", "").replace(tokens.THIS, token),
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_ACCEPT": wanted_type(request),
        "wsgi.input": BytesIO(),
        "wsgi.errors": request.META.get("wsgi.errors"),
    }
    return RehearsedRequest(environ)


def answer(request: RehearsedRequest, token: str, get_response) -> Answer:
    """Let the site answer, with every address below the prefix, and read its answer whole while the rehearsal lasts."""
    before = get_script_prefix()
    set_script_prefix(tokens.prefix_of(token) + "/")
    try:
        response = get_response(request)
        body = whole(response)
        root_url = site_address(request)
    finally:
        set_script_prefix(before)
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    if "Location" in headers:
        headers["Location"] = kept_inside(headers["Location"], token, root_url)
    if headers.get("Content-Type", "").startswith("text/html"):
        body = with_links_inside(body, token, root_url)
    return Answer(response.status_code, headers, token, body)


def whole(response: HttpResponseBase) -> bytes:
    try:
        return b"".join(response.streaming_content) if response.streaming else response.content
    finally:
        # Not response.close(): it would tell Django that the viewer's own request has ended.
        for close in response._resource_closers:
            close()


def site_address(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    return site.root_url if site else ""


# --- Links that an editor typed carry no prefix ---------------------------------------------------------

LINK = re.compile(rb"""(<(?:a|area|form)\b[^>]*?\s(?:href|action)=")([^"]*)""", re.IGNORECASE)


# Icons and the like are the same for everybody, and would each be a rehearsal.
ICON = re.compile(rb"""<link rel="(?:icon|apple-touch-icon|manifest)"[^>]*>""", re.IGNORECASE)


def with_links_inside(html: bytes, token: str, root_url: str) -> bytes:
    """The page with what editors typed led into the preview, and its icons led out of it."""
    prefix = tokens.prefix_of(token).encode()
    html = ICON.sub(lambda match: match[0].replace(prefix, b""), html)

    def inside(match: re.Match) -> bytes:
        address = match[2].decode(errors="replace")
        kept = kept_inside(address, token, root_url)
        return match[0] if kept == address else match[1] + kept.encode()

    return LINK.sub(inside, html)


def kept_inside(address: str, token: str, root_url: str) -> str:
    """An address of this site, under the prefix; any other, and those of files, as it is."""
    path = address.removeprefix(root_url) if root_url and address.startswith((f"{root_url}/", f"{root_url}?")) else address
    path = "/" if address == root_url else path
    prefix = tokens.prefix_of(token)
    if not path.startswith("/") or path.startswith(("//", "/\\", f"{prefix}/", "/static/", "/media/")):
        return address
    return prefix + path
