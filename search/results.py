"""What is found, and what a reader sees of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Left
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Page, PageQuerySet

from articles.models import ArticleTopic
from articles.querysets import among

from .models import Entry
from .words import Query

# Nobody reads further; it bounds what is read, sorted and fetched for a word that every article has.
MOST_RESULTS = 1_000
EXCERPT = 240  # characters
BEFORE = 60  # characters of it before the first word found
LOOKED_THROUGH = 20_000  # characters of a body, to find the place for the excerpt


class Section(NamedTuple):
    """A section that any reader may open."""

    title: str
    slug: str
    path: str  # in the tree
    url: str


def find(query: Query, pages: PageQuerySet, section: Section | None, topic: str, year: str) -> list[int]:
    """Ids of those of the pages that have all the phrases, at most MOST_RESULTS + 1.

    First those with all of them in the title, then in title, standfirst, authors and topics, then the others; the
    newest first in each. `topic` is a slug.
    """
    entries = Entry.objects.filter(among(pages, "page"))
    if section:
        entries = entries.filter(page__path__startswith=section.path)
    if topic:
        entries = entries.filter(page__in=ArticleTopic.objects.filter(topic__slug=topic).values("article"))
    if year:
        entries = entries.filter(year=year)
    found = list(entries.filter(in_text__matches=query).values_list("page", flat=True)[: MOST_RESULTS + 1])
    return newest_of_many(query, entries) if len(found) > MOST_RESULTS else ranked(query, found)


def ranked(query: Query, ids: list[int]) -> list[int]:
    """These ids in the order of `find`."""
    if not ids:
        return []
    place = Case(When(in_title__matches=query, then=0), When(in_head__matches=query, then=1), default=2)
    entries = Entry.objects.filter(page__in=ids).annotate(place=place)
    return list(entries.order_by("place", F("date").desc(nulls_last=True), "-page").values_list("page", flat=True))


def newest_of_many(query: Query, entries: QuerySet[Entry]) -> list[int]:
    """The same where more are found than are shown: each place is asked for its newest, by the index of the dates.

    To rank all would be to read every article's words. The newest with the words in the title are found again among those
    with them further down, so that as many of each are enough.
    """
    found: dict[int, None] = {}
    for words in ("in_title", "in_head", "in_text"):
        hits = entries.filter(**{f"{words}__matches": query}).values_list("page", flat=True)
        for part in (hits.filter(date__isnull=False).order_by("-date", "-page"), hits.filter(date=None).order_by("-page")):
            found |= dict.fromkeys(part[: MOST_RESULTS + 1])
        if len(found) > MOST_RESULTS:
            break
    return list(found)[: MOST_RESULTS + 1]


@dataclass(frozen=True)
class Result:
    """A page that was found, with the words marked. Title, excerpt and authors are safe HTML."""

    url: str
    title: SafeString
    excerpt: SafeString
    authors: SafeString
    date: datetime | None
    section: Section | None


def results(ids: Sequence[int], query: Query, sections: Sequence[Section], request) -> list[Result]:
    """One for each id, in that order: one query for all."""
    entries = Entry.objects.filter(page__in=ids).select_related("page").defer("body", "in_title", "in_head", "in_text")
    by_id = {entry.pk: entry for entry in entries.annotate(opening=Left("body", LOOKED_THROUGH))}
    by_path = {section.path: section for section in sections}
    return [result(by_id[pk], query, by_path, request) for pk in ids if pk in by_id]


def result(entry: Entry, query: Query, sections: dict[str, Section], request) -> Result:
    return Result(
        url=entry.page.get_url(request) or "",
        title=marked(entry.title, query),
        excerpt=excerpt(entry.lead, entry.opening, query),
        authors=marked(entry.authors, query),
        date=entry.date,
        section=sections.get(entry.page.path[: -Page.steplen]),
    )


def marked(text: str, query: Query, start: int = 0, end: int | None = None) -> SafeString:
    """The part of the text from start to end as HTML, what the query finds in it marked."""
    end = len(text) if end is None else end
    pieces, last = [], start
    for mark_start, mark_end, _phrase in query.marks(text[:end]):
        if mark_start >= start:
            pieces += [(text[last:mark_start], text[mark_start:mark_end])]
            last = mark_end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[last:end])


def excerpt(lead: str, body: str, query: Query) -> SafeString:
    """The standfirst when it has something to mark, or nothing is anywhere; else the part of the body that has most."""
    in_body = query.marks(body) if not query.marks(lead) else []
    if not in_body:
        return part(lead or body, query, 0)
    return part(body, query, max(0, best_place(in_body) - BEFORE))


def best_place(marks: list[tuple[int, int, object]]) -> int:
    """Where the most different phrases stand within an excerpt's length; the first such place."""
    marks = marks[:200]

    def variety(first: int) -> int:
        reach = marks[first][0] + EXCERPT - BEFORE
        return len({phrase for _start, end, phrase in marks[first : first + 40] if end <= reach})

    return marks[max(range(len(marks)), key=variety)][0]


def part(text: str, query: Query, start: int) -> SafeString:
    """Some EXCERPT characters from start, cut between words where there are blanks to cut at."""
    if start:
        start = text.find(" ", start, start + BEFORE // 2) + 1 or start
    end = start + EXCERPT
    if end < len(text):
        blank = text.rfind(" ", start + EXCERPT // 2, end)
        end = blank if blank > 0 else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, marked(text, query, start, end), after)
