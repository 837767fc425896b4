"""A preview opens no page that an editor has restricted: whoever holds a link may be somebody else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page, PageViewRestriction


def closed_paths() -> list[str]:
    """Where the pages begin that are not for everybody."""
    return list(PageViewRestriction.objects.values_list("page__path", flat=True))


def is_open(row: Page | None, closed: list[str]) -> bool:
    """Whether anybody may see the page; of no page, too."""
    return row is None or not any(row.path.startswith(path) for path in closed)


def refuse_restricted(page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict) -> HttpResponse | None:
    if getattr(request, "is_rehearsal", False) and page.get_view_restrictions().exists():
        return render(request, "staging/restricted.html", status=403)
    return None
