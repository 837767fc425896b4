"""The list of everything that happened to a page, in the place of Wagtail's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import get_current_timezone_name, localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from history.entries import Entry, Kind
from history.looks import Seen, is_newest, last_seen, look_of, note_look, version_seen
from history.moments import day as name_of_day
from history.moments import when
from history.summaries import summaries
from history.timeline import Timeline
from history.versions import DRAFT, LIVE

from .pages import PageHistoryView, page_to_edit

PER_PAGE = 25


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"})
    default_error_messages = {"invalid": gettext_lazy("“%(value)s” is not a day. Choose one from the calendar.")}

    def to_python(self, value: object) -> date | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid"], params={"value": str(value)[:40]}) from None


KINDS = [("", gettext_lazy("Everything")), *Kind.choices]


class FilterForm(forms.Form):
    """What to show of the list. A value that means nothing is told, and left out of account."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Show"), required=False, choices=[("", gettext_lazy("Everything")), *Kind.choices]
    )
    person = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("To"), required=False)

    def __init__(self, data: dict, people: Iterable[str]):
        super().__init__(data, label_suffix="")
        self.fields["person"].choices = [("", _("Everybody")), *((name, name) for name in sorted(set(people)))]
        self.fields["kind"].error_messages["invalid_choice"] = _("There is no kind “%(value)s”.")
        self.fields["person"].error_messages["invalid_choice"] = _("Nobody called “%(value)s” has worked on this page.")

    def clean(self) -> dict:
        chosen = super().clean()
        if chosen.get("since") and chosen.get("until") and chosen["since"] > chosen["until"]:
            self.add_error("until", _("The last day is before the first."))
            del chosen["since"]
        return chosen

    def selects(self, entry: Entry) -> bool:
        chosen = self.cleaned_data
        return (
            entry.kind == (chosen.get("kind") or entry.kind)
            and entry.by == (chosen.get("person") or entry.by)
            and (chosen.get("since") or date.min) <= localdate(entry.at)
            and localdate(entry.since or entry.at) <= (chosen.get("until") or date.max)
        )

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.values())


@dataclass(frozen=True)
class Line:
    """An entry as it stands in the list, with what can be done: (address, label) pairs."""

    entry: Entry
    links: list[tuple[str, str]]


def line_of(timeline: Timeline, entry: Entry, user: object) -> Line:
    page, ways = timeline.page, ways_on(entry, timeline.live_at, user)
    return Line(entry, [(reverse(f"history:{view}", args=[page.pk, *about]), label) for label, view, *about in ways])


def ways_on(entry: Entry, live_at: datetime | None, user: object) -> Iterator[tuple]:
    """What can be done with an entry's version: a label, the name of a view, and the versions that it is about."""
    ref = entry.ref
    if not ref:
        return
    yield _("Look"), "version", ref
    if live_at and not entry.is_live:
        yield _("Compare with live"), "compare", *((ref, LIVE) if entry.at < live_at else (LIVE, ref))
    if entry.before:
        yield _("Compare with the one before"), "compare", entry.before, ref
    if entry.kind == Kind.SET_ASIDE:
        yield _("Compare with the newest draft"), "compare", ref, DRAFT
        if entry.user_id == user.pk:
            yield _("Put it on top"), "conflict", entry.version.pk
    if not entry.is_draft:
        yield _("Restore"), "restore", ref
    yield (_("Change the name"), "name", f"v{entry.name.pk}") if entry.name else (_("Name"), "name", ref)


def days_of(lines: Iterable[Line]) -> list[tuple[datetime, str, list[Line]]]:
    """The lines by day: a moment of the day, its name, and its lines."""
    by_day = ((day, list(group)) for day, group in groupby(lines, key=lambda line: localdate(line.entry.at)))
    return [(group[0].entry.at, name_of_day(group[0].entry.at), group) for _day, group in by_day]


class HistoryListView(PageHistoryView):
    template_name = "history/list.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.seen, _new_visit = note_look(self.page, request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        timeline = Timeline(self.page)
        entries = timeline.entries
        form = FilterForm(self.request.GET, (entry.by for entry in entries))
        form.full_clean()
        paginator = WagtailPaginator([entry for entry in entries if form.selects(entry)], PER_PAGE)
        shown = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            **kwargs,
            days=days_of(line_of(timeline, entry, self.request.user) for entry in shown),
            elided_page_range=list(paginator.get_elided_page_range(shown.number)),
            form=form,
            listing_url=reverse("history:list", args=[self.page.pk]),
            pinned=[line_of(timeline, entry, self.request.user) for entry in entries if entry.version and entry.version.pinned],
            shown=shown,
            since=self.summarised(list(shown), timeline.version_at(self.seen) if self.seen else ""),
            time_zone=get_current_timezone_name(),
            total=len(entries),
        )

    def summarised(self, shown: list[Entry], seen: str) -> dict | None:
        """Say of each entry what changed. Returns the same for the user's last look, at the version `seen`."""
        since = (seen, f"r{self.page.latest_revision_id}")
        wanted = [(entry, (entry.before, entry.ref)) for entry in shown if entry.before and not entry.summary]
        changed = [since] if seen and not is_newest(self.page, seen) else []
        said = summaries(self.page, [*(pair for _entry, pair in wanted), *changed])
        for entry, pair in wanted:
            entry.summary = said[pair]
        if self.seen is None:
            return None
        return {"moment": when(self.seen.at), "ref": seen, "is_newest": not changed, "summary": said.get(since, "")}


class SinceView(View):
    """To the comparison of what the user saw last with the newest draft."""

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        page = page_to_edit(request.user, page_id)
        seen = last_seen(look_of(page, request.user))
        ref = version_seen(page, seen) if seen else ""
        if ref and not is_newest(page, ref):
            return redirect("history:compare", page.pk, ref, DRAFT)
        messages.info(request, self.nothing_to_compare(seen, ref))
        return redirect("history:list", page.pk)

    def nothing_to_compare(self, seen: Seen | None, ref: str) -> str:
        if seen is None:
            return _("This is your first visit to this page: there is nothing to compare with yet.")
        if not ref:
            return _("What you saw %(moment)s is no longer kept.") % {"moment": when(seen.at)}
        return _("Nothing has changed since you last looked, %(moment)s.") % {"moment": when(seen.at)}
