"""A thread of each server process: sees what other machines changed, and keeps the folders in order."""

import logging
import os
import threading
import time

from django.db import DEFAULT_DB_ALIAS, connections

from . import folders
from .reads import Reads

TICK = 0.6  # seconds between two looks: a change of another machine is seen within one
# Seconds for which pages are served while the database does not answer: a restart or a failover. Nobody can publish
# meanwhile, but somebody may on the other side of a broken network.
LONGEST_SILENCE = 120
logger = logging.getLogger(__name__)


class Ticker:
    """is_alive(): whether what `current` shows can be trusted."""

    def __init__(self, reads: Reads):
        self.reads = reads
        self.pid = 0
        self.confirmed = -LONGEST_SILENCE
        self.remover = None
        self.has_trouble = False

    def start(self) -> None:
        self.pid = os.getpid()
        threading.Thread(target=self.run, name="page-cache", daemon=True).start()

    def is_alive(self) -> bool:
        if self.pid not in {0, os.getpid()}:  # this process is a copy of the one that started the thread
            self.start()
        return time.monotonic() - self.confirmed < LONGEST_SILENCE

    def run(self) -> None:
        while True:
            self.tick()
            connections[DEFAULT_DB_ALIAS].close()
            time.sleep(TICK)

    def tick(self) -> None:
        try:
            folders.refresh()
            self.confirmed = time.monotonic()
            self.tidy()
            self.reads.write_down()
            self.has_trouble = False
        except folders.BusyError:
            pass  # another process is at it
        except OSError as error:
            self.confirmed = -LONGEST_SILENCE  # readers might get what is over
            self.complain(error)
        except Exception as error:  # the database's, or any other: the thread goes on, or readers go to Django in the end
            self.complain(error)

    def tidy(self) -> None:
        if self.remover is None or self.remover.poll() is not None:
            paths = folders.set_aside()
            self.remover = folders.remove(paths) if paths else None

    def complain(self, error: Exception) -> None:
        """Once, until it works again."""
        if not self.has_trouble:
            logger.error("Pages can't be kept for readers: %s", error)
        self.has_trouble = True
