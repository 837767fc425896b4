"""Notes of viewers, in the admin: the list of a page, what the editor asks for, and what is done with a note."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from wagtail.models import Page

from history.views.pages import PageHistoryView, page_to_edit
from staging.banner import zoned
from staging.models import Note, PreviewLink
from staging.notes import leaving
from staging.notes.forms import AnswerForm
from staging.notes.passages import passages_of
from staging.staged import newest_draft

PER_PAGE = 25
IN_EDITOR = 200  # open notes; more stand in the list only
SHOWS = {
    "open": (gettext_lazy("Open"), Q(resolved_at=None)),
    "resolved": (gettext_lazy("Resolved"), Q(resolved_at__isnull=False)),
    "all": (gettext_lazy("All"), Q()),
}


def notes_of(page: Page) -> QuerySet[Note]:
    return Note.objects.filter(page=page.pk).select_related("link", "resolved_by").prefetch_related("replies")


class NotesView(PageHistoryView):
    """All notes on a page. Works without a script."""

    page_title = gettext_lazy("Notes from viewers")
    header_icon = "comment"
    template_name = "staging/notes_list.html"
    refused: tuple[Note, AnswerForm] | None = None  # an answer that can't be kept, with its text

    def get_context_data(self, **kwargs) -> dict:
        shows = self.request.GET.get("show", "open")
        shows = shows if shows in SHOWS else "open"
        newest = "-resolved_at" if shows == "resolved" else "-at"
        sheet = Paginator(notes_of(self.page).filter(SHOWS[shows][1]).order_by(newest, "-pk"), PER_PAGE)
        counts = Note.objects.filter(page=self.page.pk).aggregate(
            **{f"number_{name}": Count("pk", filter=condition) for name, (_label, condition) in SHOWS.items()}
        )
        here = reverse("staging:notes", args=[self.page.pk])
        return super().get_context_data(
            **kwargs,
            here=here,
            shows=shows,
            choices=[
                (label, f"{here}?show={name}", counts[f"number_{name}"], name == shows) for name, (label, _q) in SHOWS.items()
            ],
            sheet=sheet.get_page(self.request.GET.get("p")),
            places={one.id: one.label for one in passages_in_draft(self.page)},
            refused=self.refused,
            next=self.request.get_full_path() if self.request.method == "GET" else here,
        )


def passages_in_draft(page: Page) -> list:
    return passages_of(page.specific_class, newest_draft(page).fields) if page.specific_class else []


# --- In the editor -------------------------------------------------------------------------------------


@require_GET
def open_notes(request: HttpRequest, page_id: int) -> JsonResponse:
    """For the editor: the page's open notes, the newest first. Asked again it is told the last one that it has, `after`."""
    page, after = page_to_edit(request.user, page_id), request.GET.get("after", "")
    found = notes_of(page).filter(resolved_at=None).order_by("-at", "-pk")
    if after.isdecimal():
        return JsonResponse({"notes": [as_json(note) for note in found.filter(pk__gt=int(after))[:IN_EDITOR]]})
    return JsonResponse(
        {
            "notes": [as_json(note) for note in found[:IN_EDITOR]],
            "number": found.count(),
            "list": reverse("staging:notes", args=[page.pk]),
            "awaits": awaits_notes(page),
        }
    )


def awaits_notes(page: Page) -> bool:
    """Whether it is worth asking again: a link to the page takes notes, or some were left."""
    about = Q(page=page.pk) | Q(release__items__page=page.pk) | Q(shows=PreviewLink.Shows.MOMENT)
    taking = PreviewLink.objects.open().filter(about, takes_notes=True)
    return taking.exists() or Note.objects.filter(page=page.pk).exists()


def as_json(note: Note) -> dict:
    replies = [
        {"by": reply.by, "viewer": reply.by_viewer, "at": zoned(reply.at), "text": reply.text} for reply in note.replies.all()
    ]
    return {
        "id": note.pk,
        "block": note.block_id,
        "quote": note.quote,
        "text": note.text,
        "by": note.by,
        "link": note.link.label if note.link else "",
        "at": zoned(note.at),
        "replies": replies,
        "resolved": bool(note.resolved_at),
        "answer": reverse("staging:answer_note", args=[note.pk]),
        "resolve": reverse("staging:resolve_note", args=[note.pk]),
        "reopen": reverse("staging:reopen_note", args=[note.pk]),
    }


# --- What is done with a note -----------------------------------------------------------------------------


def note_to_edit(request: HttpRequest, note_id: int) -> Note:
    """Http404 where there is none, PermissionDenied where the user may not edit its page."""
    note = get_object_or_404(Note.objects.select_related("page", "link"), pk=note_id)
    page_to_edit(request.user, note.page_id)
    return note


@require_POST
def answer(request: HttpRequest, note_id: int) -> HttpResponse:
    note, form = note_to_edit(request, note_id), AnswerForm(request.POST)
    if form.is_valid():
        leaving.answer(note, form.cleaned_data["text"], request.user)
        return done(request, note, _("Your answer is there. Whoever has the link sees it."))
    if wants_json(request):
        return JsonResponse({"problem": " ".join(form.errors["text"])}, status=422)
    view = NotesView()
    view.setup(request, page_id=note.page_id)
    view.refused = (note, form)
    return TemplateResponse(request, view.template_name, view.get_context_data(), status=422)


@require_POST
def resolve(request: HttpRequest, note_id: int) -> HttpResponse:
    note = note_to_edit(request, note_id)
    leaving.resolve(note, request.user)
    return done(request, note, _("The note is resolved."))


@require_POST
def reopen(request: HttpRequest, note_id: int) -> HttpResponse:
    note = note_to_edit(request, note_id)
    leaving.reopen(note, request.user)
    return done(request, note, _("The note is open again."))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def done(request: HttpRequest, note: Note, sentence: str) -> HttpResponse:
    """The note as it is now, for the editor's script; else back to the list."""
    if wants_json(request):
        return JsonResponse({"note": as_json(notes_of(note.page).get(pk=note.pk)), "told": sentence})
    messages.success(request, sentence)
    address, shows = reverse("staging:notes", args=[note.page_id]), request.POST.get("show", "")
    return HttpResponseRedirect(f"{address}?show={shows}" if shows in SHOWS else address)
