"""Stands before Django's application, which reads a request's Content-Type before any middleware.

A charset that is none, or a parameter in one, would be an error of the server on any address.
"""

from collections.abc import Callable, Iterable
from email.utils import quote

from django.utils.http import parse_header_parameters

Application = Callable[[dict, Callable], Iterable[bytes]]
ANY_BYTES = bytes(range(256))


def with_readable_content_type(application: Application) -> Application:
    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        if content_type := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = readable(content_type)
        return application(environ, start_response)

    return answer


def readable(content_type: str) -> str:
    """The same without a charset that no text is written in, and without all parameters where they can't be read."""
    try:
        kind, parameters = parse_header_parameters(content_type)
    except ValueError:
        return content_type.partition(";")[0]
    if "charset" not in parameters or is_of_text(parameters["charset"]):
        return content_type
    return f'{kind}; boundary="{quote(parameters["boundary"])}"' if "boundary" in parameters else kind


def is_of_text(charset: str) -> bool:
    """Whether Python decodes with it whatever comes: not so with hex, punycode, undefined …"""
    try:
        ANY_BYTES.decode(charset, "replace")
    except (LookupError, ValueError):
        return False
    return True
