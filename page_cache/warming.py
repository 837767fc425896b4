"""After a purge the most read pages are rendered before somebody asks, by the worker."""

import time
from contextlib import suppress

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import task

from . import folders
from .generation import forget_old
from .reads import most_read

PAGES = 30
LOST = 60  # seconds after which a task that was asked for is not believed in any more


def want() -> None:
    """Ask for it once, however many changes come in a row."""
    path = folders.root() / "warming-wanted"
    with suppress(OSError):
        if path.exists() and time.time() - path.stat().st_mtime < LOST:
            return
        path.touch()
        warm.enqueue()


@task()
def warm() -> None:
    """Keep the most read pages in the current folder of this machine, whichever that is by then."""
    with suppress(OSError):
        (folders.root() / "warming-wanted").unlink(missing_ok=True)
    if settings.PAGE_CACHE:
        import_string(settings.WSGI_APPLICATION).warm(most_read(PAGES))
    forget_old()
