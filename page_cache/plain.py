"""The headers that every public page has: from the middleware itself, so that nginx.conf can't say anything else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import path, set_urlconf

from .entries import Headers
from .requests import Key, clean_environ

# nginx knows them itself, or says always (Vary).
OWN = {"content-length", "content-encoding", "etag", "vary"}


def empty_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("", empty_page)]


def comparable(headers: Headers) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in OWN}


def headers_around_pages() -> dict[str, str]:
    """What a page gets that says nothing itself."""
    site = urlsplit(settings.SITE_URL)
    request = WSGIRequest(clean_environ(Key(site.netloc, "/"), site.scheme))
    request.urlconf = __name__
    try:
        return comparable(list(WSGIHandler().get_response(request).items()))
    finally:
        set_urlconf(None)  # the addresses of this thread are the site's again
