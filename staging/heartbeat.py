"""Whether the schedule runs: each scheduler writes one row, and whoever wants to know reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from .models import Heartbeat

ROW = 1
SILENCE = timedelta(seconds=60)  # without a round: then it does not run. A restart takes a few seconds
LATE = timedelta(seconds=60)


@dataclass(frozen=True)
class Pulse:
    """The heartbeat at a moment. `next_due` is what the last round knew."""

    last_round: datetime | None
    next_due: datetime | None

    @property
    def is_running(self) -> bool:
        return bool(self.last_round and timezone.now() - self.last_round < SILENCE)

    @property
    def is_late(self) -> bool:
        return is_late(self.next_due)

    @property
    def is_well(self) -> bool:
        return self.is_running and not self.is_late


def is_late(due: datetime | None) -> bool:
    return bool(due and timezone.now() - due > LATE)


def beat(next_due: datetime | None) -> None:
    """A round was made. One statement: several schedulers write the same row."""
    row = Heartbeat(pk=ROW, last_round=timezone.now(), next_due=next_due)
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["last_round", "next_due"])


def pulse() -> Pulse:
    """One query."""
    row = Heartbeat.objects.filter(pk=ROW).values_list("last_round", "next_due").first()
    return Pulse(*(row or (None, None)))


def claim_tidying(every: timedelta) -> bool:
    """Whether the caller is the one who tidies up now, among all schedulers."""
    now = timezone.now()
    rows = Heartbeat.objects.filter(pk=ROW)
    return bool(rows.filter(tidied_at=None).update(tidied_at=now) or rows.filter(tidied_at__lt=now - every).update(tidied_at=now))
