"""Blocks as the site's own templates show them, for both versions at once: pictures and links in a few queries.

Whatever is stored, something is shown: where a template fails, where it shows nothing and where the code knows no such
block, the words of the block, with a sentence.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from .aligning import Part, leaves_in, without_tags
from .markup import parse
from .sentences import shown
from .values import as_image, parts_of

logger = logging.getLogger(__name__)

BETWEEN = "<!-- next block -->"
MOST_TEXT = 200_000  # characters of a block that can't be shown as readers see it


@dataclass(frozen=True)
class Shown:
    """A block's HTML, and sentences on what could not be shown."""

    html: str
    remarks: list[str] = field(default_factory=list)


class Rendering:
    """Renders blocks of streams: `wanted` holds (page, field's name, block of the stream, stored block) for each."""

    def __init__(self, wanted: Iterable[tuple[Page, str, blocks.StreamBlock, Part]]):
        self.wanted = list(wanted)
        keys = {key for _page, _name, block, part in self.wanted for key in pictures_in(block, [stored(part)])}
        with pictures_at_hand(keys) as pictures:
            self.pictures = pictures
            html = [self.html_of(*one) for one in self.wanted]
        self.shown = {
            (id(page), name, id(part)): self.finished(block, part, html)
            for (page, name, block, part), html in zip(self.wanted, expanded(html), strict=True)
        }

    def of(self, page: Page, name: str, part: Part) -> Shown:
        return self.shown[id(page), name, id(part)]

    def html_of(self, page: Page, name: str, block: blocks.StreamBlock, part: Part) -> str | None:
        """What the template makes of it; None where it can't."""
        if part.at is None:
            return None
        try:
            child = child_of(page.__dict__[name], part)
            return rendered(child, {"page": page, "self": child.value, "value": child.value})
        except Exception as error:  # any template, any stored value
            logger.info("A block %s of page %s can't be shown: %r", part.type, page.pk, error)
            return None

    def finished(self, block: blocks.StreamBlock, part: Part, html: str | None) -> Shown:
        remarks = [_("Picture number %(key)s no longer exists.") % {"key": key} for key in self.lost(block, part)]
        if html and html.strip():
            return Shown(html, remarks)
        words = as_words(part.value)
        if part.type not in block.child_blocks:
            remarks.append(
                _("The site no longer has blocks of the type “%(type)s”. This is its text.") % {"type": part.type}
                if part.type
                else _("What is stored here is no block. This is its text.")
            )
        elif html is None:
            remarks.append(_("This block can’t be shown as readers see it. This is its text."))
        elif words:
            remarks.append(_("Readers see nothing of this block yet. This is its text."))
        return Shown(words, remarks)

    def lost(self, block: blocks.StreamBlock, part: Part) -> list[int]:
        return sorted({key for key in pictures_in(block, [stored(part)]) if key not in self.pictures})


def stored(part: Part) -> dict:
    return {"type": part.type, "value": part.value}


def child_of(stream: StreamValue, part: Part) -> StreamValue.StreamChild:
    """The block made of what is stored; by itself where another of its type spoils the whole lot."""
    try:
        return stream[part.at]
    except Exception:  # a stored value of the wrong shape
        block = stream.stream_block.child_blocks[part.type]
        return StreamValue.StreamChild(block, block.bulk_to_python([part.value])[0], id=part.id)


def rendered(child: StreamValue.StreamChild, context: dict) -> str:
    block, value = child.block, child.value
    if isinstance(block, blocks.StructBlock) and not block.get_template(value, context=context):
        fields = [(one.block.label, field_html(one, context)) for one in value.bound_blocks.values()]
        return render_to_string("history/compare/fields_of_block.html", {"fields": fields})
    return child.render(context)


def field_html(bound: blocks.BoundBlock, context: dict) -> str:
    if isinstance(bound.block, blocks.ChoiceBlock | blocks.BooleanBlock):
        return shown(bound.block, bound.block.get_prep_value(bound.value))
    return "" if bound.value is None else bound.render(context)


def expanded(html: list[str | None]) -> list[str | None]:
    """With real addresses for links to pages and documents, which are looked up for all blocks together."""
    parts = [part or "" for part in html]
    try:
        together = expand_db_html(BETWEEN.join(parts)).split(BETWEEN)
        parts = together if len(together) == len(parts) else [expand_db_html(part) for part in parts]
    except Exception as error:  # a link that names a row in a way the database refuses
        logger.info("Links of a page can't be looked up: %r", error)
    return [None if before is None else after for before, after in zip(html, parts, strict=True)]


def as_words(value: object) -> str:
    """The texts in a stored value as paragraphs."""
    texts = [" ".join(without_tags(leaf).split()) for _name, leaf in leaves_in(value) if isinstance(leaf, str)]
    room, kept = MOST_TEXT, []
    for text in filter(None, texts):
        kept.append(format_html("<p>{}</p>", text[:room]))
        room -= len(text)
        if room <= 0:
            break
    return "".join(kept)


def cleaned(html: str) -> str:
    return parse(html).decode(formatter="minimal")


# --- Pictures ---------------------------------------------------------------------------------------


def pictures_at_hand(keys: set[int]) -> AbstractContextManager[dict]:
    """All these pictures with their renditions, from which blocks take theirs meanwhile, if the image model offers that."""
    manager = get_image_model()._default_manager
    if hasattr(manager, "loaded"):
        return manager.loaded(keys)
    return nullcontext(manager.in_bulk(keys))


def pictures_in(block: blocks.Block, value: object) -> Iterator[int]:
    """The numbers of the pictures in a block's stored value, of whatever shape."""
    if isinstance(block, ImageChooserBlock):
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63:
            yield value
    elif isinstance(block, blocks.StructBlock):
        value = as_image(value)
        for name, child in block.child_blocks.items():
            yield from pictures_in(child, value.get(name) if isinstance(value, dict) else None)
    elif isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        for part in parts_of(block, value) or []:
            child = block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks.get(part.type)
            yield from pictures_in(child, part.value)
