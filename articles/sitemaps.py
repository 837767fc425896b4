"""What articles, their sections, authors and topics bring to the sitemap, and the sitemap of the news."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Subquery
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe
from wagtail.models import Page

from images.models import Rendition
from pages.sitemaps import XML, SiteSitemap, latest
from pages.text import without_control_characters
from publication.models import Publication

from .models import ArticleAuthor, ArticlePage, ArticleTopic, Author, Topic
from .querysets import ArticleQuerySet

NEWS_AGE = timedelta(hours=48)
NEWS_LIMIT = 1000  # Google's


class Address(NamedTuple):
    path: str
    changed: datetime | None


class News(NamedTuple):
    location: str
    title: str
    date: datetime


class ArticleSitemap(SiteSitemap):
    """Rows of the database, so that a file reads no more of them than it shows."""

    def articles(self) -> ArticleQuerySet:
        # In the order in which they were made: a new article changes the last file only. Below the site's root by their path
        # alone: beside their depth, SQLite would gather all of them for each file, instead of going through them in order.
        return ArticlePage.objects.filter(path__startswith=self.site.root_page.path).live().public().order_by("pk")

    def items(self):
        # A file that a page has shown already: making thousands here would take hours.
        files = Rendition.objects.filter(image=OuterRef("hero_image"), filter_spec__endswith="|format-jpeg")
        articles = self.articles().annotate(picture=Subquery(files.order_by("-width").values("file")[:1]))
        return articles.values_list("url_path", "last_published_at", "picture", named=True)

    def dates(self):
        # Asked of the pages alone: an article's own row is long, and takes time to step over.
        pages = Page.objects.type(ArticlePage).descendant_of(self.site.root_page).live().public()
        return pages.order_by("pk").values_list("last_published_at", flat=True)

    def location(self, item) -> str:
        return self.path_of(item)

    def lastmod(self, item) -> datetime | None:
        return item.last_published_at


class OtherPagesSitemap(SiteSitemap):
    """Home, sections and standard pages. A list changes with the articles in it."""

    def items(self) -> list[Address]:
        section = Substr("path", 1, F("depth") * Page.steplen - Page.steplen)
        articles = Page.objects.type(ArticlePage).live().public().order_by().values(section=section)
        newest = [*articles.annotate(changed=Max("last_published_at")).values_list("section", "changed")]
        pages = Page.objects.descendant_of(self.site.root_page, inclusive=True).live().public().not_type(ArticlePage)
        return [
            Address(
                self.path_of(page),
                latest([page.last_published_at, *(changed for path, changed in newest if path.startswith(page.path))]),
            )
            for page in pages.order_by("path").only("path", "url_path", "last_published_at")
        ]


class AuthorSitemap(SiteSitemap):
    """Those who have a page: a public article names them, and the newest of these dates it."""

    model, rows, name = Author, ArticleAuthor, "author"

    def dates(self):
        # Each as new as the newest article: to ask for each name's own would take as long as to write the files.
        articles = Page.objects.type(ArticlePage).live().public()
        newest = Subquery(articles.order_by("-last_published_at").values("last_published_at")[:1])
        named = self.rows.objects.filter(Exists(articles.filter(pk=OuterRef("article"))), **{self.name: OuterRef("pk")})
        return self.model.objects.filter(Exists(named)).annotate(changed=newest).values_list("changed", flat=True)

    def items(self) -> list[Address]:
        articles = ArticlePage.objects.live().public().values("pk")
        slug = f"{self.name}__slug"
        rows = self.rows.objects.order_by().filter(article__in=articles).values(slug)
        dated = rows.annotate(changed=Max("article__last_published_at")).values_list(slug, "changed").order_by(slug)
        return [Address(reverse(self.name, args=[slug]), changed) for slug, changed in dated]


class TopicSitemap(AuthorSitemap):
    model, rows, name = Topic, ArticleTopic, "topic"


PARTS = {"pages": OtherPagesSitemap, "articles": ArticleSitemap, "authors": AuthorSitemap, "topics": TopicSitemap}


@require_safe
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, in the form of Google's sitemaps for news."""
    sitemap = ArticleSitemap()
    recent = sitemap.articles().filter(published_at__gte=timezone.now() - NEWS_AGE).order_by("-published_at", "-pk")
    rows = recent.values_list("url_path", "title", "published_at", named=True)[:NEWS_LIMIT]
    context = {
        "news": [
            News(
                sitemap.site.root_url + sitemap.location(row),
                without_control_characters(row.title),
                row.published_at,
            )
            for row in rows
        ],
        "name": without_control_characters(Publication.for_site(sitemap.site).name),
        "language": settings.LANGUAGE_CODE,
    }
    return render(request, "articles/news_sitemap.xml", context, content_type=XML)
