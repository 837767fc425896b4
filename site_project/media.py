"""Serving /media/: pictures for everyone, originals for the admin, nothing else (documents go through Wagtail's own view)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.static import serve


def serve_media(request: HttpRequest, path: str) -> HttpResponse:
    return serve(request, path, document_root=settings.MEDIA_ROOT)
