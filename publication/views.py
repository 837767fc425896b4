"""Share pictures, icons and the web manifest."""

import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image
from wagtail.images.models import SourceImageIOError

from pages.metadata import home_url

from . import drawing, share
from .models import Publication

YEAR = 365 * 24 * 3600
DAY = 24 * 3600
ICON_SIZES = (180, 192, 512)
FAVICON_SIZE = 48
ICON_SPEC = "fill-{0}x{0}-c100|format-png"


@require_safe
def share_picture(request: HttpRequest, page_id: int, digest: str) -> HttpResponse:
    """The address holds the hash of what the picture shows: it never changes, so caches may keep it for ever."""
    words = share.requested_words(Publication.for_request(request), page_id, digest, request)
    data = share.kept(page_id, digest)
    if data is None:
        data = drawing.share_picture(words)
        # A preview, or the rehearsal of a release, leaves nothing behind.
        if not getattr(request, "is_preview", False):
            share.keep(page_id, digest, data)
    response = HttpResponse(data, content_type="image/png")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@require_safe
@cache_control(public=True, max_age=DAY)
def icon(request: HttpRequest, size: int) -> HttpResponse:
    """The publication's logo as a square PNG of `size` pixels; without one, its letter."""
    if size not in ICON_SIZES:
        raise Http404("No icon of this size.")
    file = io.BytesIO()
    mark(Publication.for_request(request), size).save(file, "PNG", optimize=True)
    return HttpResponse(file.getvalue(), content_type="image/png")


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask for /favicon.ico without having read the page."""
    picture = mark(Publication.for_request(request), FAVICON_SIZE)
    return HttpResponse(drawing.icon_file(picture), content_type="image/x-icon")


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon_svg(request: HttpRequest) -> HttpResponse:
    publication = Publication.for_request(request)
    if publication.logo_id:
        raise Http404("The logo is the icon.")
    return HttpResponse(drawing.svg_mark(drawing.initial(publication.name)), content_type="image/svg+xml")


def mark(publication: Publication, size: int) -> Image.Image:
    """The logo, or the letter where there is none or its file is gone."""
    if publication.logo:
        try:
            rendition = publication.logo.get_rendition(ICON_SPEC.format(size))
            with rendition.file.open() as file, Image.open(file) as picture:
                return picture.convert("RGBA").resize((size, size))
        except (SourceImageIOError, OSError):
            pass
    return drawing.letter_mark(drawing.initial(publication.name), size)


@require_safe
@cache_control(public=True, max_age=DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    publication = Publication.for_request(request)
    data = {
        "id": "/",
        "name": publication.name,
        "short_name": publication.name[:30],
        "description": publication.description,
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": home_url(request),
        "display": "minimal-ui",
        "theme_color": drawing.PAPER,
        "background_color": drawing.PAPER,
        "icons": [
            {"src": reverse("icon", args=[size]), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in (192, 512)
            for purpose in (["any"] if publication.logo_id else ["any", "maskable"])
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")
