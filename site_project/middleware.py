"""What stands around every request of the site."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse
from django.middleware.gzip import GZipMiddleware

from .errors import bad_request


class RangeMiddleware:
    """Answers a request for one part of a file with that part, so that a recording can be sought: RFC 9110, section 14.

    Concerns FileResponse only. Several ranges at once, or one that can't be read, get the whole file.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(response, "file_to_stream", None) and response.status_code == 200 and "Content-Length" in response:
            response["Accept-Ranges"] = "bytes"
            if response.get("Content-Encoding") == "None":  # the word, from Wagtail's sendfile
                del response["Content-Encoding"]
            if request.method == "GET" and is_current(request.headers.get("If-Range"), response):
                answer_range(request.headers.get("Range", ""), response)
        return response


def is_current(validator: str | None, response: FileResponse) -> bool:
    """Whether the part that a browser already has belongs to this very file."""
    return validator is None or validator in {response.get("ETag"), response.get("Last-Modified")}


def answer_range(wanted: str, response: FileResponse) -> None:
    match = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", wanted.strip())
    if not match or not any(match.groups()):
        return
    size = int(response["Content-Length"])
    first, last = match[1], match[2]
    if first and last and int(last) < int(first):
        return
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= stop:
        refuse_range(response, size)
        return
    file = response.file_to_stream
    file.seek(start)
    response.streaming_content = parts(file, stop - start, response.block_size)
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response["Content-Length"] = str(stop - start)


def refuse_range(response: FileResponse, size: int) -> None:
    response.streaming_content = iter(())
    response.status_code = 416
    response["Content-Range"] = f"bytes */{size}"
    response["Content-Length"] = "0"


def parts(file: BinaryIO, length: int, block_size: int) -> Iterator[bytes]:
    while length > 0 and (part := file.read(min(block_size, length))):
        length -= len(part)
        yield part


class OversizedFormMiddleware:
    """Answers values nested too deep to be read (JSON in a crafted form) like any other oversized form: 400, not 500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, RecursionError) and request.method == "POST":
            return bad_request(request, exception)
        return None


class PublicPolicyMiddleware:
    """Says what the browser may load, do and keep of a public page, and of an editor's preview: settings.PUBLIC_CSP.

    The admin is left alone. Own lines in place of django-csp: one fixed policy, no nonces, no reports. Django 6 ships it
    (SECURE_CSP): then the first header goes there.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        directives = (" ".join([name, *sources]) for name, sources in settings.PUBLIC_CSP.items())
        self.headers = {
            "Content-Security-Policy": "; ".join(directives),
            "Permissions-Policy": settings.PERMISSIONS_POLICY,
        }

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path_info.startswith("/admin/"):
            for name, value in self.headers.items():
                response.headers.setdefault(name, value)  # a file may have a stricter one
            # Without a word of ours a browser keeps a redirect or a 410 for ever, and a page as long as it likes.
            personal = "Cookie" in response.get("Vary", "")
            response.headers.setdefault("Cache-Control", "private, no-store" if personal else "no-cache")
        return response


TEXT = re.compile(r"text/|application/(json|javascript)|[a-z]+/[^;]+\+(json|xml)", re.IGNORECASE)


class TextCompressionMiddleware(GZipMiddleware):
    """Sends texts compressed: a page is a quarter of its size on the way.

    A file is left as it is: Django's own middleware would take away its length, and with it the parts that one can ask for.
    """

    def process_response(self, request, response):
        if response.streaming or not TEXT.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
