"""Feeds of the site, of each section, topic and author, as RSS, Atom and JSON Feed with the full text.

What an article brings to a feed is kept in the cache of what was made of published content, which any change that readers
see makes empty; and under its last publication and its address, for whoever runs the site without that.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from urllib.parse import urljoin
from uuid import UUID, uuid5

from django.conf import settings
from django.core.cache import caches
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Enclosure
from django.utils.html import escape
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page, Site

from images.layouts import make_renditions
from images.models import SiteImage
from pages.kept import site_of
from pages.text import without_control_characters
from publication.models import Publication

from .feed_formats import FORMATS
from .full_text import full_texts
from .models import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTopic, Author, Topic
from .moved import redirect_below
from .querysets import ArticleQuerySet

ITEMS = 20
KEPT = 300  # seconds
# The date of a feed that never had an article: a fixed one, so that the feed stays the same.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Channel:
    """What a feed is about. `link` is an absolute address; `key` is a UUID that survives a rename."""

    title: str
    link: str
    description: str
    key: UUID
    articles: ArticleQuerySet
    may_be_empty: bool = False


@dataclass(frozen=True)
class Entry:
    """An article as all formats need it: addresses absolute, texts without what XML forbids."""

    unique_id: str
    link: str
    title: str
    summary: str
    html: str
    pubdate: datetime
    updateddate: datetime
    authors: list[tuple[str, str]]
    categories: list[str]
    enclosures: list[Enclosure]


# --- Views -----------------------------------------------------------------


@require_safe
@conditional_page
def site_feed(request: HttpRequest, name: str) -> HttpResponse:
    publication, home = Publication.for_request(request), root_page(request)
    articles = ArticlePage.objects.newest(Page.objects.descendant_of(home).live().public())
    channel = Channel(publication.name, home.full_url, publication.description, home.translation_key, articles, may_be_empty=True)
    return feed(request, channel, name)


@require_safe
@conditional_page
def section_feed(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    sections = ArticleIndexPage.objects.child_of(root_page(request)).live().public()
    section = sections.filter(slug=slug).first()
    if not section:
        return redirect_below(request, f"/{slug}", f"/feeds/{name}")
    articles = section.published_articles()
    channel = Channel(
        title(request, section.title),
        section.full_url,
        section.description,
        section.translation_key,
        articles,
        may_be_empty=True,
    )
    return feed(request, channel, name)


@require_safe
@conditional_page
def author_feed(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    author = get_object_or_404(Author, slug=slug)
    articles = ArticlePage.objects.by(author).published()
    return feed(request, named_channel(request, author, author.role, articles), name)


@require_safe
@conditional_page
def topic_feed(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    articles = ArticlePage.objects.on(topic).published()
    return feed(request, named_channel(request, topic, topic.description, articles), name)


def named_channel(request: HttpRequest, named: Author | Topic, description: str, articles: ArticleQuerySet) -> Channel:
    key = uuid5(root_page(request).translation_key, f"{named._meta.model_name} {named.pk}")
    link = site(request).root_url + named.get_absolute_url()
    return Channel(title(request, named.name), link, description, key, articles)


def site(request: HttpRequest) -> Site:
    if found := site_of(request):
        return found
    raise Http404("No site here.")


def root_page(request: HttpRequest) -> Page:
    return site(request).root_page


def title(request: HttpRequest, part: str) -> str:
    return f"{Publication.for_request(request).name}: {part}"


# --- From articles to a response ---------------------------------------------


def feed(request: HttpRequest, channel: Channel, name: str) -> HttpResponse:
    """The newest articles of the channel. A channel that exists only by its articles is 404 without one."""
    entries = newest_entries(channel.articles)
    if not entries and not channel.may_be_empty:
        raise Http404("No article any reader may open.")
    updated = max((entry.updateddate for entry in entries), default=NEVER)
    publication = Publication.for_request(request).name
    document = FORMATS[name](
        title=without_control_characters(channel.title),
        link=channel.link,
        description=without_control_characters(channel.description or channel.title),
        language=settings.LANGUAGE_CODE,
        author_name=without_control_characters(publication),
        feed_url=site(request).root_url + request.path,
        feed_guid=channel.key.urn,
        updated=updated,
    )
    for entry in entries:
        values = {field.name: getattr(entry, field.name) for field in fields(Entry)}
        document.add_item(description=escape(entry.summary), unique_id_is_permalink=False, **values)
    headers = {"Last-Modified": http_date(updated.timestamp())}
    response = HttpResponse(content_type=document.content_type, headers=headers)
    document.write(response, "utf-8")
    return response


def newest_entries(articles: ArticleQuerySet) -> list[Entry]:
    """The newest articles as entries: one light query for all that are in the cache."""
    newest = articles.values_list("pk", "last_published_at", "url_path")[:ITEMS]
    keys = {pk: cache_key(pk, published, url_path) for pk, published, url_path in newest}
    cache = caches["content"]
    known = cache.get_many(keys.values())
    missing = {pk: key for pk, key in keys.items() if key not in known}
    if missing:
        made = {missing[pk]: entry for pk, entry in make_entries(missing).items()}
        cache.set_many(made, KEPT)
        known |= made
    return [known[key] for key in keys.values() if key in known]


def cache_key(*facts: object) -> str:
    return "feed-entry-" + hashlib.sha256(repr(facts).encode()).hexdigest()


def make_entries(pks: Sequence[int]) -> dict[int, Entry]:
    """Entries by the article's pk. A fixed number of queries for all, but for pictures that no page has shown yet."""
    articles = ArticlePage.objects.filter(pk__in=pks).prefetch_related(
        Prefetch("article_authors", ArticleAuthor.objects.select_related("author")),
        Prefetch("article_topics", ArticleTopic.objects.select_related("topic")),
    )
    articles = list(articles)
    return {article.pk: make_entry(article, html) for article, html in zip(articles, full_texts(articles), strict=True)}


def make_entry(article: ArticlePage, html: str) -> Entry:
    published = article.date or article.last_published_at or NEVER
    address = article.full_url
    return Entry(
        unique_id=article.translation_key.urn,
        link=address,
        title=without_control_characters(article.title),
        summary=without_control_characters(article.description),
        html=html,
        pubdate=published,
        updateddate=max(published, article.last_published_at or published),
        authors=[
            (without_control_characters(row.author.name), urljoin(address, row.author.get_absolute_url()))
            for row in article.article_authors.all()
        ],
        categories=[without_control_characters(row.topic.name) for row in article.article_topics.all()],
        enclosures=enclosures(article.hero_image, address),
    )


def enclosures(image: SiteImage | None, address: str) -> list[Enclosure]:
    """The main picture as a file that every reader program shows; none when its file is gone."""
    if not image:
        return []
    try:
        *_others, rendition = make_renditions(image, "hero").values()  # the last is the fallback for old programs
        size = rendition.file.size
    except (SourceImageIOError, OSError):
        return []
    kind = "image/gif" if rendition.url.endswith(".gif") else "image/jpeg"
    return [Enclosure(urljoin(address, rendition.url), str(size), kind)]
