"""The folders of this machine: one for each generation, and links to the one that readers get.

    current                   -> generations/<generation>.<not after>.<random>
    slots/<hundreds of seconds> -> the same, for nginx: it reads no database, but knows the time
    generations/…/<host>/<path>/  the files of an address: entries.py
    old/                      what is being removed

`current` is valid until its `not after`, and a slot for its hundred seconds: when everything that renews them is dead,
readers get pages from Django.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from . import generation

SLOT = 100  # seconds; nginx cuts the last two digits off
LONGEST_LIFE = 24 * 3600  # seconds: what nobody noticed is over by then
LEAST_SPACE = 256 * 1024 * 1024  # bytes that the cache leaves free: the database may stand on the same disk


@dataclass(frozen=True, slots=True)
class Folder:
    """A generation on this disk. `not_after` in seconds since 1970."""

    path: str
    generation: str
    not_after: int

    def remove_if_empty(self) -> None:
        """A script that saves a thousand pages would else leave a thousand folders."""
        with suppress(OSError):
            Path(self.path).rmdir()


class BusyError(Exception):
    """Another process looks at the generation."""


def root() -> Path:
    return settings.PAGE_CACHE_DIR


# --- What readers get --------------------------------------------------------


def current() -> Folder | None:
    """The folder that is valid now: microseconds. None when there is none."""
    here = str(root())
    try:
        folder = parse(here, os.readlink(f"{here}/current"))  # noqa: PTH115 - at every request
    except (OSError, ValueError):
        return None
    return folder if time.time() < folder.not_after else None


@lru_cache(maxsize=8)
def parse(here: str, target: str) -> Folder:
    name, not_after, _random = target.removeprefix("generations/").split(".")
    return Folder(f"{here}/{target}", name, int(not_after))


# --- Keeping up with the database ----------------------------------------------


def refresh(patience: float = 0) -> None:
    """Let readers of this machine get the generation that the database has now.

    Asked and changed under one lock, so that no process sets the links back to what it had read before. Raises BusyError
    after `patience` seconds, DatabaseError, and OSError; then nothing old is left for readers as far as the disk allows.
    """
    for folder in (root(), root() / "generations", root() / "slots", root() / "old"):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with locked(root() / "lock", patience):
        name, folder, before = generation.stored(), current(), None
        try:
            if folder is None or folder.generation != name:
                before, folder = folder, begin(name)
            link_slots(folder)
            if before:
                before.remove_if_empty()
        except OSError:
            withdraw()
            raise


def begin(name: str) -> Folder:
    """An empty folder, never one that was there: a database that was restored may repeat a name."""
    end = min(time.time() + LONGEST_LIFE, generation.next_expiry() or float("inf"))
    path = tempfile.mkdtemp(prefix=f"{name}.{int(end)}.", dir=root() / "generations")
    Path(path).chmod(0o755)  # nginx reads it
    target = os.path.relpath(path, root())
    link(root() / "current", target)
    return parse(str(root()), target)


def link_slots(folder: Folder) -> None:
    """For this slot and the next, those of them that end before the folder does."""
    slots, now = root() / "slots", int(time.time()) // SLOT
    valid = {str(slot) for slot in (now, now + 1) if (slot + 1) * SLOT <= folder.not_after}
    target = os.path.relpath(folder.path, slots)
    for slot in valid:
        path = slots / slot
        if not path.is_symlink() or str(path.readlink()) != target:
            link(path, target)
    for path in slots.iterdir():
        if path.name not in valid:
            path.unlink()


def link(path: Path, target: str) -> None:
    """Make or change a link in one step."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    draft.replace(path)


def withdraw() -> None:
    """Take away what readers might get: a full disk still lets files go."""
    for path in (root() / "current", *(root() / "slots").iterdir()):
        with suppress(OSError):
            path.unlink()


@contextmanager
def locked(path: Path, patience: float = 0) -> Iterator[None]:
    """Only one process at a time, and none that died. Raises BusyError."""
    give_up = time.monotonic() + patience
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= give_up:
                    raise BusyError from None
                time.sleep(0.005)
        yield


# --- The disk ----------------------------------------------------------------


def set_aside() -> list[Path]:
    """Take generations that are over out of everybody's way; returns what is to be removed."""
    old = root() / "old"
    with locked(root() / "lock"):
        kept = (root() / "current").readlink().name
        for path in (root() / "generations").iterdir():
            if path.name != kept:
                path.rename(old / path.name)
    return [*old.iterdir()]


def remove(paths: list[Path]) -> subprocess.Popen:
    """In a process of its own, behind everything else: deleting 60,000 files in Python would slow readers."""
    return subprocess.Popen(["nice", "-n", "19", "rm", "-rf", "--", *paths], start_new_session=True)


def has_space() -> bool:
    disk = os.statvfs(root())
    return disk.f_bavail * disk.f_frsize > LEAST_SPACE


def complaint() -> str:
    """Why pages can't be kept, for people; '' when they can."""
    try:
        root().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root()) as file:
            file.write(b"\0")
        if not has_space():
            free, least = (size // 1024**2 for size in (shutil.disk_usage(root()).free, LEAST_SPACE))
            return _("The disk is almost full: %(free)d MB are left, and %(least)d MB stay free.") % {
                "free": free,
                "least": least,
            }
    except OSError as error:
        return _("The folder %(folder)s can't be written (%(reason)s).") % {"folder": root(), "reason": error.strerror}
    return ""
