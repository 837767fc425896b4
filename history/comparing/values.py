"""What differs between two stored values of a block, field by field, without rendering either."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from .aligning import Part, Row, align, leaves_in, settled, without_tags
from .sequences import Effort

DEEPEST = 40  # levels of nested values that are looked at
ITEM = "item"
LINK = re.compile(r"<a\b[^>]*>")


class Kind(StrEnum):
    TEXT = "text"
    STYLE = "style"  # the same words, formatted otherwise
    LINK = "link"
    ALT = "alt"
    PICTURE = "picture"
    CHOSEN = "chosen"  # a document, a page, a snippet …
    SETTING = "setting"
    TABLE = "table"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    TYPE = "type"
    UNKNOWN = "unknown"


TABLE_OPTIONS = {"table_caption": Kind.TEXT, "first_row_is_table_header": Kind.TABLE, "first_col_is_header": Kind.TABLE}


class Place(str):
    """A label that names one item of a list: "Pictures, number 2"."""

    __slots__ = ()


@dataclass(frozen=True)
class Change:
    """`where`: the labels of the fields around it, from the outside in. `old` and `new`: stored values, or places in a list."""

    kind: Kind
    block: blocks.Block | None
    where: tuple[str, ...]
    old: object
    new: object
    words: str = ""  # of an item that was added, removed or moved


def changes_in(block: blocks.Block | None, old: object, new: object, effort: Effort, where: tuple = ()) -> Iterator[Change]:
    """Each difference of two JSON values of this block. Any value is read, also one that the block could not have stored."""
    if old == new or (is_empty(old) and is_empty(new)):
        return
    if block is None or len(where) > DEEPEST:
        yield Change(Kind.UNKNOWN, block, where, old, new)
    elif isinstance(block, ImageBlock):
        yield from in_struct(block, as_image(old), as_image(new), effort, where)
    elif isinstance(block, blocks.StructBlock):
        yield from in_struct(block, old, new, effort, where)
    elif isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        yield from in_list(block, old, new, effort, where)
    elif isinstance(block, TableBlock):
        yield from in_table(block, old, new, effort, where)
    else:
        yield from in_leaf(block, old, new, where)


def is_empty(value: object) -> bool:
    return value is None or value == "" or value == [] or value == {} or (value == "<p></p>")


def as_image(value: object) -> object:
    """Before it had an alternative text, an image was stored as its number alone."""
    return {"image": value} if value is None or isinstance(value, int) else value


def in_struct(block: blocks.StructBlock, old: object, new: object, effort: Effort, where: tuple) -> Iterator[Change]:
    old, new = old or {}, new or {}
    if not isinstance(old, dict) or not isinstance(new, dict):
        yield Change(Kind.UNKNOWN, block, where, old, new)
        return
    for name, child in block.child_blocks.items():
        before, after = (value[name] if name in value else default_of(child) for value in (old, new))
        yield from changes_in(child, before, after, effort, (*where, str(child.label)))
    known = block.child_blocks.keys()
    for name in sorted((old.keys() | new.keys()) - known, key=str):
        yield from changes_in(None, old.get(name), new.get(name), effort, (*where, str(name)))


def default_of(block: blocks.Block) -> object:
    try:
        return block.get_prep_value(block.get_default())
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def in_list(
    block: blocks.StreamBlock | blocks.ListBlock, old: object, new: object, effort: Effort, where: tuple
) -> Iterator[Change]:
    before, after = parts_of(block, old), parts_of(block, new)
    if before is None or after is None:
        yield Change(Kind.UNKNOWN, block, where, old, new)
        return
    rows = align(before, after, effort)
    yield from rows_changed(block, rows, before, after, where)
    for row in rows:
        if row.old is not None and row.new is not None:
            place = Place(_("%(list)s, number %(place)d") % {"list": where[-1] if where else "", "place": row.new + 1})
            yield from in_part(block, before[row.old], after[row.new], effort, (*where[:-1], place))


def rows_changed(block: blocks.Block, rows: list[Row], before: list[Part], after: list[Part], where: tuple) -> Iterator[Change]:
    """Which items were added, removed and moved."""
    child = getattr(block, "child_block", None)
    for row in rows:
        if row.old is None:
            yield Change(Kind.ADDED, block, where, None, row.new + 1, excerpt(after[row.new].value, child))
        elif row.new is None and not row.moved:
            yield Change(Kind.REMOVED, block, where, row.old + 1, None, excerpt(before[row.old].value, child))
        elif row.new is not None and row.moved:
            yield Change(Kind.MOVED, block, where, row.old + 1, row.new + 1, excerpt(after[row.new].value, child))


def in_part(block: blocks.Block, old: Part, new: Part, effort: Effort, where: tuple) -> Iterator[Change]:
    """What differs in a block of a stream or an item of a list."""
    if old.type != new.type:
        yield Change(Kind.TYPE, block, where, old.type, new.type)
        return
    if isinstance(block, blocks.ListBlock):
        yield from changes_in(block.child_block, old.value, new.value, effort, where)
    else:
        yield from changes_in(block.child_blocks.get(new.type), old.value, new.value, effort, where)


def parts_of(block: blocks.StreamBlock | blocks.ListBlock, value: object) -> list[Part] | None:
    """The blocks of a stream or the items of a list; None for what is neither."""
    if value is not None and not isinstance(value, list | tuple):
        return None
    return [item_of(part) if isinstance(block, blocks.ListBlock) else part_of(part) for part in value or []]


def item_of(stored: object) -> Part:
    """An item of a list. Before items had ids, the bare value was stored."""
    part = part_of(stored)
    return part if part.type == ITEM else Part(ITEM, stored)


def part_of(stored: object, at: int | None = None) -> Part:
    if isinstance(stored, dict) and isinstance(stored.get("type"), str) and "value" in stored:
        key = stored.get("id")
        return Part(stored["type"], stored["value"], key if isinstance(key, str) else "", at)
    return Part("", stored, "", at)


def in_table(block: TableBlock, old: object, new: object, effort: Effort, where: tuple) -> Iterator[Change]:
    cells = [table.get("data") or [] if isinstance(table, dict) else None for table in (old or {}, new or {})]
    if not all(isinstance(rows, list) and all(isinstance(row, list) for row in rows) for rows in cells):
        yield Change(Kind.UNKNOWN, block, where, old, new)
        return
    old, new = old or {}, new or {}
    before, after = ([Part("row", row) for row in rows] for rows in cells)
    rows = align(before, after, effort)
    yield from rows_changed(block, rows, before, after, where)
    for row in rows:
        if row.old is not None and row.new is not None and before[row.old].value != after[row.new].value:
            yield Change(Kind.TEXT, block, where, before[row.old].value, after[row.new].value)
    widths = [max(map(len, rows), default=0) for rows in cells]
    if widths[0] != widths[1]:
        yield Change(Kind.TABLE, block, (*where, "columns"), *widths)
    for name, kind in TABLE_OPTIONS.items():
        if (old.get(name) or "") != (new.get(name) or ""):
            yield Change(kind, block, (*where, name), old.get(name), new.get(name))


def in_leaf(block: blocks.Block, old: object, new: object, where: tuple) -> Iterator[Change]:
    if isinstance(block, blocks.RichTextBlock) and isinstance(old or "", str) and isinstance(new or "", str):
        old, new = (settled(text or "") for text in (old, new))
        if old != new and not (is_empty(old) and is_empty(new)):
            yield Change(kind_of_rich_text(old, new), block, where, old, new)
    else:
        yield Change(kind_of(block, where), block, where, old, new)


def kind_of_rich_text(old: str, new: str) -> Kind:
    if words_of(old) != words_of(new):
        return Kind.TEXT
    return Kind.STYLE if LINK.findall(old) == LINK.findall(new) else Kind.LINK


def words_of(html: str) -> list[str]:
    return without_tags(re.sub(r"</(p|li|h\d)>|<br", " \\g<0>", html)).split()


def kind_of(block: blocks.Block, where: tuple) -> Kind:
    if isinstance(block, ImageChooserBlock):
        return Kind.PICTURE
    if isinstance(block, blocks.ChooserBlock):
        return Kind.CHOSEN
    if isinstance(block, blocks.URLBlock):
        return Kind.LINK
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RawHTMLBlock | blocks.RegexBlock | blocks.EmailBlock):
        return Kind.ALT if block.name == "alt_text" else Kind.TEXT
    return Kind.SETTING


def excerpt(value: object, block: blocks.Block | None = None, length: int = 60) -> str:
    """The first words of a value, for whoever has to find it."""
    texts = islice(filter(None, texts_in(block, value)), 8)
    words = " ".join(without_tags(" ".join(texts)[: 10 * length]).split())
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0] + " …"


def texts_in(block: blocks.Block | None, value: object) -> Iterator[str]:
    """What a block says in words, as far as its definition tells them from addresses and choices."""
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        for name, child in block.child_blocks.items():
            yield from texts_in(child, value.get(name))
    elif isinstance(block, blocks.ListBlock) and isinstance(value, list):
        for part in parts_of(block, value):
            yield from texts_in(block.child_block, part.value)
    elif not isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock | blocks.URLBlock | blocks.ChooserBlock):
        yield from (leaf for _name, leaf in leaves_in(value) if isinstance(leaf, str))
