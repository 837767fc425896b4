"""What machines read of articles, sections, authors and topics: their Metadata, with schema.org nodes.

Takes models as arguments and imports none, so that the models can ask it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import get_language
from wagtail.rich_text import RichText

from pages.metadata import Metadata, absolute_url, page_metadata, picture_of, publisher_id, view_metadata

from .templatetags.body_tags import anchor

if TYPE_CHECKING:
    from .models import ArticleIndexPage, ArticlePage, Author, Topic

PICTURE = "max-1600x1600|format-jpeg|jpegquality-82"
PORTRAIT = "fill-512x512|format-jpeg|jpegquality-82"


def without_empty(node: dict) -> dict:
    return {name: value for name, value in node.items() if value or value is False}


def plain(text: RichText | str | None) -> str:
    """Rich text as one line of words."""
    source = getattr(text, "source", text) or ""
    return " ".join(html.unescape(strip_tags(source.replace("</p>", " ").replace("<br", " <br"))).split())


def moment(time: datetime | None) -> str:
    return time.isoformat(timespec="seconds") if time else ""


# --- An article --------------------------------------------------------------


def article_metadata(article: ArticlePage, request: HttpRequest) -> Metadata:
    metadata = page_metadata(article, request)
    section = article.section
    return replace(
        metadata,
        kind="article",
        kicker=section.title if section else "",
        authors=[author.name for author in article.authors],
        properties=list(article_properties(article, request)),
        trail=[*([(section.title, section.get_full_url(request) or "")] if section else []), *metadata.trail],
        structured_data=[news_article(article, metadata, request)],
    )


def article_properties(article: ArticlePage, request: HttpRequest) -> Iterable[tuple[str, str]]:
    if article.date:
        yield "article:published_time", moment(article.date)
    if article.updated_at:
        yield "article:modified_time", moment(article.updated_at)
    for author in article.authors:
        yield "article:author", absolute_url(request, author.get_absolute_url())
    if article.section:
        yield "article:section", article.section.title
    for topic in article.topics:
        yield "article:tag", topic.name


def news_article(article: ArticlePage, metadata: Metadata, request: HttpRequest) -> dict:
    hero = picture_of(article.hero_image, PICTURE, request)
    quotes = [quotation(block, metadata.canonical) for block in article.body.blocks_by_name("quote")]
    videos = [video_object(block, article, metadata.canonical, request) for block in article.body.blocks_by_name("video")]
    return without_empty(
        {
            "@type": "NewsArticle",
            "@id": f"{metadata.canonical}#article",
            "mainEntityOfPage": metadata.canonical,
            "url": metadata.canonical,
            "headline": article.title,
            "description": metadata.description,
            "image": [hero.url] if hero else [],
            "datePublished": moment(article.date),
            "dateModified": moment(article.updated_at or article.date),
            "author": [person(author, request) for author in article.authors],
            "publisher": {"@id": publisher_id(request)},
            "articleSection": article.section.title if article.section else "",
            "keywords": [topic.name for topic in article.topics],
            "wordCount": article.word_count,
            "inLanguage": get_language(),
            "isAccessibleForFree": True,
            "video": [video for video in videos if video],
            "hasPart": [quote for quote in quotes if quote],
        }
    )


def quotation(block, canonical: str) -> dict:
    """Somebody's words with who said them. Nothing for a pull quote: it repeats the article's own words."""
    value = block.value
    words = plain(value.get("text"))
    if value.get("style") == "pull" or not words:
        return {}
    speaker = {"@type": "Person", "name": value.get("speaker"), "jobTitle": value.get("role")}
    return without_empty(
        {
            "@type": "Quotation",
            "@id": f"{canonical}#{anchor(block)}" if block.id else "",
            "text": words,
            "spokenByCharacter": without_empty(speaker) if value.get("speaker") else {},
            "isBasedOn": value.get("source_url"),
        }
    )


def video_object(block, article: ArticlePage, canonical: str, request: HttpRequest) -> dict:
    """The video; where it starts later than at its beginning, that part as a Clip."""
    value = block.value
    video = value.video
    if video is None:
        return {}
    still = picture_of(value.get("poster") or article.hero_image, PICTURE, request)
    place = "contentUrl" if video.provider == "file" else "embedUrl"
    clip = {"@type": "Clip", "name": value.get("title"), "startOffset": video.start, "url": video.watch_url}
    return without_empty(
        {
            "@type": "VideoObject",
            "@id": f"{canonical}#{anchor(block)}" if block.id else "",
            "name": value.get("title"),
            "description": plain(value.get("caption")) or value.get("title"),
            "thumbnailUrl": still.url if still else "",
            "uploadDate": moment(article.date),
            "url": video.canonical,
            place: absolute_url(request, video.player_url),
            "hasPart": clip if video.start else {},
        }
    )


# --- Lists and people --------------------------------------------------------


def section_metadata(section: ArticleIndexPage, request: HttpRequest) -> Metadata:
    metadata = page_metadata(section, request)
    return replace(metadata, structured_data=[collection(section.title, metadata, request)])


def topic_metadata(topic: Topic, request: HttpRequest) -> Metadata:
    metadata = view_metadata(request, topic.name, topic.description)
    return replace(metadata, structured_data=[collection(topic.name, metadata, request)])


def author_metadata(author: Author, request: HttpRequest) -> Metadata:
    metadata = view_metadata(request, author.name, plain(author.biography) or author.role)
    portrait = picture_of(author.portrait, PORTRAIT, request)
    details = {
        "description": plain(author.biography),
        "image": portrait.url if portrait else "",
        "sameAs": [block.value["address"] for block in author.links],
    }
    page = {
        "@type": "ProfilePage",
        "@id": f"{metadata.canonical}#page",
        "url": metadata.canonical,
        "mainEntity": person(author, request) | without_empty(details),
    }
    return replace(metadata, kind="profile", structured_data=[page])


def person(author: Author, request: HttpRequest) -> dict:
    address = absolute_url(request, author.get_absolute_url())
    return without_empty(
        {"@type": "Person", "@id": f"{address}#person", "name": author.name, "url": address, "jobTitle": author.role}
    )


def collection(name: str, metadata: Metadata, request: HttpRequest) -> dict:
    return without_empty(
        {
            "@type": "CollectionPage",
            "@id": f"{metadata.canonical}#page",
            "url": metadata.canonical,
            "name": name,
            "description": metadata.description,
            "publisher": {"@id": publisher_id(request)},
        }
    )
