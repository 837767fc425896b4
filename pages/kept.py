"""What every page needs, kept between requests until the next change that readers see.

The cache "content" of the settings does the forgetting: its keys carry the generation in which the request began, and what is
made before a change is never found after it. A preview neither finds anything there nor leaves anything.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site

LONGEST = 24 * 3600  # seconds
MISSING = object()
T = TypeVar("T")


def kept(request: HttpRequest, key: str, make: Callable[[], T]) -> T:
    """A copy of what `make` gave, which may depend on nothing of the request but what is in the key.

    In a preview, what it gave for this very request.
    """
    if getattr(request, "is_preview", False):
        found = request.__dict__.setdefault("_kept_for_preview", {})
        if key not in found:
            found[key] = make()
        return found[key]
    cache = caches["content"]
    value = cache.get(key, MISSING)
    if value is MISSING:
        value = make()
        cache.set(key, value, LONGEST)
    return value


def site_of(request: HttpRequest) -> Site | None:
    """Wagtail's Site.find_for_request, which finds it on the request from then on."""
    if not hasattr(request, "_wagtail_site"):
        host, port = split_domain_port(request._get_raw_host())[0], request.get_port()
        request._wagtail_site = kept(request, f"site-{host}-{port}", lambda: Site._find_for_request(request))
    return request._wagtail_site
