"""Cache keys for what was made of published content: the next generation does not find them.

For CACHES in the settings: `"KEY_FUNCTION": "page_cache.keys.by_generation"`.
"""

from contextvars import ContextVar

from . import folders

# The generation in which the answering of this request began: what it read may be older than what is current by now.
rendering: ContextVar[str | None] = ContextVar("rendering", default=None)


def by_generation(key: str, prefix: str, version: int) -> str:
    name = rendering.get()
    return f"{prefix}:{version}:{current_name() if name is None else name}:{key}"


def current_name() -> str:
    """'' before there is a generation."""
    try:
        return str((folders.root() / "current").readlink())
    except OSError:
        return ""
