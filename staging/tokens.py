"""Tokens of preview links, and keeping them out of everything that is written down."""

import hashlib
import re
import secrets
import time
from functools import lru_cache

from django.http import HttpRequest

BYTES = 20  # 160 bits
TOKEN = re.compile(rf"[0-9a-f]{{{2 * BYTES}}}", re.ASCII)
PREFIX = "/preview/"
MASKED = f"{PREFIX}***/"
THIS = f"no-link-{'0' * 2 * BYTES}"  # in a query instead of the link's own token
# What servers tell of a request beside the standard: encoded in ways that can't all be searched for the token.
TOLD_TWICE = ("RAW_URI", "REQUEST_URI", "HTTP_REFERER", "HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL", "HTTP_X_FORWARDED_URI")


def new() -> str:
    return secrets.token_hex(BYTES)


def neutral() -> str:
    """Stands for a link's token while an answer is made for all links. Nobody can guess it, and it opens nothing.

    Another one in each process and each minute, not each time: Django compiles an expression for each kind of address below it.
    """
    return made_in(int(time.time() // 60))


@lru_cache(maxsize=1)
def made_in(minute: int) -> str:
    return f"no-link-{secrets.token_hex(BYTES)}"


def hash_of(token: str) -> str:
    """What is stored: nobody gets from it to the token, which is too long to be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def prefix_of(token: str) -> str:
    """The path before every address of this preview, without a slash at its end."""
    return f"{PREFIX}{token}"


def take(request: HttpRequest) -> tuple[str, str]:
    """The token of the request's path ('' for none that could be one) and the path behind it, '' when there is no slash.

    The request does not know them afterwards, so no log, error report or middleware can tell them. Where the token stands in
    the query (oEmbed takes a whole address), the query names this preview without it.
    """
    token, slash, rest = request.path_info.removeprefix(PREFIX).partition("/")
    request.path = request.path_info = request.META["PATH_INFO"] = MASKED
    if TOKEN.fullmatch(token):
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace(token, THIS)
    for name in TOLD_TWICE:
        request.META.pop(name, None)
    return (token if TOKEN.fullmatch(token) else ""), slash + rest
