from django.core.paginator import InvalidPage, Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageQuerySet, Site

from articles.models import ArticleIndexPage, ArticleTopic, Topic
from articles.querysets import ARTICLES_PER_PAGE

from .forms import LONGEST_QUERY, SearchForm
from .models import Entry
from .results import MOST_RESULTS, Result, among, find, results
from .words import Query

LATEST = 5
TOPICS = 20  # of those to look around in


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Ranked results for `q`, narrowed by `section` and `topic` (slugs) and `year`. No such `page` of them is a 404."""
    pages = readable(request)
    sections = list(ArticleIndexPage.objects.filter(among(pages, "pk")))
    topics = used_topics(pages)
    form = SearchForm(request.GET, sections, topics, used_years(pages))
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


def used_topics(pages: PageQuerySet) -> list[Topic]:
    rows = ArticleTopic.objects.filter(among(pages, "article"), topic=OuterRef("pk"))
    return list(Topic.objects.filter(Exists(rows)).only("slug", "name"))


def used_years(pages: PageQuerySet) -> list[int]:
    entries = Entry.objects.filter(among(pages), year__isnull=False)
    return list(entries.order_by("-year").values_list("year", flat=True).distinct())


def numbered(ids: list[int], request: HttpRequest):
    paginator = Paginator(ids, ARTICLES_PER_PAGE)
    try:
        return paginator.page(paginator.validate_number(request.GET.get("page", 1)))
    except InvalidPage:
        raise Http404("No such page of results.") from None


def latest(pages: PageQuerySet, sections: list[ArticleIndexPage], request: HttpRequest) -> list[Result]:
    entries = Entry.objects.filter(among(pages), date__isnull=False).order_by("-date")
    return results(list(entries.values_list("page", flat=True)[:LATEST]), Query(()), sections, request)
