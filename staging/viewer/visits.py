"""What the places share that take a form: the request for one, and what is answered to which."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from staging import serving, tokens
from staging.models import NoteReply, PreviewLink

LARGEST = 1024 * 1024  # bytes of a form: what is too long in it is read and given back, up to this


@dataclass
class Visit:
    """A request for a place. `path`: of the page in the preview that the viewer came from."""

    request: HttpRequest
    link: PreviewLink
    token: str
    path: str

    @property
    def root(self) -> str:
        return tokens.prefix_of(self.token)

    @property
    def by(self) -> str:
        """The name that was given last with this link, else whom it is for. No cookie remembers it."""
        replies = NoteReply.objects.filter(note__link=self.link, by_viewer=True)
        said = [rows.order_by("-at").values_list("at", "by").first() for rows in (self.link.notes, self.link.approvals, replies)]
        return max(filter(None, said), default=(None, self.link.label))[1]

    def answered(self, show: Callable[..., HttpResponse], take: Callable[..., HttpResponse]) -> HttpResponse:
        """By `show(visit)`, or by `take(visit, what was sent)`."""
        request = self.request
        if request.method in {"GET", "HEAD"}:
            return show(self)
        if request.method != "POST":
            return serving.refuse(request, "read_only", 405, Allow="GET, HEAD, POST")
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
                raise SuspiciousOperation
            data = request.POST
        except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError, ValueError):
            return serving.refuse(request, "not_readable", 400)
        return take(self, data)


def next_page(address: str, policy: str) -> HttpResponse:
    """To what was taken. `policy`: the place's Content-Security-Policy."""
    response = HttpResponse(status=303)
    response.headers["Location"] = address
    response.headers["Content-Security-Policy"] = policy
    return response
