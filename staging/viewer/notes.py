"""Notes on the pages of a preview: /~notes/<path of the page>/ lists those of this link and takes another.

One form, without a script. What it says is kept, or stands in it again with the reason. Viewers see the notes that were left with
their own link and the answers to these, no others.
"""

from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from history.refusal import Refused
from staging import banner, serving
from staging.models import Note, PreviewLink
from staging.models.notes import LONGEST_QUOTE
from staging.notes import leaving, passages
from staging.notes.forms import NoteForm, ViewerForm
from staging.notes.leaving import LinkIsOverError, in_one_line
from staging.notes.pages import ShownPage, page_at, pages_of

from . import visits

NAME = "notes"
PER_PAGE = 50
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def offer(link: PreviewLink) -> str:
    return _("Leave a note") if link.takes_notes else ""


class Visit(visits.Visit):
    @cached_property
    def pages(self) -> dict[int, ShownPage]:
        return pages_of(self.link)

    def address_of(self, page: ShownPage, **query: object) -> str:
        return f"{self.root}/~{NAME}{page.path}?{urlencode({'page': page.pk, **query})}"

    def page_for(self, data: QueryDict) -> ShownPage | None:
        """The page that is asked for by its number, else the one at the address, else the only one."""
        number = data.get("page", "")
        if number:
            return self.pages.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
        at_path = page_at(self.pages, self.path)
        return at_path or (next(iter(self.pages.values())) if len(self.pages) == 1 else None)


def respond(request: HttpRequest, link: PreviewLink, token: str, path: str) -> HttpResponse:
    return Visit(request, link, token, path).answered(listed, taken)


# --- The list, with its form --------------------------------------------------------------------------


def listed(visit: Visit) -> HttpResponse:
    data = visit.request.GET
    page = visit.page_for(data)
    if page is None:
        return shown(visit, None, None, status=404 if data.get("page") else 200)
    if to := note_to_answer(visit, page, data):
        return shown(visit, page, ViewerForm(initial={"by": visit.by}), to)
    quote = in_one_line(data.get("quote", ""))[:LONGEST_QUOTE]
    if quote and not data.get("page") and page_at(visit.pages, visit.path) is not page:
        quote = ""  # selected on another page than the one that takes notes
    block = passages.find(page.passages, quote, data.get("block", ""), data.get("after", "")) if quote or "block" in data else ""
    return shown(visit, page, NoteForm(page.passages, initial={"block": block, "quote": quote, "by": visit.by}))


def shown(
    visit: Visit, page: ShownPage | None, form: forms.Form | None, to: Note | None = None, status: int = 200
) -> HttpResponse:
    context = banner.context(visit.link, visit.token, page.path if page else visit.path)
    if page:
        notes = Note.objects.filter(link=visit.link, page=page.pk).prefetch_related("replies")
        paginator = Paginator(notes.order_by("-at", "-pk"), PER_PAGE)
        sheet = paginator.get_page(visit.request.GET.get("p"))
        places = {one.id: one.label for one in page.passages}
        left = visit.request.GET.get("left", "")
        context |= {
            "page": page,
            "here": visit.address_of(page),
            "back": visit.root + page.path,
            "sheet": sheet,
            "rows": [(note, places.get(note.block_id, ""), str(note.pk) == left) for note in sheet],
            "is_left": left.isdigit() and any(str(note.pk) == left for note in sheet),
            "elsewhere": page_at(visit.pages, visit.path) is not page,
        }
    carried = {name: visit.request.GET[name] for name in ("block", "after", "quote") if visit.request.GET.get(name)}
    others = [(one.title, visit.address_of(one, **carried)) for one in visit.pages.values() if page is None or one.pk != page.pk]
    context |= {"form": form, "to": to, "others": others}
    response = render(visit.request, "staging/notes.html", context, status=status)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def note_to_answer(visit: Visit, page: ShownPage, data: QueryDict) -> Note | None:
    """One of this link's notes that the newsroom has answered."""
    number = data.get("to", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return Note.objects.filter(pk=int(number), link=visit.link, page=page.pk, replies__user__isnull=False).first()


# --- What is sent -------------------------------------------------------------------------------------


def taken(visit: Visit, data: QueryDict) -> HttpResponse:
    page = visit.page_for(data)
    if page is None:
        form = NoteForm([], data)
        form.add_error(None, _("The page that your note is about is no longer part of this preview. The note was not kept."))
        return shown(visit, None, form, status=409)
    to = note_to_answer(visit, page, data)
    form = ViewerForm(data) if to else NoteForm(page.passages, data)
    if not form.is_valid():
        return shown(visit, page, form, to, status=422)
    try:
        note = to or leaving.leave(visit.link, page.row, **kept_of(form))
        if to:
            leaving.answer_with(visit.link, to, **kept_of(form))
    except LinkIsOverError:
        return serving.not_found(visit.request)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return shown(visit, page, form, to, status=429)
    except IntegrityError:  # deleted this very moment
        return serving.not_found(visit.request)
    return visits.next_page(visit.address_of(page, left=note.pk) + f"#note-{note.pk}", POLICY)


def kept_of(form: forms.Form) -> dict[str, str]:
    names = {"block": "block_id"}
    return {names.get(name, name): value for name, value in form.cleaned_data.items()}
