"""Rendered answers, kept for a while so that reading on takes no lock: files that all server processes of a machine share.

They are rendered under a prefix of nobody's, without a banner; whose link it is comes in when it is served. The prefix is random,
so that nobody can write it into a page and have a viewer's own token put there.
"""

import fcntl
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.db import connection

from page_cache import generation

from .placing import BusyError

KEPT = 120  # seconds: what nobody tells the generation is over by then
MOST_FILES = 400
MOST_BYTES = 64 * 1024 * 1024
LARGEST = 5 * 1024 * 1024
KEPT_STATUS = {200, 301, 302, 404, 410}
WILL_DO = 5  # seconds: what was right a moment ago is shown rather than letting several viewers keep the site busy
CROWD_LASTS = 10  # seconds
PATIENCE = 1.0  # seconds that a viewer waits for others' rehearsals
# How long the next rehearsal waits on SQLite, in lengths of the last one: nobody can write during one, so editors write then.
PAUSE = 2.5
LONGEST_PAUSE = 0.5  # seconds
TEXT = re.compile(r"text/|application/(?:json|javascript|xml)|[a-z]+/[^;]+\+(?:json|xml)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What a view answered during a rehearsal. `token` stands for the link's in `body` and `headers`.

    `path`: where the link's page is then.
    """

    status: int
    headers: dict[str, str]
    token: str
    body: bytes
    path: str = ""

    @property
    def is_text(self) -> bool:
        return bool(TEXT.match(self.headers.get("Content-Type", "")))

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    def body_for(self, token: str) -> bytes:
        return self.body.replace(self.token.encode(), token.encode()) if self.is_text else self.body

    def headers_for(self, token: str) -> dict[str, str]:
        return {name: value.replace(self.token, token) for name, value in self.headers.items()}


def public_generation() -> str:
    """A name that changes with every public change."""
    return generation.stored()


def name_of(*facts: str) -> str:
    """A file's name, or the name of a state, that does not tell what it stands for."""
    return hashlib.sha256("\0".join([settings.SECRET_KEY, *facts]).encode()).hexdigest()


def folder() -> Path:
    """Nobody but the site's own user may look into it."""
    path = Path(settings.PREVIEWS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@dataclass(frozen=True)
class Kept:
    """An answer and the state of site and drafts that it was made of. `age` in seconds."""

    answer: Answer
    state: str
    age: float

    def shows(self, state: str) -> bool:
        return self.state == state and self.age < KEPT

    @property
    def will_do(self) -> bool:
        """While several ask, or a newer one is being made for somebody else."""
        return self.age < WILL_DO


def load(place: str) -> Kept | None:
    """What is kept for an address of a preview, in whichever state it was made."""
    path = folder() / place
    try:
        age = time.time() - path.stat().st_mtime
        facts, _line, body = path.read_bytes().partition(b"\n")
        facts = json.loads(facts)
        return Kept(state=facts.pop("state"), answer=Answer(body=body, **facts), age=age)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(place: str, state: str, answer: Answer) -> None:
    """The whole file or none. A full disk costs time, not the answer."""
    if answer.status not in KEPT_STATUS or len(answer.body) > LARGEST:
        return
    facts = asdict(answer) | {"state": state}
    body = facts.pop("body")
    with suppress(OSError):
        make_room()
        descriptor, draft = tempfile.mkstemp(dir=folder(), prefix=".draft-")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines([json.dumps(facts).encode(), b"\n", body])
            Path(draft).replace(folder() / place)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise


def make_room() -> None:
    """Remove what is too old, and the oldest beyond the limits."""
    found = []
    for path in folder().iterdir():
        with suppress(OSError):
            status = path.stat()
            found.append((status.st_mtime, status.st_size, path))
    room, number, now = MOST_BYTES, 0, time.time()
    for changed, size, path in sorted(found, reverse=True):
        if path.name in {GATE, QUEUE, CROWD}:
            continue
        room, number = room - size, number + 1
        if now - changed > KEPT or room < 0 or number >= MOST_FILES:
            path.unlink(missing_ok=True)


# --- One rehearsal at a time ------------------------------------------------------------------------

# Files: to be locked (in the first stands before when no rehearsal may begin), and one that was changed when many last came.
GATE, QUEUE, CROWD = "gate", "queue", "crowd"


@contextmanager
def gate() -> Iterator[None]:
    """Only one rehearsal at a time on this machine, and on SQLite a pause after each. Raises BusyError.

    One more may wait, for a moment. A server process that waits serves nobody else, and editors come first. The locks go
    with the process that holds them, however it ends.
    """
    with opened(GATE) as file:
        if not is_locked(file):
            wait_in_line(file)
        wait_for_writers(file)
        began = time.time()
        try:
            yield
        finally:
            note_pause(file, time.time() - began)


def opened(name: str) -> TextIO:
    return os.fdopen(os.open(folder() / name, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def is_locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_in_line(file: TextIO) -> None:
    give_up = time.monotonic() + PATIENCE
    with opened(QUEUE) as queue:
        if not is_locked(queue):
            note_crowd()
            give_up = 0
        while time.monotonic() < give_up:
            if is_locked(file):
                return
            time.sleep(0.005)
    raise BusyError("Other previews are being made.")


def note_crowd() -> None:
    with suppress(OSError):
        (folder() / CROWD).touch(mode=0o600)


def is_crowded() -> bool:
    """Whether there were three at once lately: more than a browser that loads one page."""
    with suppress(OSError):
        return time.time() - (folder() / CROWD).stat().st_mtime < CROWD_LASTS
    return False


def wait_for_writers(file: TextIO) -> None:
    if connection.vendor != "sqlite":
        return
    with suppress(ValueError):
        pause = float(file.read() or 0) - time.time()
        if pause > 0 and is_crowded():  # then waiting would be all that the server's processes do
            raise BusyError("Editors come first.")
        time.sleep(min(max(pause, 0), LONGEST_PAUSE))


def note_pause(file: TextIO, took: float) -> None:
    if connection.vendor == "sqlite":
        file.seek(0)
        file.truncate()
        file.write(str(time.time() + min(PAUSE * took, LONGEST_PAUSE)))
        file.flush()
