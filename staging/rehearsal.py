"""Rehearsal: put in place what is staged, let the ordinary views answer, roll everything back.

What acts beside the database during a rehearsal acts on nothing: the caches are private ones that end with it, tasks go nowhere,
callbacks for after the commit go with the roll-back, and a picture's rendition that is missing is made afterwards, outside
(renditions.py).
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections, transaction
from django_tasks import task_backends
from django_tasks.backends.dummy import DummyBackend
from wagtail.signal_handlers import disable_reference_index_auto_update

from history import recording

from . import renditions
from .placing import BusyError, Placed, is_about_locks, put
from .staged import Staged

LOCK_WAIT = 500  # milliseconds that a rehearsal waits for what others hold
LONGEST = 15_000  # milliseconds of one statement, on PostgreSQL
ATTEMPTS = 5  # while pictures are found that have no renditions yet

T = TypeVar("T")


def rehearse(staged: Sequence[Staged], act: Callable[[Placed], T], *, searched: bool = False) -> T:
    """What `act` returns when everything is in place. Nothing of it stays. Raises CanNotBePlacedError and BusyError.

    `searched`: whether it looks into the search index.
    """
    hopeless = set()
    for _attempt in range(ATTEMPTS):
        result, missing = once(staged, act, hopeless, searched)
        if not missing:
            return result
        hopeless |= renditions.make(missing)
    raise BusyError("Pictures are missing again and again.")


def once(
    staged: Sequence[Staged], act: Callable[[Placed], T], hopeless: set[renditions.Wanted], searched: bool
) -> tuple[T, set[renditions.Wanted]]:
    """The result, and the renditions that there were none of."""
    put_off = renditions.put_off(hopeless)
    with busy_when_locked(), short_waits(), private_caches(), no_tasks(), put_off as missing, transaction.atomic():
        try:
            with disable_reference_index_auto_update(), recording.paused():
                placed = put(staged, searched=searched)
            result = act(placed)
        finally:
            transaction.set_rollback(True)
    return result, missing


@contextmanager
def short_waits(milliseconds: int = LOCK_WAIT) -> Iterator[None]:
    """Our transaction waits so long for others' locks, not longer: editors come first."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
        set_waits(f"PRAGMA busy_timeout = {milliseconds}")
        try:
            yield
        finally:
            set_waits(f"PRAGMA busy_timeout = {int(usual * 1000)}")
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            # Compiling a query takes PostgreSQL up to a second where it has no statistics yet, and saves nothing here.
            jit = "SET LOCAL jit = off"
            set_waits(f"SET LOCAL lock_timeout = {milliseconds}; SET LOCAL statement_timeout = {LONGEST}; {jit}")
            yield
    else:
        yield


@contextmanager
def busy_when_locked() -> Iterator[None]:
    """BusyError instead of the database's own error when others hold what is needed."""
    try:
        yield
    except OperationalError as error:
        if is_about_locks(error):
            raise BusyError(str(error)) from error
        raise


@contextmanager
def short_transaction(milliseconds: int) -> Iterator[None]:
    """A transaction that waits so long for others' locks: BusyError then."""
    with busy_when_locked(), short_waits(milliseconds), transaction.atomic():
        yield


def set_waits(statement: str) -> None:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def private_caches() -> Iterator[None]:
    """Every cache of the settings is an empty one, seen by this thread only, until the end."""
    kept = {alias: caches[alias] for alias in caches}
    for alias, cache in kept.items():
        caches[alias] = private_cache(alias, cache.key_func)
    try:
        yield
    finally:
        for alias, cache in kept.items():
            caches[alias].clear()
            caches[alias] = cache


@contextmanager
def no_tasks() -> Iterator[None]:
    """What is enqueued by this thread until the end is never done, whichever way the site's tasks go."""
    kept = {alias: task_backends[alias] for alias in task_backends}
    for alias in kept:
        task_backends[alias] = DummyBackend(alias, {})
    try:
        yield
    finally:
        for alias, backend in kept.items():
            task_backends[alias] = backend


def private_cache(alias: str, key_function: Callable) -> LocMemCache:
    cache = LocMemCache(f"rehearsal-{alias}-{threading.get_ident()}", {"KEY_FUNCTION": key_function})
    cache.clear()
    return cache
