"""The generation of the public pages: a name that changes with every change that readers see.

Whatever was made under one name is forgotten under the next: pages, lists, feeds. The rows come from changes.py.
"""

from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone
from wagtail.models import Page

from .models import Generation

# PostgreSQL hands out ids before the commit: a row may appear after rows with higher ids, so the highest alone would
# hide it. The number of rows among the last of them shows it. A thousand changes do not overtake one.
WINDOW = 1000
KEPT = 10 * WINDOW  # rows


def stored() -> str:
    """The name of what the database shows now. One query. Raises DatabaseError."""
    newest = Generation.objects.order_by("-pk").values("pk")[:1]
    recent = Generation.objects.annotate(newest=newest).filter(pk__gt=F("newest") - WINDOW)
    overdue = Count("pk", filter=Q(due__lte=timezone.now()))
    found = recent.aggregate(last=Max("pk"), number=Count("pk"), overdue=overdue)
    return f"{found['last'] or 0}-{found['number']}-{found['overdue']}"


def next_expiry() -> float | None:
    """When the next page expires, in seconds since 1970."""
    pages = Page.objects.filter(live=True, expire_at__gt=timezone.now())
    expiry = pages.aggregate(next=Min("expire_at"))["next"]
    return expiry.timestamp() if expiry else None


def forget_old() -> None:
    """Remove rows that nobody counts any more."""
    last = Generation.objects.aggregate(last=Max("pk"))["last"] or 0
    Generation.objects.filter(pk__lte=last - KEPT).delete()
