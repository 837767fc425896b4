"""The archive: every public article by year and month, in the time zone of the publication (settings.TIME_ZONE)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.kept import kept
from pages.metadata import view_metadata

from .models import ArticlePage
from .querysets import ArticleQuerySet, page_of_articles


@dataclass(frozen=True)
class Month:
    """A month with public articles. `date` is its first day."""

    date: datetime
    count: int


@dataclass(frozen=True)
class Year:
    number: int
    months: list[Month]

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    # Asked for by the template, and once in a generation: a list of many years takes long to print.
    context = {"years": lambda: years_of(ArticlePage.objects.published()), "metadata": view_metadata(request, _("Archive"))}
    return render(request, "articles/archive.html", context)


@require_safe
def archive_year(request: HttpRequest, year: str) -> HttpResponse:
    articles = published_between(*year_bounds(int(year)))
    [shown] = years_of(articles) or not_found()
    title = _("Archive %(year)s") % {"year": shown.number}
    context = {
        "year": shown,
        "articles": page_of_articles(articles, shown.count, request),
        "metadata": view_metadata(request, title),
    }
    return render(request, "articles/archive_year.html", context)


@require_safe
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    start, end = month_bounds(int(year), int(month))
    published = published_between(start, end)
    count = kept(request, f"archive-{start:%Y-%m}-count", published.count) or not_found()
    articles = page_of_articles(published, count, request)
    metadata = view_metadata(request, date_format(start, "F Y"))
    return render(request, "articles/archive_month.html", {"date": start, "articles": articles, "metadata": metadata})


def years_of(articles: ArticleQuerySet) -> list[Year]:
    """The years and months that have articles, newest first: one query."""
    month = TruncMonth("published_at", tzinfo=get_default_timezone())
    rows = (
        articles.order_by().filter(published_at__isnull=False).values(month=month).annotate(count=Count("pk")).order_by("-month")
    )
    months = [Month(row["month"], row["count"]) for row in rows]
    return [Year(number, list(group)) for number, group in groupby(months, key=lambda month: month.date.year)]


def published_between(start: datetime, end: datetime) -> ArticleQuerySet:
    return ArticlePage.objects.published().filter(published_at__gte=start, published_at__lt=end)


def year_bounds(year: int) -> tuple[datetime, datetime]:
    return first_of(year, 1), first_of(year + 1, 1)


def month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    return first_of(year, month), first_of(year + month // 12, month % 12 + 1)


def first_of(year: int, month: int) -> datetime:
    """Midnight of the month's first day; 404 for a month that no calendar or database has."""
    try:
        first = datetime(year, month, 1, tzinfo=get_default_timezone())
        first.astimezone(UTC)
    except (ValueError, OverflowError):
        not_found()
    return first


def not_found() -> None:
    raise Http404("No articles of that time.")
