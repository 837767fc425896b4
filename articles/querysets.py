"""Selections of articles, and what a list of them needs, in few queries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest
from wagtail.models import Page, PageQuerySet, PageViewRestriction

from images.models import attach_files
from pages.prepared import Prepared

if TYPE_CHECKING:
    from .models import ArticlePage, Author, Topic

ARTICLES_PER_PAGE = 12


def among(pages: PageQuerySet, field: str = "pk") -> models.Exists:
    """Whether the field names one of the pages. Asked row by row: `in` has SQLite list all the pages first."""
    return models.Exists(pages.filter(pk=models.OuterRef(field)))


class ArticleQuerySet(PageQuerySet):
    def newest(self, pages: PageQuerySet):
        """Those of the pages, newest first.

        The index of the dates leads, until there are enough. Were the conditions its own, SQLite would read and sort all
        articles, whose rows are long.
        """
        return self.filter(among(pages)).order_by("-published_at", "-pk")

    def published(self):
        """What any reader may open, newest first."""
        return self.newest(Page.objects.live().public())

    def unrestricted(self):
        """The same for a few articles: no query of its own, but a look at the restrictions for each article."""
        end = models.Value(1), Length("page__path")
        above = PageViewRestriction.objects.filter(page__path=Substr(models.OuterRef("path"), *end))
        return self.live().filter(~models.Exists(above))

    def on(self, topic: "Topic"):
        return self.filter(models.Exists(topic.topic_articles.filter(article=models.OuterRef("pk"))))

    def by(self, author: "Author"):
        return self.filter(models.Exists(author.author_articles.filter(article=models.OuterRef("pk"))))


def cards(articles: ArticleQuerySet, known: Iterable[Page] = ()) -> list["ArticlePage"]:
    """The articles with all that article_card.html shows: a query for them, and three for what is around them."""
    articles = attach_sections(articles.defer("body", "notes").select_related("hero_image"), known)
    attach_files(article.hero_image for article in articles if article.hero_image)
    attach_authors(articles)
    return articles


def attach_authors(articles: Iterable["ArticlePage"]) -> None:
    """One query for the authors of all these articles: fills their cached property."""
    articles = [article for article in articles if article.pk]
    named: dict[int, list[Author]] = {article.pk: [] for article in articles}
    for author in authors_of(articles=[*named]):
        named[author.article].append(author)
    for article in articles:
        article.authors = named[article.pk]


@Prepared
def authors_of(articles: list[int]) -> models.QuerySet:
    rows = apps.get_model("articles", "Author").objects.filter(author_articles__article__in=articles)
    return rows.annotate(article=models.F("author_articles__article")).order_by("author_articles__sort_order")


@Prepared
def topics_of(articles: list[int]) -> models.QuerySet:
    rows = apps.get_model("articles", "Topic").objects.filter(topic_articles__article__in=articles)
    return rows.order_by("topic_articles__sort_order")


def attach_sections(articles: Iterable["ArticlePage"], known: Iterable[Page] = ()) -> list["ArticlePage"]:
    """The articles, each knowing its section; one query in all for the sections that are not known yet."""
    articles = list(articles)
    sections = {page.path: page for page in known}
    missing = {section_path(article.path) for article in articles} - sections.keys()
    if missing:
        sections |= {page.path: page for page in Page.objects.filter(path__in=missing)}
    for article in articles:
        article.section = sections.get(section_path(article.path))  # fills the cached property
    return articles


def section_path(path: str) -> str:
    """The tree path of the page above."""
    return path[: -Page.steplen]


def page_of_articles(articles: ArticleQuerySet, count: int, request: HttpRequest, known: Iterable[Page] = ()):
    """The numbered page that `?page=` asks for, as a Paginator page of cards; a number that does not exist is 404.

    `count`: how many articles there are. Whoever asks knows a cheaper way than to count these.
    """
    paginator = Paginator(articles, ARTICLES_PER_PAGE)
    paginator.count = count  # fills the cached property
    try:
        number = paginator.validate_number(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404("No such page of articles.") from None
    page = paginator.page(number)
    page.object_list = cards(page.object_list, known)
    return page
