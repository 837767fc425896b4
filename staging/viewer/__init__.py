"""What somebody with a link may do beside reading: below `/preview/<token>/~…`, outside any rehearsal.

A place is a module here with `NAME`, the first part of its path; `offer(link)`, its label in the banner or '' when this link
has no such place; and `respond(request, link, token, path)`, where `path` is what stands behind its name, with a slash. The
token in the address is the proof: no cookie, no login, no CSRF token. What those share that take a form: visits.py.
"""

from types import ModuleType

from django.http import HttpRequest, HttpResponse

from staging import tokens
from staging.models import PreviewLink

PLACES: dict[str, ModuleType] = {}  # by NAME; filled when the app is ready (apps.py), so that places may use all of it


def place_of(link: PreviewLink, path: str) -> tuple[ModuleType | None, str]:
    """The place that the path in the preview leads to, and the rest of the path: /~notes/about/ is about /about/."""
    name, _slash, rest = path.removeprefix("/~").partition("/")
    place = PLACES.get(name) if path.startswith("/~") else None
    return (place, f"/{rest}") if place and place.offer(link) else (None, path)


def respond(request: HttpRequest, link: PreviewLink, token: str, path: str) -> HttpResponse | None:
    """None when the path is not one of these places."""
    place, rest = place_of(link, path)
    return place.respond(request, link, token, rest) if place else None


def offers(link: PreviewLink, token: str, path: str) -> list[tuple[str, str]]:
    """Labels and addresses of the places, for a page at this path in the preview."""
    found = [(name, place.offer(link)) for name, place in PLACES.items()]
    return [(label, f"{tokens.prefix_of(token)}/~{name}{path}") for name, label in found if label]
