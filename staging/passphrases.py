"""Passphrases of links: brought by HTTP Basic, stored hashed, and few may be tried."""

import base64
import binascii

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.views.decorators.debug import sensitive_variables

from . import throttle
from .models import PreviewLink

MOST_GUESSES = 20  # of one link in a while (throttle.py)
LONGEST = 1_000  # characters
_known: dict[str, str] = {}  # which passphrases this process has checked: the real check takes a tenth of a second
MOST_KNOWN = 1_000


class TooManyError(Exception):
    """Nobody may try another one for a while, not even the right one."""


@sensitive_variables()
def opens(link: PreviewLink, request: HttpRequest) -> bool:
    """Whether the request brings the link's passphrase. Raises TooManyError, and BusyError when no attempt can be counted.

    Counted before it is checked, and taken back when it was right: of any number at once, no more than the limit are checked.
    """
    key = throttle.key_of("passphrase", link.pk)
    if throttle.is_over(key, MOST_GUESSES):
        raise TooManyError
    given = given_in(request)
    if not given:
        return False
    name = salted_hmac("staging.passphrase", f"{link.pk}\0{given}", algorithm="sha256").hexdigest()
    if _known.get(name) == link.passphrase:
        return True
    if not throttle.admits(key, MOST_GUESSES):
        raise TooManyError
    if not check_password(given, link.passphrase):
        return False
    throttle.take_back(key)
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[name] = link.passphrase
    return True


@sensitive_variables()
def given_in(request: HttpRequest) -> str:
    """'' for none. The user name does not matter."""
    scheme, _blank, value = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2][:LONGEST]
    except (binascii.Error, ValueError):
        return ""
