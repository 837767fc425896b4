"""Pages for what a visitor or an editor did that can't be carried out, each with what to do next."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MEGABYTE = 1024 * 1024


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: mostly a form that stood open while its account was logged out, or in again, in another tab."""
    return render(request, "form_expired.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a form that is larger than the site accepts gets the limit and the way back to its text."""
    template = "400.html"
    if isinstance(exception, TooManyFieldsSent | RequestDataTooBig | RecursionError):
        template = "form_too_large.html"
    context = {
        "field_limit": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        "megabyte_limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE,
        "too_deep": isinstance(exception, RecursionError),
    }
    return render(request, template, context, status=400)
