"""What editors see of blocks that the code no longer knows: a panel on the admin's first page, and no form that would lose them.

Wagtail leaves an unknown block out when it reads a stream, so the form of such a page would come without it, and the first save
would delete its words.
"""

from collections import Counter
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from . import blocks_in_use
from .block_types import stream_fields
from .operations import as_text
from .stored_blocks import types_of

CONFLICT = 409


class UnknownBlocksPanel(Component):
    """Nothing when all is well. Above everything else when not: whoever edits pages meets it."""

    name = "unknown_blocks"
    template_name = "history/unknown_blocks_panel.html"
    order = 40

    def __init__(self, user: AbstractBaseUser):
        self.types = blocks_in_use.unknown()
        self.says_how = user.is_superuser

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"types": sorted({row.block_path for row in self.types}), "says_how": self.says_how}


def unknown_in_draft(page: Page) -> Counter[str]:
    """How many unknown blocks of each type the stored newest draft has: what the editor's form is made of."""
    revision = page.get_latest_revision()
    fields = revision.content if revision else stored_fields(page)
    types = types_of(page.specific_class, fields) if isinstance(fields, dict) else {}
    return Counter({path: count for (_model, _field, path, known), count in types.items() if not known})


def stored_fields(page: Page) -> dict:
    """The streams of the page's row as they are stored."""
    model = page.specific_class
    names = list(stream_fields(model))
    values = model._base_manager.filter(pk=page.pk).values_list(*(as_text(name) for name in names)).first()
    return dict(zip(names, values or [], strict=False))


def refuse_to_lose(request: HttpRequest, page: Page) -> HttpResponse | None:
    """before_edit_page: a page that explains, in place of a form; nothing that is sent from an older form is saved."""
    unknown = unknown_in_draft(page)
    if not unknown:
        return None
    context = {"page": page, "blocks": sorted(unknown), "count": unknown.total(), "says_how": request.user.is_superuser}
    if not request.accepts("text/html"):  # the editor saving by itself
        sentence = _("Not saved: this page has blocks that the site no longer knows, and saving would lose them.")
        return JsonResponse({"success": False, "error_code": "blocked_by_hook", "error_message": sentence}, status=CONFLICT)
    status = CONFLICT if request.method == "POST" else 200
    return render(request, "history/unknown_blocks.html", context, status=status)
