"""One rehearsal at a time on a machine, one viewer waits for it, and no link keeps another one out.

Files in the folder of the kept answers: server processes share nothing else that is free of the database. Locks go with the
process that holds them, however it ends.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import connection

from .placing import BusyError

# To be locked: by who rehearses, by who waits. Changed when many last came.
GATE, LINE, CROWD = FILES = ("gate", "line", "crowd")
TURNED_AWAY = "turned-away-"  # and the link: a byte for each time, since its last turn
CROWD_LASTS = 10  # seconds
# A server process that waits serves nobody else, and what it has accepted already waits with it: editors, too.
PATIENCE = 0.3  # seconds that a viewer waits for another one
SETTLES = 0.02  # seconds that who only looks whether the gate is free may stand in the line
POLL = 0.005  # seconds
COMES_AGAIN = 5  # seconds within which somebody who was turned away comes again: their page does so by itself
REST = 0.05  # seconds after a rehearsal in which the same link begins no other one while another link waits
TWICE = 2  # who was turned away so often finds the gate free the next time
LONGEST_TURN = 15  # seconds: who is still at it by then has died
# How long the next rehearsal waits, in lengths of the last one. On SQLite nobody can write during one, so editors write then.
PAUSE = {"sqlite": 2.5}
LONGEST_PAUSE = 0.5  # seconds


def folder() -> Path:
    """Nobody but the site's own user may look into it."""
    path = Path(settings.PREVIEWS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextmanager
def turn(link: object) -> Iterator[bool]:
    """The only rehearsal on this machine, on SQLite with a pause after each. Tells whether it had to wait. Raises BusyError.

    A link that was turned away goes before another one's second: else who asks without pause would keep all others out. It is
    waited for only when that happened twice: meanwhile nobody rehearses.
    """
    with opened(GATE) as file:
        if must_let_others(file, link):
            note_crowd()
            raise BusyError("Others come first.")
        try:
            with line():
                waited = wait_for(file)
        except BusyError:
            note_turned_away(link)
            raise
        (folder() / f"{TURNED_AWAY}{link}").unlink(missing_ok=True)
        began = time.time()
        note(file, link, began, began + LONGEST_TURN)
        try:
            yield waited
        finally:
            ended = time.time()
            pause = min(PAUSE.get(connection.vendor, 0) * (ended - began), LONGEST_PAUSE)
            note(file, link, ended + pause, ended + pause + REST)


def opened(name: str) -> TextIO:
    return os.fdopen(os.open(folder() / name, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def is_locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# --- Waiting ----------------------------------------------------------------------------------------


@contextmanager
def line() -> Iterator[None]:
    """The place of the one who is next. Raises BusyError when somebody stands there."""
    with opened(LINE) as file:
        give_up = time.monotonic() + SETTLES
        while not is_locked(file):
            if time.monotonic() > give_up:
                note_crowd()
                raise BusyError("Others wait already.")
            time.sleep(POLL)
        yield


def wait_for(gate: TextIO) -> bool:
    """Until nobody rehearses and editors had their time. Whether that took any."""
    give_up, waited = time.monotonic() + PATIENCE, False
    while not is_locked(gate):
        if time.monotonic() > give_up:
            raise BusyError("Other previews are being made.")
        waited = True
        time.sleep(POLL)
    pause = min(last(gate)["next"] - time.time(), LONGEST_PAUSE)
    if pause > 0:
        if is_crowded():  # then waiting would be all that the server's processes do
            raise BusyError("Editors come first.")
        time.sleep(pause)
    return waited or pause > 0


def note_crowd() -> None:
    with suppress(OSError):
        (folder() / CROWD).touch(mode=0o600)


def is_crowded() -> bool:
    """Whether there were three at once lately: more than a browser that loads one page."""
    return age_of(folder() / CROWD) < CROWD_LASTS


def age_of(path: Path) -> float:
    """In seconds."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return float("inf")


# --- Whose turn it was ------------------------------------------------------------------------------


def must_let_others(gate: TextIO, link: object) -> bool:
    """Whether this link has the turn, or just had it, while another one waits for its first."""
    before, mine = last(gate), f"{TURNED_AWAY}{link}"
    if before["link"] != str(link):
        return False
    waiting = [path for path in folder().glob(f"{TURNED_AWAY}*") if path.name != mine and age_of(path) < COMES_AGAIN]
    if time.time() > before["rests"]:
        waiting = [path for path in waiting if size_of(path) >= TWICE]
    return bool(waiting)


def note_turned_away(link: object) -> None:
    with suppress(OSError), (folder() / f"{TURNED_AWAY}{link}").open("ab") as file:
        file.write(b".")


def size_of(path: Path) -> int:
    """In bytes."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def last(gate: TextIO) -> dict:
    """The last rehearsal: its link, when the next one may begin, and until when that may be none of the same link."""
    gate.seek(0)
    try:
        found = json.loads(gate.read())
        return {"link": found["link"], "next": float(found["next"]), "rests": float(found["rests"])}
    except (ValueError, TypeError, KeyError):  # nobody was here yet, or somebody writes it just now
        return {"link": "", "next": 0.0, "rests": 0.0}


def note(gate: TextIO, link: object, next_at: float, rests: float) -> None:
    gate.seek(0)
    gate.truncate()
    gate.write(json.dumps({"link": str(link), "next": next_at, "rests": rests}))
    gate.flush()
