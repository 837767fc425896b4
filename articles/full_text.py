"""An article's words and pictures as HTML that stands alone, for feeds and for Markdown.

It is what the blocks' own templates render, so that a new block needs nothing here.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import nh3
from django.template.loader import render_to_string
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import expand_db_html

from images.models import SiteImage
from pages.text import LINK_SCHEMES, without_control_characters

from .blocks.media import chosen_images

if TYPE_CHECKING:
    from .models import ArticlePage

TAGS = {
    *("a", "abbr", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "del", "div", "em"),
    *("figcaption", "figure", "h2", "h3", "h4", "hr", "i", "img", "kbd", "li", "mark", "ol", "p", "pre", "q", "s"),
    *("section", "small", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "time", "tr", "u", "ul"),
}
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "code": {"class"},  # language-python
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
# What only works, or only makes sense, on our own page.
PAGE_ONLY = {"button", "dialog", "form", "iframe", "noscript", "script", "style", "svg", "template"}
BETWEEN = "\x1e"  # a control character: none is left in the texts that it parts


def full_texts(articles: Sequence["ArticlePage"]) -> list[str]:
    """The HTML of each article: main picture, body and notes; addresses absolute, no ids, scripts or styles.

    Pictures, documents and linked pages of all the articles are fetched together.
    """
    rendered = [
        without_control_characters(render_to_string("articles/full_text.html", {"article": article, "body": body}))
        for article, body in zip(articles, gather(articles), strict=True)
    ]
    expanded = expand_db_html(BETWEEN.join(rendered)).split(BETWEEN)
    return [standing_alone(html, article.full_url) for article, html in zip(articles, expanded, strict=True)]


def gather(articles: Sequence["ArticlePage"]) -> Iterator[list[StreamValue.StreamChild]]:
    """The blocks of each article. As parts of one stream they share the queries for what they choose."""
    if not articles:
        return
    body = articles[0].body.stream_block
    raw = [block for article in articles for block in article.body.raw_data]
    wanted = [*(article.hero_image_id for article in articles), *chosen_images(body, raw)]
    with SiteImage.objects.loaded(wanted) as pictures:
        joined = iter(list(body.to_python(raw)))
    for article in articles:
        if picture := pictures.get(article.hero_image_id):
            article.hero_image = picture
        yield list(islice(joined, len(article.body)))


def standing_alone(html: str, address: str) -> str:
    """The HTML without what belongs to our page, its addresses resolved against the page's own."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=PAGE_ONLY,
        url_schemes=LINK_SCHEMES,
        url_relative=("rewrite_with_base", address),
        link_rel=None,
    ).strip()
