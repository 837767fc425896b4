"""The article's page written the usual way: the second yardstick, for what rendering costs without any cache.

Plain Wagtail as most public sites have it: its own routing, `specific`, managers, tags and filters, and each part of the page
asks the database for what it needs where it needs it. The words, the blocks and the pictures are those of our page, with the
same files behind each picture (test_usual_way.py). What costs both the same is shared: the table's columns, the code's colours,
the footnotes' numbers, the middleware. Nothing is kept but what Wagtail keeps by itself.
"""

import re
from contextlib import contextmanager
from unittest import mock

from django.db.models import Count, F, Manager, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import re_path
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail import urls as wagtail_urls
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from articles.blocks import data, media, text
from articles.models import ArticlePage
from images.models import ImageManager, SiteImage
from publication.models import Publication
from site_project import urls as site_urls


def template(name: str) -> str:
    return f"usual_way/blocks/{name}.html"


class Body(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock(template=template("paragraph"))
    heading = text.HeadingBlock(template=template("heading"))
    quote = text.QuoteBlock(template=template("quote"))
    list = text.TextListBlock(template=template("list"))
    callout = text.CalloutBlock(template=template("callout"))
    divider = blocks.StaticBlock(template=template("divider"))
    figure = media.FigureBlock(template=template("figure"))
    gallery = media.GalleryBlock(template=template("gallery"))
    video = media.VideoBlock(template=template("video"))
    audio = media.AudioBlock(template=template("audio"))
    table = data.TableBlock(template=template("table"))
    code = data.CodeBlock(template=template("code"))
    document = media.DocumentBlock(template=template("document"))


BODY = Body()


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """As wagtail.views.serve with Wagtail's Page, and with the template below."""
    page, _args, _kwargs = Page.route_for_request(request, path)
    if Page.get_view_restrictions(page).exists():
        raise Http404
    return TemplateResponse(request, "usual_way/article_page.html", context_of(page.specific, request))


def context_of(page: ArticlePage, request: HttpRequest) -> dict:
    """What such a page's get_context gives."""
    body = BODY.to_python(page.body.raw_data)
    section = page.get_parent()
    headings = [block for block in body if block.block_type == "heading" and block.value["level"] == "2"]
    corrections = [note.value["date"] for note in page.notes if note.value["kind"] == "correction"]
    words = len(re.findall(r"\w+", strip_tags(" ".join(body.stream_block.get_searchable_content(body)))))
    place = series_place(page)
    return {
        "page": page,
        "body": body,
        "section": section,
        "headings": headings if len(headings) > 2 else [],
        "corrected": max(corrections, default=None),
        "minutes": max(1, -(-words // 230)),
        "related": related(page, section, place),
        "series": place,
        "structured_data": structured_data(page, body, words, request),
    }


def related(page: ArticlePage, section: Page, place: dict) -> list[ArticlePage]:
    topics = [row.topic for row in page.article_topics.all()]
    on_same = Count("article_topics", filter=Q(article_topics__topic__in=topics))
    others = ArticlePage.objects.live().public().annotate(shared=on_same).exclude(pk=page.pk)
    beside = [place[side].pk for side in ("previous", "next") if place.get(side)]
    found = others.filter(Q(shared__gt=0) | Q(path__startswith=section.path)).exclude(pk__in=beside)
    return found.order_by("-shared", "-published_at", "-pk")[:3]


def series_place(page: ArticlePage) -> dict:
    if not page.series:
        return {}
    order = (F("series_part").asc(nulls_last=True), "published_at", "pk")
    parts = list(page.series.articles.live().public().order_by(*order))
    if len(parts) < 2:
        return {}
    index = parts.index(page)
    return {
        "number": index + 1,
        "total": len(parts),
        "previous": parts[index - 1] if index else None,
        "next": parts[index + 1] if index + 1 < len(parts) else None,
    }


def structured_data(page: ArticlePage, body: blocks.StreamValue, words: int, request: HttpRequest) -> dict:
    """What search engines are told, as our page tells it."""
    address, home = page.full_url, page.get_site().root_page
    publication = Publication.for_request(request)
    publisher = {"@type": "Organization", "@id": f"{home.full_url}#publisher", "name": publication.name, "url": home.full_url}
    authors = [row.author for row in page.article_authors.all()]
    article = {
        "@type": "NewsArticle",
        "@id": f"{address}#article",
        "mainEntityOfPage": address,
        "url": address,
        "headline": page.title,
        "description": page.description,
        "datePublished": page.date,
        "dateModified": page.updated_at or page.date,
        "author": [
            {"@type": "Person", "name": one.name, "jobTitle": one.role, "url": request.build_absolute_uri(one.get_absolute_url())}
            for one in authors
        ],
        "publisher": {"@id": publisher["@id"]},
        "articleSection": page.get_parent().title,
        "keywords": [row.topic.name for row in page.article_topics.all()],
        "wordCount": words,
        "hasPart": [
            {
                "@type": "Quotation",
                "@id": f"{address}#{block.id[:8]}",
                "text": strip_tags(block.value["text"].source),
                "spokenByCharacter": {"@type": "Person", "name": block.value["speaker"], "jobTitle": block.value["role"]},
            }
            for block in body
            if block.block_type == "quote" and block.value["style"] != "pull"
        ],
    }
    trail = [*page.get_ancestors(inclusive=True).filter(depth__gte=home.depth)]
    crumbs = [
        {"@type": "ListItem", "position": position, "name": one.title, "item": one.full_url}
        for position, one in enumerate(trail, start=1)
    ]
    return {
        "@context": "https://schema.org",
        "@graph": [article, {"@type": "BreadcrumbList", "itemListElement": crumbs}, publisher],
    }


@contextmanager
def stock_images():
    """Wagtail's own manager of images and its own way to their files: ours brings the files along with every query."""
    with (
        mock.patch.object(ImageManager, "get_queryset", Manager.get_queryset),
        mock.patch.object(SiteImage, "get_renditions", AbstractImage.get_renditions),
    ):
        yield


# --- The addresses: the site's own, but for the last, which serves the pages. ---

urlpatterns = [*site_urls.urlpatterns[:-1], re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve")]
handler400 = site_urls.handler400
