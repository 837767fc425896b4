"""/readyz: for whatever watches the site. Needs no login, tells nothing of the content, is never kept."""

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import heartbeat
from .models import Failure


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503: then this server can serve nobody.

    A schedule that stands still is no reason to take servers away from readers: it is told in `scheduler.ok`, which means
    that it runs and is not late. `failing`: how many planned things wait for another attempt. Times are in UTC.
    """
    try:
        pulse, failing = heartbeat.pulse(), Failure.objects.count()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"database": {"ok": False}, "scheduler": {"ok": False}}, status=503)
    scheduler = {
        "ok": pulse.is_well,
        "last_round": pulse.last_round,
        "next_due": pulse.next_due,
        "failing": failing,
    }
    return JsonResponse({"database": {"ok": True}, "scheduler": scheduler})
