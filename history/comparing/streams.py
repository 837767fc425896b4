"""The blocks of a page's streams as they are stored, and which of them differ. Nothing is rendered here."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.core.serializers.json import DjangoJSONEncoder
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page

from .aligning import Part, Row, align
from .sequences import Effort
from .values import Change, in_part, part_of

DEEPEST = 60  # levels; Python's own limit is not far beyond


def stream_fields(page: Page) -> list[StreamField]:
    return [one for one in page._meta.concrete_fields if isinstance(one, StreamField)]


def stored_parts(page: Page, name: str) -> list[Part]:
    """The blocks of the page's stream; a block of a type that the code does not know, too, where the page tells.

    A stream drops unknown types when it is read, so whoever reads a page from stored content leaves that content in
    `page.stored_streams`: {field: list of blocks as stored, or whatever else is stored there}.
    """
    stream = page.__dict__.get(name)
    if not isinstance(stream, StreamValue):
        return []
    if stream.raw_text is not None:
        return [Part("", stream.raw_text)]
    known = [raw_block(stream, at) for at in range(len(stream))]
    stored = getattr(page, "stored_streams", {}).get(name)
    types = stream.stream_block.child_blocks
    if stored and not known and not isinstance(stored, list):
        return [Part("", "…" if is_too_deep(stored) else stored)]
    if not isinstance(stored, list) or len(known) != sum(is_known(one, types) for one in stored):
        return [part(one, at) for at, one in enumerate(known)]
    places = iter(range(len(known)))
    ordered = [(one, next(places) if is_known(one, types) else None) for one in stored]
    return [part(one if at is None else known[at], at) for one, at in ordered]


def is_known(stored: object, types: dict) -> bool:
    return isinstance(stored, dict) and "value" in stored and stored.get("type") in types


def raw_block(stream: StreamValue, at: int) -> object:
    """The block as stored; one that was made by code becomes what would be stored."""
    if stream._raw_data[at] is not None:
        return stream._raw_data[at]
    try:
        return json.loads(json.dumps(stream.raw_data[at], cls=DjangoJSONEncoder))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return {"type": stream._bound_blocks[at].block_type, "value": str(stream._bound_blocks[at].value)}


def part(stored: object, at: int | None = None) -> Part:
    read = part_of(stored, at)
    return Part(read.type, "…", read.id, None) if is_too_deep(read.value) else read


def is_too_deep(value: object) -> bool:
    level = [value]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in inside(outer)]
        if not level:
            return False
    return True


def inside(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


@dataclass
class BlockDifference:
    """A block in both versions or in one. `old_place` and `new_place` count from 1; `moved`: it stands elsewhere.

    With `moved` and no `new`, it is the place that a block left.
    """

    block: blocks.Block | None
    old: Part | None
    new: Part | None
    old_place: int | None
    new_place: int | None
    moved: bool = False
    changes: list[Change] = field(default_factory=list)

    @cached_property
    def kind(self) -> str:
        """unchanged, changed, added, removed, moved (perhaps changed as well) or left."""
        if self.moved:
            return "moved" if self.new else "left"
        if self.old is None or self.new is None:
            return "added" if self.old is None else "removed"
        return "changed" if self.changes else "unchanged"


def stream_differences(block: blocks.StreamBlock, old: list[Part], new: list[Part], effort: Effort) -> list[BlockDifference]:
    """All blocks of both, in the order in which a reader of the new version meets them."""
    return [difference(block, old, new, row, effort) for row in align(old, new, effort)]


def difference(stream: blocks.StreamBlock, old: list[Part], new: list[Part], row: Row, effort: Effort) -> BlockDifference:
    before = old[row.old] if row.old is not None else None
    after = new[row.new] if row.new is not None else None
    block = stream.child_blocks.get((after or before).type)
    places = (None if at is None else at + 1 for at in (row.old, row.new))
    changes = list(in_part(stream, before, after, effort, ())) if before and after else []
    return BlockDifference(block, before, after, *places, row.moved, changes)
