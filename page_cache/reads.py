"""Which addresses are read most: counted in each server process, written down now and then, for warming.py.

With nginx in front only the first reader of a page after each purge is counted here. That still tells often read pages
from the others.
"""

import json
import os
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from . import entries, folders
from .requests import Key

PAUSE = 5  # seconds between two writings
MOST = 500  # addresses a process remembers
LIFE = 24 * 3600  # seconds after which the file of a process that is gone means nothing


class Reads:
    def __init__(self):
        self.counts: Counter[Key] = Counter()
        self.due = time.monotonic() + PAUSE

    def count(self, key: Key) -> None:
        self.counts[key] += 1

    def write_down(self) -> None:
        """Every PAUSE seconds, from the ticker's thread: what was read long ago counts less and less."""
        if time.monotonic() < self.due:
            return
        self.due = time.monotonic() + PAUSE
        most = self.counts.copy().most_common(MOST)
        self.counts = Counter({key: count * 0.9 for key, count in most if count > 1 / 2})
        if most:
            folder = folders.root() / "reads"
            folder.mkdir(exist_ok=True)
            entries.write(folder / str(os.getpid()), [json.dumps([[*key, count] for key, count in most]).encode()])


def most_read(number: int) -> list[Key]:
    """Of all processes of this machine; the most read first."""
    counts: Counter[Key] = Counter()
    for path in [*folder.iterdir()] if (folder := folders.root() / "reads").is_dir() else []:
        with suppress(OSError, ValueError):
            if time.time() - path.stat().st_mtime > LIFE:
                path.unlink()
            for *key, count in json.loads(Path(path).read_bytes()):
                counts[Key(*key)] += count
    return [key for key, _count in counts.most_common(number)]
