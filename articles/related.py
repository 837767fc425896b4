"""Where a reader may go on: the other parts of a series, and articles on the same topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from pages.prepared import Prepared

from .querysets import ArticleQuerySet

if TYPE_CHECKING:
    from .models import ArticlePage, Series

SHOWN = 3
# Of each topic and of the section only those that came into it last: an index has them in this order, so the cost stays the
# same however many articles there are. By the date of publication all of them would have to be sorted.
CANDIDATES = 50


@dataclass(frozen=True)
class SeriesPlace:
    """Part `number` of `total` in a series. Only parts that any reader may open count."""

    series: "Series"
    number: int
    total: int
    previous: "ArticlePage | None"
    next: "ArticlePage | None"


def place_in_series(article: "ArticlePage") -> SeriesPlace | None:
    """None for an article without a series, alone in it, or not public itself. One query."""
    if not article.series_id:
        return None
    order = (models.F("series_part").asc(nulls_last=True), "published_at", "pk")
    public = articles().unrestricted().filter(series=article.series_id).order_by(*order)
    parts = list(public.select_related("series").only("title", "url_path", "series__name"))
    index = next((index for index, part in enumerate(parts) if part.pk == article.pk), None)
    if index is None or len(parts) == 1:
        return None
    before, after = [None, *parts][index], [*parts, None][index + 1]
    return SeriesPlace(parts[index].series, index + 1, len(parts), before, after)


def related_articles(article: "ArticlePage", without: Iterable["ArticlePage | None"] = ()) -> list["ArticlePage"]:
    """Three public articles at most: those that share most topics, then others of its section; newer ones first.

    One query, without pictures and bylines.
    """
    first, last = article._get_children_path_interval(article.section.path) if article.section else ("", "")
    return candidates_in_order(
        topics=[topic.pk for topic in article.topics] or [0],  # the id of no row
        known=[article.pk or 0, *(other.pk for other in without if other)],
        first=first,
        last=last,
    )


@Prepared
def candidates_in_order(topics: list[int], known: list[int], first: str, last: str) -> ArticleQuerySet:
    parts = candidates(topics, first, last)
    shared = topic_rows().filter(article=models.OuterRef("pk"), topic__in=topics).values("article")
    count = models.Subquery(shared.annotate(number=models.Count("pk")).values("number"))
    found = articles().unrestricted().filter(pk__in=parts[0].union(*parts[1:])).exclude(pk__in=known)
    order = (models.F("shared").desc(nulls_last=True), "-published_at", "-pk")
    return found.annotate(shared=count).defer("body", "notes").order_by(*order)[:SHOWN]


def candidates(topics: list[int], first: str, last: str) -> list[models.QuerySet]:
    """The ids of articles on each topic, and of those whose paths lie between these two. SQLite wants the LIMIT a level below
    a UNION's parts."""
    latest = [topic_rows().filter(topic=topic).order_by("-pk").values("pk")[:CANDIDATES] for topic in topics]
    newest = articles().filter(path__range=(first, last)).order_by("-path").values("pk")[:CANDIDATES]
    parts = [topic_rows().filter(pk__in=pks).values("article") for pks in latest]
    return [*parts, articles().filter(pk__in=newest).order_by().values("pk")]


def topic_rows() -> models.QuerySet:
    return apps.get_model("articles", "ArticleTopic").objects.order_by()


def articles() -> ArticleQuerySet:
    return apps.get_model("articles", "ArticlePage").objects.get_queryset()
