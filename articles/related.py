"""Where a reader may go on: the other parts of a series, and articles on the same topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from .querysets import ArticleQuerySet

if TYPE_CHECKING:
    from .models import ArticlePage, Series, Topic

SHOWN = 3
CANDIDATES = 50  # the newest of each topic: the cost stays the same, however many articles there are


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
    """Three public articles at most: those that share most topics, the newer ones first; without topics, the newest of
    its section. One query, without pictures and bylines.
    """
    known = [article.pk, *(other.pk for other in without if other)]
    others = articles().unrestricted().exclude(pk__in=known).defer("body", "notes")
    if article.topics:
        return list(sharing(article.topics, others)[:SHOWN])
    return list(others.child_of(article.section).order_by("-published_at", "-pk")[:SHOWN]) if article.section else []


def sharing(topics: list["Topic"], others: ArticleQuerySet) -> ArticleQuerySet:
    rows = apps.get_model("articles", "ArticleTopic").objects
    shared = rows.filter(article=models.OuterRef("pk"), topic__in=topics).order_by().values("article")
    count = models.Subquery(shared.annotate(number=models.Count("pk")).values("number"))
    return others.filter(pk__in=newest(topics)).annotate(shared=count).order_by("-shared", "-published_at", "-pk")


def newest(topics: list["Topic"]) -> models.QuerySet:
    """The ids of the newest articles on each topic. SQLite takes no LIMIT in a UNION's parts, but one level below."""
    live = [articles().filter(live=True).on(topic).order_by("-published_at").values("pk")[:CANDIDATES] for topic in topics]
    first, *rest = [articles().filter(pk__in=pks).order_by().values("pk") for pks in live]
    return first.union(*rest)


def articles() -> ArticleQuerySet:
    return apps.get_model("articles", "ArticlePage").objects.get_queryset()
