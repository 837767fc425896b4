"""Cache keys for what was made of published content: the next generation does not find them.

For CACHES in the settings: `"KEY_FUNCTION": "page_cache.keys.by_generation"`.
"""

import time
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings

from . import folders

# The generation in which the answering of this request began: what it read may be older than what is current by now.
# A name of its own where nothing may be kept. Set by middleware.py.
rendering: ContextVar[str] = ContextVar("rendering")


def by_generation(key: str, prefix: str, version: int) -> str:
    """Outside of a request nothing is found again."""
    return f"{prefix}:{version}:{rendering.get(None) or uuid4().hex}:{key}"


def current_name() -> str:
    """'' before there is a generation."""
    try:
        return str((folders.root() / "current").readlink())
    except OSError:
        return ""


def is_trusted(name: str) -> bool:
    """Whether somebody has compared this generation with the database of late: by nginx's rule, the slot of the time."""
    slot = folders.root() / "slots" / str(int(time.time()) // folders.SLOT)
    try:
        return settings.PAGE_CACHE and bool(name) and str(slot.readlink()) == f"../{name}"
    except OSError:
        return False
