"""Runs child processes until it is told to stop: starts again what dies, and leaves nothing behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

TICK = 0.2  # seconds between two looks
GRACE = 15  # seconds for an editor's save or a running task to end before it is killed
START = 60  # seconds within which everything must be ready
LONGEST_PAUSE = 30  # seconds between two starts of a child that keeps dying
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class StartError(Exception):
    """What was started can't run; the message says what happened."""


def die_with_parent() -> None:
    """Linux: the child is told to end even when the supervisor was killed and can tell nobody anything."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """A program that should always run: a name for messages, and its command line."""

    name: str
    command: list[str]
    pause: float = 0  # seconds before the next start
    due: float = 0  # time.monotonic() of the next start
    started: float = 0
    process: subprocess.Popen | None = field(default=None, repr=False)

    def start(self) -> None:
        # A session of its own: Ctrl-C and the terminal's hang-up reach the supervisor only, which ends the children.
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        self.started = time.monotonic()

    def died(self) -> int | None:
        """The exit code of the process when it has just been found dead; its next start is then planned."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.kill()
        now = time.monotonic()
        lived_well = now - self.started > 2 * LONGEST_PAUSE
        self.pause = 1 if lived_well else min(max(1, self.pause * 2), LONGEST_PAUSE)
        self.due = now + self.pause
        return code

    def terminate(self) -> None:
        if self.process:
            self.process.terminate()

    def kill(self) -> None:
        """End the process and whatever it has started (its session's group)."""
        if self.process:
            with suppress(ProcessLookupError):  # all gone already
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


class Supervisor:
    """run() starts the children and returns after SIGINT, SIGTERM or SIGHUP, when all of them have ended.

    `ready` is asked until it says True, then `announce` is called once. StartError when a child dies before that.
    """

    def __init__(self, children: list[Child], say: Callable[[str], None]):
        self.children = children
        self.say = say
        self.signals: list[int] = []
        self.in_terminal = os.isatty(0)

    def run(self, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._note_signal)
        try:
            for child in self.children:
                child.start()
            if self._wait_until(ready):
                announce()
            while not self._should_end():
                self._revive()
                time.sleep(TICK)
        finally:
            self._end()

    def _note_signal(self, number: int, frame: object) -> None:
        self.signals.append(number)

    def _should_end(self) -> bool:
        """A closed terminal is looked for as well: with `ssh -t host make run`, make alone is told, and keeps it."""
        return bool(self.signals) or (self.in_terminal and not os.isatty(0))

    def _wait_until(self, ready: Callable[[], bool]) -> bool:
        """False when the end came first."""
        deadline = time.monotonic() + START
        while not self._should_end():
            for child in self.children:
                if (code := child.died()) is not None:
                    raise StartError(f"The {child.name} ended ({code}) before the site answered: see above.")
            if ready():
                return True
            if time.monotonic() > deadline:
                raise StartError(f"The site did not answer within {START} s: see above.")
            time.sleep(TICK)
        return False

    def _revive(self) -> None:
        for child in self.children:
            if (code := child.died()) is not None:
                self.say(f"The {child.name} ended ({code}); it starts again in {child.pause:.0f} s.")
            if child.process is None and time.monotonic() >= child.due:
                child.start()

    def _end(self) -> None:
        """All at once, politely; after GRACE seconds, or at a second Ctrl-C, by force."""
        with suppress(OSError):  # the terminal may be gone
            self.say("Ending …")
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and self.signals.count(signal.SIGINT) < 2:
            if all(child.process is None or child.process.poll() is not None for child in self.children):
                break
            time.sleep(TICK / 4)
        for child in self.children:
            child.kill()
