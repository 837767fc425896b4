"""What hangs below a page's address (its feeds, its Markdown) moves with the page."""

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from wagtail.contrib.redirects.middleware import get_redirect


def redirect_below(request: HttpRequest, path: str, ending: str) -> HttpResponsePermanentRedirect:
    """To where the page that once was at `path` is now, with `ending` after its address; 404 if none was."""
    redirect = get_redirect(request, path)
    if not redirect or not redirect.link:
        raise Http404("No page is or was here.")
    return HttpResponsePermanentRedirect(redirect.link.rstrip("/") + ending)
