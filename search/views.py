from typing import NamedTuple

from django.core.cache import caches
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageQuerySet, Site

from articles.models import ArticleIndexPage, ArticleTopic, Topic
from articles.querysets import ARTICLES_PER_PAGE, among

from .forms import LONGEST_QUERY, SearchForm
from .models import Entry
from .results import MOST_RESULTS, Result, Section, find, results
from .words import Query

LATEST = 5
TOPICS = 20  # of those to look around in
LONGEST = 24 * 3600  # seconds that choices are kept, if readers see no change before


class Subject(NamedTuple):
    """A topic that somebody wrote on."""

    name: str
    slug: str
    url: str


class Choices(NamedTuple):
    """What a search can be narrowed to: only what any reader may know of."""

    sections: list[Section]
    topics: list[Subject]
    years: list[int]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Ranked results for `q`, narrowed by `section` and `topic` (slugs) and `year`. No such `page` of them is a 404."""
    pages = readable(request)
    sections, topics, years = choices(pages, request)
    form = SearchForm(request.GET, sections, topics, years)
    chosen = form.chosen()
    query = Query.parse(chosen.get("q", ""))
    section = next((page for page in sections if page.slug == chosen.get("section")), None)
    found = find(query, pages, section, chosen.get("topic", ""), chosen.get("year", "")) if query else []
    shown = numbered(found[:MOST_RESULTS], request)
    context = {
        "form": form,
        "filters": [form["section"], form["topic"], form["year"]],
        "typed": chosen.get("q", ""),
        "query": query,
        "longest_query": LONGEST_QUERY if form.is_cut else None,
        "more_than": MOST_RESULTS if len(found) > MOST_RESULTS else None,
        "shown": shown,
        "results": results(shown.object_list, query, sections, request),
        "address": urlencode(chosen),
        "is_narrowed": len(chosen) > 1,
        "everywhere": urlencode({"q": chosen.get("q", "")}),
        "sections": sections,
        "topics": topics[:TOPICS],
        "latest": [] if found else latest(pages, sections, request),
    }
    response = render(request, "search/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def readable(request: HttpRequest) -> PageQuerySet:
    """The pages that any reader may open: asked at each search, so that a restriction or a move holds at once."""
    site = Site.find_for_request(request)
    return Page.objects.descendant_of(site.root_page).live().public() if site else Page.objects.none()


def choices(pages: PageQuerySet, request: HttpRequest) -> Choices:
    """Kept until the next change that readers see: three queries, one of which looks at every article."""
    site, cache = Site.find_for_request(request), caches["content"]
    key = f"search-choices-{site.pk if site else 0}"
    found = cache.get(key)
    if found is None:
        sections = ArticleIndexPage.objects.filter(among(pages))
        found = Choices(
            [Section(page.title, page.slug, page.path, page.get_url(request) or "") for page in sections],
            [Subject(topic.name, topic.slug, topic.get_absolute_url()) for topic in used_topics(pages)],
            used_years(pages),
        )
        cache.set(key, found, LONGEST)
    return found


def used_topics(pages: PageQuerySet) -> QuerySet[Topic]:
    rows = ArticleTopic.objects.filter(among(pages, "article"), topic=OuterRef("pk"))
    return Topic.objects.filter(Exists(rows)).only("slug", "name")


def used_years(pages: PageQuerySet) -> list[int]:
    """One entry stands for its year, and is asked whether there is any of these pages in it."""
    firsts = Entry.objects.filter(year__isnull=False).values("year").annotate(first=Min("page")).values("first")
    of_the_year = Entry.objects.filter(among(pages, "page"), year=OuterRef("year"))
    years = Entry.objects.filter(Exists(of_the_year), pk__in=firsts)
    return list(years.order_by("-year").values_list("year", flat=True))


def numbered(ids: list[int], request: HttpRequest):
    paginator = Paginator(ids, ARTICLES_PER_PAGE)
    try:
        return paginator.page(paginator.validate_number(request.GET.get("page", 1)))
    except InvalidPage:
        raise Http404("No such page of results.") from None


def latest(pages: PageQuerySet, sections: list[Section], request: HttpRequest) -> list[Result]:
    entries = Entry.objects.filter(among(pages, "page"), date__isnull=False).order_by("-date")
    return results(list(entries.values_list("page", flat=True)[:LATEST]), Query(()), sections, request)
