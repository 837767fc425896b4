"""From a request below /preview/ to its answer: whether the link opens, what it shows, and how that goes out."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import escape_leading_slashes
from django.views.decorators.debug import sensitive_variables

from . import answers, banner, fingerprints, inner, links, moment, passphrases, throttle, tokens, turns, viewer
from .answers import Answer
from .models import PreviewLink
from .notes import looks
from .placing import BusyError, CanNotBePlacedError, Placed
from .rehearsal import rehearse

MOST_MISSES = 100  # tokens that do not exist, from one address in a while (throttle.py)
RETRY = 2  # seconds
# Around an answer, whatever it is: it is for whoever holds the link, now.
HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Of pages that are ours alone, without anything of the site's.
PLAIN_POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"

View = Callable[[HttpRequest], HttpResponse]


@sensitive_variables()
def serve(request: HttpRequest, token: str, path: str, get_response: View) -> HttpResponse:
    """`path`: what stands behind the token. The response carries no cookie and may be kept by nobody."""
    response = respond(request, token, path, get_response)
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.cookies.clear()
    if request.method == "HEAD":
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
    return response


@sensitive_variables()
def respond(request: HttpRequest, token: str, path: str, get_response: View) -> HttpResponse:
    link = links.find(token)
    if link is None or token in path:
        return missed(request)
    if not path:
        return HttpResponseRedirect(f"{tokens.prefix_of(token)}/")
    if links.is_machine(request):
        return refuse(request, "for_machines", 200)
    if link.passphrase and (refusal := asked_for_passphrase(request, link)):
        return refusal
    if response := viewer.respond(request, link, token, path):
        return response
    if request.method not in {"GET", "HEAD"}:
        return refuse(request, "read_only", 405, Allow="GET, HEAD")
    return inside(request, link, token, path, get_response)


@sensitive_variables()
def inside(request: HttpRequest, link: PreviewLink, token: str, path: str, get_response: View) -> HttpResponse:
    frame, path = frame_of(path)
    if inner.is_closed(path) or len(request.META.get("QUERY_STRING", "")) > inner.LONGEST_QUERY:
        return not_found(request)
    if path.startswith(inner.DOCUMENTS):
        return HttpResponseRedirect(escape_leading_slashes(quote(path)))
    if frame:
        return framed(request, link, token, path, frame)
    return shown(request, link, token, path, get_response)


# --- Doors -------------------------------------------------------------------------------------------


def missed(request: HttpRequest) -> HttpResponse:
    """No such link. The same for a token that is unknown, misspelt, expired or revoked; 429 for who tries many."""
    key = throttle.key_of("token", throttle.address_of(request))
    if throttle.is_over(key, MOST_MISSES):
        return too_many(request)
    throttle.count(key)
    return not_found(request)


def asked_for_passphrase(request: HttpRequest, link: PreviewLink) -> HttpResponse | None:
    """None when the request brings the right one. The user name does not matter."""
    try:
        if passphrases.opens(link, request):
            return None
    except passphrases.TooManyError:
        return too_many(request)
    except BusyError:
        return busy(request)
    return refuse(request, "passphrase", 401, **{"WWW-Authenticate": 'Basic realm="Preview", charset="UTF-8"'})


def refuse(request: HttpRequest, reason: str, status: int, **headers: str) -> HttpResponse:
    """A page of our own that tells nothing of the site."""
    response = render(request, f"staging/{reason}.html", status=status)
    response.headers["Content-Security-Policy"] = PLAIN_POLICY
    for name, value in headers.items():
        response.headers[name] = value
    return response


def not_found(request: HttpRequest) -> HttpResponse:
    return refuse(request, "no_preview", 404)


def too_many(request: HttpRequest) -> HttpResponse:
    return refuse(request, "too_many", 429, **{"Retry-After": str(int(throttle.WHILE.total_seconds()))})


def busy(request: HttpRequest) -> HttpResponse:
    """The page asks again by itself."""
    response = refuse(request, "busy", 503, **{"Retry-After": str(RETRY), "Refresh": str(RETRY)})
    response._has_been_logged = True  # no error for whoever runs the site
    return response


# --- Frames --------------------------------------------------------------------------------------------


def frame_of(path: str) -> tuple[str, str]:
    """The frame that is asked for, or '', and the path in it: /~phone/about/ is /about/ on a telephone."""
    name, _slash, rest = path.removeprefix("/~").partition("/")
    return (name, f"/{rest}") if path.startswith("/~") and name in banner.FRAMES else ("", path)


def framed(request: HttpRequest, link: PreviewLink, token: str, path: str, frame: str) -> HttpResponse:
    response = render(request, "staging/frame.html", banner.context(link, token, path, frame))
    response.headers["Content-Security-Policy"] = PLAIN_POLICY
    return response


# --- What is staged --------------------------------------------------------------------------------------


def shown(request: HttpRequest, link: PreviewLink, token: str, path: str, get_response: View) -> HttpResponse:
    try:
        answer = answer_for(request, link, path, get_response)
    except CanNotBePlacedError:
        return refuse(request, "not_now", 409)
    except BusyError:
        return busy(request)
    if answer.status == 404 and path == link.path != answer.path and answer.path:
        answer = replace(answer, status=302, headers={"Location": tokens.prefix_of(answer.token) + answer.path})
    if answer.is_html and request.method == "GET" and not links.is_fetched_ahead(request):
        links.count(link)
        looks.note(link, path)
    return dressed(request, answer, link, token, path)


def answer_for(request: HttpRequest, link: PreviewLink, path: str, get_response: View) -> Answer:
    """A kept one, or one from a rehearsal. Several who wait for the same get the first one's."""
    place, state = place_of(request, link, path), state_of(link)
    kept = answers.load(place)
    if kept and (kept.shows(state) or (kept.will_do and turns.is_crowded())):
        return kept.answer
    try:
        with turns.turn(link.pk) as waited:
            if waited:
                kept, state = answers.load(place), state_of(link)
            if kept and kept.shows(state):
                return kept.answer
            answer = rehearsed(request, link, path, get_response)
            answers.keep(place, state, answer)
            return answer
    except BusyError:
        if kept and kept.will_do:
            return kept.answer
        raise


def place_of(request: HttpRequest, link: PreviewLink, path: str) -> str:
    """An address in what the link shows; the same for all links that show the same."""
    shows = (link.shows, str(link.page_id), str(link.version_id), str(link.moment), str(link.release_id), str(link.path))
    query = request.META.get("QUERY_STRING", "")
    return answers.name_of(*shows, request.scheme, request.get_host(), path, query, inner.wanted_type(request))


def state_of(link: PreviewLink) -> str:
    return answers.name_of(fingerprints.of_link(link), answers.public_generation())


def rehearsed(request: HttpRequest, link: PreviewLink, path: str, get_response: View) -> Answer:
    made_of, staged = fingerprints.of_link(link), links.staged_by(link)
    token = tokens.neutral()

    def act(placed: Placed) -> Answer:
        answer = inner.answer(inner.make_request(request, token, path), token, get_response)
        return replace(answer, path=links.path_in(placed, link.page_id) if link.page_id else "", made_of=made_of)

    searched = inner.is_search(path)
    if link.shows == PreviewLink.Shows.MOMENT:
        return moment.rehearse_what_can_be(staged, act, searched=searched)[0]
    return rehearse(staged, act, searched=searched)


def dressed(request: HttpRequest, answer: Answer, link: PreviewLink, token: str, path: str) -> HttpResponse:
    """The answer for this viewer: with the link's own token and the banner, which a frame has around it already."""
    body = answer.body_for(token)
    if answer.is_html and request.META.get("HTTP_SEC_FETCH_DEST") == "iframe":
        body = banner.insert_in_frame(body, link, token, path)
    elif answer.is_html:
        body = banner.insert(body, link, token, path, answer.made_of)
    return HttpResponse(body, status=answer.status, headers=answer.headers_for(token))
