"""A process of its own for an act, as the site's servers and commands have, to be killed in the middle of it."""

import os
import signal
import time
from collections.abc import Callable

from django.db import connection, connections


def fork(act: Callable[[], None]) -> int:
    """The number of a process that does it, with nothing of this one's database connections; it fails where the act does."""
    connections.close_all()
    getattr(connection, "close_pool", lambda: None)()
    child = os.fork()
    if not child:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    return child


def failed(child: int) -> bool:
    """Once it has ended."""
    _pid, status = os.waitpid(child, 0)
    return status != 0


def in_child(act: Callable[[], None], kill_after: float | None = None) -> float:
    """Seconds from the start of the act in a process of its own to its end, or to its death so many seconds later."""
    read, write = os.pipe()

    def start_and_act() -> None:
        connection.ensure_connection()
        os.write(write, b"1")  # the clock starts here
        act()

    child = fork(start_and_act)
    os.close(write)
    os.read(read, 1)
    begun = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    has_failed = failed(child)
    took = time.monotonic() - begun
    os.close(read)
    assert kill_after is not None or not has_failed, "it failed"
    return took


def at_once(acts: list[Callable[[], None]]) -> int:
    """How many of them fail when all run at once, each in its process."""
    return sum(map(failed, [fork(act) for act in acts]))
