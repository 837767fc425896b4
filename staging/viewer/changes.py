"""What changed since the last visit with this link: /~changes/<path of the page>/, compared as editors compare versions."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from history.comparing import compare, summary_of
from staging import banner, inner, serving, tokens
from staging.models import PreviewLink
from staging.notes import looks
from staging.notes.looks import Change

NAME = "changes"
MOST = 100  # pages in the list
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


def offer(link: PreviewLink) -> str:
    return _("What changed since you last looked") if looks.before(link) else ""


def respond(request: HttpRequest, link: PreviewLink, token: str, path: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return serving.refuse(request, "read_only", 405, Allow="GET, HEAD")
    prefix = tokens.prefix_of(token)
    changes = looks.changes(link)
    chosen = chosen_of(changes, request.GET.get("page", ""))
    here = f"{prefix}/~{NAME}{path}"
    context = banner.context(link, token, path) | {
        "since": banner.zoned(looks.before(link)),
        "back": prefix + path,
        "number": len(changes),
        "chosen": chosen,
        "whole": here if chosen and len(changes) > 1 else "",
        "rows": [] if chosen else [row_of(change, here) for change in changes[:MOST]],
    }
    if chosen:
        context |= {"comparison": compare(chosen.old, chosen.new), "side_by_side": False, "only_changes": True}
    response = render(request, "staging/changes.html", context)
    response.content = inner.with_links_inside(response.content, token, settings.SITE_URL)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def chosen_of(changes: list[Change], number: str) -> Change | None:
    """The one that is asked for, else the only one, if there is something to compare."""
    comparable = [change for change in changes if change.old and change.new]
    if number:
        return next((change for change in comparable if str(change.page_id) == number), None)
    return comparable[0] if len(changes) == len(comparable) == 1 else None


def row_of(change: Change, here: str) -> tuple[str, str, str]:
    """Title, what happened in words, and the address of the difference or ''."""
    if change.new is None:
        return change.title or _("A page"), _("It is no longer part of this preview."), ""
    if not change.was_shown:
        return change.title, _("It is new in this preview."), ""
    if change.old is None:
        return change.title, _("It has changed. How it was then is not kept."), ""
    words = summary_of(change.old, change.new)
    return change.title, words[:1].upper() + words[1:] or _("It has changed."), f"{here}?{urlencode({'page': change.page_id})}"
