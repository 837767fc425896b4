"""A preview opens no page that an editor has restricted: whoever holds a link may be somebody else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page


def refuse_restricted(page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict) -> HttpResponse | None:
    if getattr(request, "is_rehearsal", False) and page.get_view_restrictions().exists():
        return render(request, "staging/restricted.html", status=403)
    return None
