"""The lists that stored blocks stand in, at whatever depth, so that one block can be found and put back by its id."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wagtail import blocks
from wagtail.models import Page

from .block_types import stream_fields


@dataclass(frozen=True)
class Place:
    """A stored list of blocks. `where` names it: the field, the id of the block around it, and the names of values on the way."""

    where: tuple
    items: list
    block: blocks.Block

    @property
    def field(self) -> str:
        return self.where[0]


@dataclass(frozen=True)
class Found:
    place: Place
    index: int

    @property
    def item(self) -> dict:
        return self.place.items[self.index]

    @property
    def kind(self) -> blocks.Block:
        """What the code knows of its type."""
        block = self.place.block
        return block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks[self.item["type"]]


def lists_in(model: type[Page], streams: dict[str, list]) -> list[Place]:
    """Every list in the stored streams, the outer ones first."""
    return [place for name, block in stream_fields(model).items() for place in below(block, streams[name], (name, ""))]


def below(block: blocks.Block, raw: object, where: tuple) -> Iterator[Place]:
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock) and isinstance(raw, list):
        yield Place(where, raw, block)
        for item in raw:
            kind = kind_of(block, item)
            if kind is not None:
                yield from below(kind, item["value"], (where[0], item.get("id")))
    elif isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        for name, kind in block.child_blocks.items():
            yield from below(kind, raw.get(name), (*where, name))


def kind_of(block: blocks.Block, item: object) -> blocks.Block | None:
    if not isinstance(item, dict) or "value" not in item or not isinstance(item.get("type"), str):
        return None  # a list's item of old has no id: it is its bare value
    return block.child_block if isinstance(block, blocks.ListBlock) else block.child_blocks.get(item["type"])


def find(places: Iterable[Place], block_id: str) -> Found | None:
    for place in places:
        for index, item in enumerate(place.items):
            if isinstance(item, dict) and block_id and item.get("id") == block_id:
                return Found(place, index)
    return None


def position_after_neighbours(found: Found, place: Place) -> int:
    """After the nearest block that stood before it and is still there; at the top where none is."""
    there = {item["id"]: index for index, item in enumerate(place.items) if isinstance(item, dict) and item.get("id")}
    for item in reversed(found.place.items[: found.index]):
        if isinstance(item, dict) and item.get("id") in there:
            return there[item["id"]] + 1
    return 0
