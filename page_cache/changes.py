"""How a change that readers see becomes a new generation: a row in its own transaction, a new folder after it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone

from . import folders, warming
from .models import Generation

CHANGE_TIME = timedelta(seconds=10)  # within which a change that was announced is made, or its process has died
logger = logging.getLogger(__name__)
PATIENCE = 2  # seconds that an editor's request waits for another process that looks at the generation


def purge() -> None:
    """Readers see something new once the transaction of this moment is committed, and nothing if it is not.

    One row a transaction: its callback stands for the row, and both go when the savepoint goes in which they were made.
    """
    callbacks = [callback for _savepoints, callback, _robust in connections[DEFAULT_DB_ALIAS].run_on_commit]
    if after_commit not in callbacks and table_exists():
        Generation.objects.create()
        transaction.on_commit(after_commit, robust=True)


def after_commit() -> None:
    """The fast path: on this machine the next request sees the change. Other machines look by themselves."""
    if not settings.PAGE_CACHE:
        return
    try:
        folders.refresh(PATIENCE)
        warming.want()
    except (OSError, folders.BusyError) as error:
        # What was valid is withdrawn, and each server process looks by itself: ticker.py.
        logger.error("A change could not be passed on at once to readers: %s", error or "another process holds the lock")


def announce() -> int:
    """Write a row ahead of a change that is a transaction by itself; returns its id for done().

    A process that dies between the change and done() has not lost the purge: the row counts again after CHANGE_TIME.
    """
    return Generation.objects.create(due=timezone.now() + CHANGE_TIME).pk if table_exists() else 0


def done(announced: int) -> None:
    Generation.objects.filter(pk=announced).update(due=None)
    purge()


def table_exists() -> bool:
    """False while the database is being made: `migrate` saves public rows before this app has its table."""
    if not _seen:
        connection = connections[DEFAULT_DB_ALIAS]
        if Generation._meta.db_table in connection.introspection.table_names():
            _seen.add(Generation._meta.db_table)
    return bool(_seen)


_seen: set[str] = set()
