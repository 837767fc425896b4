"""What the templates of blocks need: rich text, and the address of each block."""

import json
import re

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText, expand_db_html

from articles.blocks.text import has_words
from articles.footnotes import numbered, with_whole_notes

register = template.Library()

BLOCK_KEY = re.compile(r'\sdata-block-key="[^"]*"')
UNDIRECTED = re.compile(r"<(p|ul|ol)\b(?![^>]*\sdir=)")
ONE_PARAGRAPH = re.compile(r"\s*<p>((?:(?!</?p\b).)*)</p>\s*", re.DOTALL)
ANCHOR_LENGTH = 8
# Templates that show nothing but the block's words: no picture, no file, nothing of the page or of the reader.
WORDS_ONLY = {
    f"articles/blocks/{name}.html" for name in ("paragraph", "heading", "quote", "list", "callout", "divider", "code", "table")
}
MOST_KEPT = 2_000  # blocks, in each process
LONGEST_KEPT = 20_000  # characters
_rendered: dict[tuple, SafeString] = {}


@register.simple_tag(takes_context=True)
def block_of(context: template.Context, block: StreamValue.StreamChild) -> SafeString:
    """The block as include_block gives it, with its anchor. What depends on its words alone is rendered once.

    Links to pages, and the footnotes' numbers, come in afterwards.
    """
    name = getattr(block.block.meta, "template", None)
    if name not in WORDS_ONLY or not block.id:
        return block.render({**context.flatten(), "anchor": anchor(block)})
    key = (name, get_language(), json.dumps(block.get_prep_value(), cls=DjangoJSONEncoder))
    if (html := _rendered.get(key)) is None:
        html = block.render({**context.flatten(), "anchor": anchor(block)})
        if len(html) <= LONGEST_KEPT:
            if len(_rendered) >= MOST_KEPT:
                _rendered.clear()
            _rendered[key] = html
    return html


@register.simple_block_tag
def expanded_links(content: str) -> SafeString:
    """Make links to our pages and documents real, for everything between the tags at once.

    Wagtail's own filter does it for each text: a query or more for every paragraph with a link.
    """
    return mark_safe(expand_db_html(content))  # noqa: S308 - what templates rendered


@register.simple_block_tag
def footnoted(content: str) -> SafeString:
    """Give the footnotes of everything between the tags their numbers, and print them at its end."""
    return numbered(content)


@register.filter
def rich(text: RichText | None) -> SafeString:
    """Rich text as HTML, to stand inside `expanded_links` and `footnoted`; '' where it has no words."""
    # Safe as Wagtail's own: the editor's form and pages/text.py let only known tags into the database.
    return mark_safe(with_whole_notes(BLOCK_KEY.sub("", text.source))) if has_words(text) else SafeString()  # noqa: S308 - as above


@register.filter
def own_direction(html: str) -> SafeString:
    """Rich text in which each paragraph and list runs from left or from right as its first letter does."""
    return mark_safe(UNDIRECTED.sub(r'<\1 dir="auto"', html))  # noqa: S308 - what `rich` gave


@register.filter
def inline(text: RichText | None) -> SafeString:
    """The same without the tags of a paragraph that is the only one: for captions and items of lists."""
    html = rich(text)
    match = ONE_PARAGRAPH.fullmatch(html)
    return mark_safe(match[1]) if match else html  # noqa: S308 - what `rich` gave


@register.filter
def anchor(block: StreamValue.StreamChild) -> str:
    """The block's address on its page, the same after every edit; '' for a block that was never saved."""
    return f"b-{block.id[:ANCHOR_LENGTH]}" if block.id else ""
