"""What the cache has to know of a request that only Django knows."""

from uuid import uuid4

from wagtail.models import Site

from . import keys
from .requests import NOTE, ReadQuery

DRAFTS = ("/admin/", "/preview/")  # what is shown there may be no reader's


class PageCacheMiddleware:
    """Stands outside all others."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.generation = ""

    def __call__(self, request):
        generation = keys.current_name()
        if generation != self.generation:
            # Wagtail keeps the sites' addresses in the memory of the process that changed them, and of all others.
            Site.clear_site_root_paths_cache()
            self.generation = generation
        # A rehearsal shows what is not published: whatever it makes is its own. So is all while nobody looks for changes.
        is_private = request.path_info.startswith(DRAFTS) or not keys.is_trusted(generation)
        token = keys.rendering.set(uuid4().hex if is_private else generation)
        note = request.environ.get(NOTE)
        try:
            if not note:
                return self.get_response(request)
            request.GET = query = ReadQuery(request.META["QUERY_STRING"])
            response = self.get_response(request)
            note.read = query.read
            note.is_personal = is_personal(request)
            return response
        finally:
            keys.rendering.reset(token)


def is_personal(request) -> bool:
    """Whether somebody's draft, account or token had a part in it. Such a request has no cookie, but views may do anything."""
    session = getattr(request, "session", None)
    return bool(
        getattr(request, "is_preview", False)
        or (session is not None and (session.accessed or session.modified))
        or "CSRF_COOKIE" in request.META
    )
