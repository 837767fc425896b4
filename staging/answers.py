"""Rendered answers, kept for a while so that reading on takes no lock: files that all server processes of a machine share.

They are rendered under a prefix of nobody's, without a banner; whose link it is comes in when it is served. The prefix is random,
so that nobody can write it into a page and have a viewer's own token put there.
"""

import hashlib
import json
import os
import re
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from page_cache import generation

from . import turns

KEPT = 120  # seconds: what nobody tells the generation is over by then
MOST_FILES = 400
MOST_BYTES = 64 * 1024 * 1024
LARGEST = 5 * 1024 * 1024
KEPT_STATUS = {200, 301, 302, 404, 410}
WILL_DO = 10  # seconds: what was right a moment ago is shown rather than letting several viewers keep the site busy
TEXT = re.compile(r"text/|application/(?:json|javascript|xml)|[a-z]+/[^;]+\+(?:json|xml)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What a view answered during a rehearsal. `token` stands for the link's in `body` and `headers`.

    `path`: where the link's page is then. `made_of`: fingerprints.of_link before it was made.
    """

    status: int
    headers: dict[str, str]
    token: str
    body: bytes
    path: str = ""
    made_of: str = ""

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
    path = turns.folder() / place
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
        descriptor, draft = tempfile.mkstemp(dir=turns.folder(), prefix=".draft-")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines([json.dumps(facts).encode(), b"\n", body])
            Path(draft).replace(turns.folder() / place)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise


def make_room() -> None:
    """Remove what is too old, and the oldest beyond the limits."""
    found = []
    for path in turns.folder().iterdir():
        with suppress(OSError):
            status = path.stat()
            found.append((status.st_mtime, status.st_size, path))
    room, number, now = MOST_BYTES, 0, time.time()
    for changed, size, path in sorted(found, reverse=True):
        if path.name in turns.FILES:
            continue
        room, number = room - size, number + 1
        if now - changed > KEPT or room < 0 or number >= MOST_FILES:
            path.unlink(missing_ok=True)
