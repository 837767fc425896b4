"""The loop that makes the rounds: `manage.py run_schedule`.

A process of its own, and not a task that enqueues itself anew: a task waits for those before it (an author's new name takes
seconds), leaves a row for each round, and is lost with the worker that had taken it.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from . import answers, heartbeat, schedule

logger = logging.getLogger(__name__)

STEP = 2.0  # seconds between two looks, at most: what is planned meanwhile is seen then
BEAT = timedelta(seconds=10)
SOON = 0.5  # seconds until what somebody else held is tried again
TROUBLE = 5.0  # seconds until the database is asked again
TIDY = timedelta(days=1)
KEPT_TASKS = 7  # days that a finished task can be looked up


@dataclass
class Rounds:
    """run() looks what is due until `stop` is set, and outlives every error."""

    stop: Event = field(default_factory=Event)
    told: tuple[datetime, datetime | None] | None = None  # the last heartbeat: when, and what was next
    in_trouble: bool = False

    def run(self) -> None:
        while not self.stop.is_set():
            self.stop.wait(self.look())
        connections.close_all()

    def look(self) -> float:
        """Do what is due now. Seconds until the next look."""
        try:
            close_old_connections()
            pause = self._look()
        except (DatabaseError, InterfaceError) as error:
            connections.close_all()
            if not self.in_trouble:
                logger.error("The schedule waits for the database: %s", error)
            self.in_trouble = True
            return TROUBLE
        except Exception:
            logger.exception("The schedule could not make its round")
            return TROUBLE
        self.in_trouble = False
        return pause

    def _look(self) -> float:
        due = schedule.next_due()
        if due and due <= timezone.now():
            made = schedule.make_round()
            due = schedule.next_due()
            self._beat(due)
            if made.done or made.failed or not made.left:
                return 0
            return SOON
        self._beat(due)
        return min(STEP, (due - timezone.now()).total_seconds()) if due else STEP

    def _beat(self, due: datetime | None) -> None:
        now = timezone.now()
        if self.told and now - self.told[0] < BEAT and due == self.told[1]:
            return
        heartbeat.beat(due)
        self.told = now, due
        schedule.forget_what_is_over()
        answers.make_room()  # nobody may open a preview again, and what it showed is no longer kept
        if heartbeat.claim_tidying(TIDY):
            tidy()


def tidy() -> None:
    """Once a day: rows of finished tasks."""
    try:
        call_command("prune_db_task_results", queue_name="*", min_age_days=KEPT_TASKS, verbosity=0)
    except Exception:
        logger.exception("Finished tasks could not be removed")
