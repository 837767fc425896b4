"""Counts what somebody tries and gets wrong, in the database: server processes share nothing else.

A row holds a keyed hash and a number, and goes after a while. What has reached its limit writes nothing any more.
"""

from contextlib import suppress
from datetime import timedelta
from ipaddress import IPv6Network, ip_address

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Attempts
from .rehearsal import short_transaction, short_waits

WHILE = timedelta(minutes=15)
COUNTING = 500  # milliseconds that an attempt may wait for being counted
MOST_ROWS = 10_000  # beyond, nobody else is counted: the table must not grow with the number of attackers


def key_of(kind: str, what: object) -> str:
    """A name for what is counted that does not tell it."""
    return salted_hmac(f"staging.throttle.{kind}", str(what), algorithm="sha256").hexdigest()


def is_over(key: str, limit: int) -> bool:
    return Attempts.objects.filter(key=key, since__gt=timezone.now() - WHILE, count__gte=limit).exists()


def admits(key: str, limit: int) -> bool:
    """Whether one more may be tried, which is counted with the question: of many who ask at once, the limit gets a yes.

    Also when the table is full: for keys that an attacker can't multiply. Raises BusyError when it can't be counted.
    """
    now = timezone.now()
    with short_transaction(COUNTING):
        Attempts.objects.filter(key=key, since__lte=now - WHILE).delete()
        Attempts.objects.bulk_create([Attempts(key=key, since=now)], ignore_conflicts=True)
        return bool(Attempts.objects.filter(key=key, count__lt=limit).update(count=F("count") + 1))


def take_back(key: str) -> None:
    """What was admitted was no mistake."""
    with suppress(DatabaseError), short_waits(COUNTING), transaction.atomic():
        Attempts.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def count(key: str) -> None:
    """One more. Where the database is busy, the attempt goes uncounted rather than holding up editors."""
    now = timezone.now()
    try:
        with transaction.atomic():
            if Attempts.objects.filter(key=key, since__gt=now - WHILE).update(count=F("count") + 1):
                return
            Attempts.objects.filter(since__lte=now - WHILE).delete()
            if Attempts.objects.count() < MOST_ROWS:
                row = Attempts(key=key, since=now, count=1)
                Attempts.objects.bulk_create([row], ignore_conflicts=True)
    except DatabaseError:
        pass


def address_of(request: HttpRequest) -> str:
    """Whose request it is: behind a proxy on this machine or network, whom the proxy names last."""
    address = request.META.get("REMOTE_ADDR", "")
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return owned(named if named and settings.HTTPS else address)


def owned(address: str) -> str:
    """Of IPv6 the network: whoever has one address there has 2^64 of them. Unchanged where it is no address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4 or parsed.ipv4_mapped:
        return str(getattr(parsed, "ipv4_mapped", None) or parsed)
    return str(IPv6Network((parsed, 64), strict=False))
