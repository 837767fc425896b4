"""By which path a publication comes about, for whoever records it.

Wagtail's publishing knows the user, not the way: the same code runs for the form, a bulk action, a workflow or the clock. So
whoever starts an act says so here, and `history.recording` reads it when the page's row is written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse

from .models import Version

Path = Version.Path


@dataclass(frozen=True)
class Act:
    """What is known of what is being done: a `Version.Path`, the kind ("" or "correction") and the editor's note."""

    path: str = Path.COMMAND
    kind: str = ""
    note: str = ""


# An act, or the request that it can be read from once its view is known.
_current: ContextVar[Act | HttpRequest] = ContextVar("history_act")


def current() -> Act:
    now = _current.get(Act())
    return act_of(now) if isinstance(now, HttpRequest) else now


@contextmanager
def acting(**what: str) -> Iterator[None]:
    """Everything published inside came about like this: `acting(path=Version.Path.SCHEDULE, note="…")`."""
    token = _current.set(replace(current(), **what))
    try:
        yield
    finally:
        _current.reset(token)


# Names of the admin's views that publish. Any other view counts as the form.
PATHS = {
    "wagtail_bulk_action": Path.BULK,
    "workflow_action": Path.WORKFLOW,
    "collect_workflow_action_data": Path.WORKFLOW,
    "copy": Path.COPY,
    "convert_alias": Path.COPY,
}


def act_of(request: HttpRequest) -> Act:
    """What the request is about to do. The kind and the note come from the editor's form."""
    path = PATHS.get(request.resolver_match.url_name if request.resolver_match else "", Path.FORM)
    if request.POST.get("action-workflow-action"):
        path = Path.WORKFLOW
    correction = request.POST.get("history-kind") == Version.Kind.CORRECTION
    return Act(path, Version.Kind.CORRECTION if correction else "", request.POST.get("history-note", "").strip())


class ActMiddleware:
    """What a request publishes came about by that request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self.get_response(request)
        token = _current.set(request)
        try:
            return self.get_response(request)
        finally:
            _current.reset(token)
