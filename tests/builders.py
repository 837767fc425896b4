"""Content with real words. Each builder saves what it makes; every word can be given instead."""

import io

from django.core.files.base import ContentFile
from django.utils.text import slugify
from PIL import Image, ImageDraw

from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTopic, Author, Topic
from home.models import HomePage, StandardPage
from images.models import SiteImage

PASSWORD = "harbour-lamp-42"

BODY = [
    ("heading", {"text": "🌊 What the tide leaves behind", "level": "2"}),
    ("paragraph", "<p>The ferry leaves at six, and by then the harbour smells of <b>coffee</b> and <i>diesel</i>.</p>"),
    ("quote", {"text": "<p>We only stopped selling it.</p>", "speaker": "Ines Aguilar", "style": "quotation"}),
]


def stream(model: type, field: str, parts: list[tuple[str, object]]):
    """(block's name, its JSON value) pairs as the field's value: the same shape that is stored."""
    block = model._meta.get_field(field).stream_block
    return block.to_python([{"type": name, "value": value} for name, value in parts])


def section_page(title: str = "Harbours", *, live: bool = True, **fields) -> ArticleIndexPage:
    page = ArticleIndexPage(title=title, slug=fields.pop("slug", slugify(title)), live=live, **fields)
    return HomePage.objects.get().add_child(instance=page)


def author(name: str = "Mara Lindqvist", **fields) -> Author:
    return Author.objects.create(name=name, slug=fields.pop("slug", slugify(name)), **fields)


def topic(name: str = "Ferries", **fields) -> Topic:
    return Topic.objects.create(name=name, slug=fields.pop("slug", slugify(name)), **fields)


def picture(width: int = 640, height: int = 400, kind: str = "PNG") -> bytes:
    """An encoded picture of a sun above a horizon."""
    drawing = Image.new("RGB", (width, height), "#bfe3f2")
    pen = ImageDraw.Draw(drawing)
    pen.rectangle((0, height * 0.6, width, height), fill="#0b4f6c")
    pen.ellipse((width * 0.4, height * 0.2, width * 0.6, height * 0.2 + width * 0.2), fill="#f6ae2d")
    file = io.BytesIO()
    drawing.save(file, kind)
    return file.getvalue()


def image(title: str = "Sun above the harbour", *, file: bytes = b"", name: str = "", **fields) -> SiteImage:
    content = file or picture()
    fields.setdefault("description", "A low sun above calm water.")
    return SiteImage.objects.create(title=title, file=ContentFile(content, name or f"{slugify(title)}.png"), **fields)


def article(
    section: ArticleIndexPage,
    *,
    title: str = "The harbour that said no",
    body: list[tuple[str, object]] = BODY,
    authors: tuple[Author, ...] = (),
    topics: tuple[Topic, ...] = (),
    live: bool = True,
    **fields,
) -> ArticlePage:
    """An article with a revision: published, or a draft with live=False. `body`: (block's name, JSON value) pairs."""
    fields.setdefault("standfirst", "Port Selwyn could have sold its quay. It kept it.")
    page = ArticlePage(title=title, slug=fields.pop("slug", slugify(title)), live=False, **fields)
    page.body = stream(ArticlePage, "body", body)
    page.article_authors = [ArticleAuthor(author=one) for one in authors]
    page.article_topics = [ArticleTopic(topic=one) for one in topics]
    section.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
    page.refresh_from_db()
    return ArticlePage.objects.get(pk=page.pk)


def standard_page(
    title: str = "About", *, body: list[tuple[str, object]] = BODY[:2], live: bool = True, **fields
) -> StandardPage:
    page = StandardPage(title=title, slug=fields.pop("slug", slugify(title)), live=live, **fields)
    page.body = stream(StandardPage, "body", body)
    return HomePage.objects.get().add_child(instance=page)
