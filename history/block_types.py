"""Which block types stored content has, and whether the code knows them.

A block type is named by its path: "quote", or "gallery.pictures.picture" for one in a stream inside a struct. Lists add no name.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

RawStream = list | blocks.StreamValue.RawDataView


def types_in(block: blocks.Block, raw: object, path: str = "") -> Iterator[tuple[str, bool]]:
    """Pairs of a block's path ("quote", "gallery.pictures.picture" …) and whether the code knows it, for stored data.

    Data of a shape that the block does not expect has no types to tell.
    """
    if isinstance(block, blocks.BaseStreamBlock) and isinstance(raw, RawStream):
        for child in raw:
            if isinstance(child, dict) and isinstance(child.get("type"), str):
                yield from types_below(block.child_blocks.get(child["type"]), child.get("value"), f"{path}{child['type']}")
    elif isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        for name in raw.keys() & block.child_blocks.keys():
            yield from types_in(block.child_blocks[name], raw[name], f"{path}{name}.")
    elif isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        for item in raw:
            yield from types_in(block.child_block, item.get("value", item) if isinstance(item, dict) else item, path)


def types_below(child: blocks.Block | None, raw: object, path: str) -> Iterator[tuple[str, bool]]:
    yield path, child is not None
    if child is not None:
        yield from types_in(child, raw, f"{path}.")


def choices_in(block: blocks.Block, raw: object) -> Iterator[tuple[type[models.Model], int | str]]:
    """What was chosen in stored data (pictures, documents, pages, snippets), as pairs of model and key."""
    if not isinstance(block, blocks.ChooserBlock):
        for child, value in parts_of(block, raw):
            yield from choices_in(child, value)
    elif isinstance(raw, int | str) and raw:
        yield block.model_class, raw


def parts_of(block: blocks.Block, raw: object) -> Iterator[tuple[blocks.Block, object]]:
    """Pairs of a block that the code knows and its stored data, one level below."""
    if isinstance(block, blocks.BaseStreamBlock) and isinstance(raw, RawStream):
        children = [(block.child_blocks.get(child.get("type")), child.get("value")) for child in raw if isinstance(child, dict)]
        yield from ((child, value) for child, value in children if child)
    elif isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        yield from ((block.child_blocks[name], raw[name]) for name in raw.keys() & block.child_blocks.keys())
    elif isinstance(block, ImageBlock) and isinstance(raw, int):
        yield block.child_blocks["image"], raw  # as an image chooser has stored it, whose place this block took
    elif isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        yield from ((block.child_block, item.get("value", item) if isinstance(item, dict) else item) for item in raw)


def unknown_in(block: blocks.Block, raw: object) -> list[str]:
    """Paths of the block types in stored data that the code does not know, each once."""
    return sorted(count_unknown(block, raw))


def count_unknown(block: blocks.Block, raw: object) -> Counter[str]:
    """How many blocks of each type that the code does not know stand in stored data."""
    return Counter(path for path, known in types_in(block, raw) if not known)


def knows(block: blocks.Block, path: str) -> bool:
    """Whether the code has a block type of this path."""
    for name in path.split("."):
        while isinstance(block, blocks.ListBlock):
            block = block.child_block
        block = getattr(block, "child_blocks", {}).get(name)
        if block is None:
            return False
    return True


@cache
def stream_fields(model: type[models.Model]) -> dict[str, blocks.StreamBlock]:
    """The stream fields of a model, inherited ones as well, each with the block that the code has for it."""
    return {field.name: field.stream_block for field in model._meta.concrete_fields if isinstance(field, StreamField)}


def read_stream(value: object) -> object:
    """The blocks of a stream as it is stored; None for what can't be read."""
    try:
        return json.loads(value) if isinstance(value, str | bytes) else value
    except (ValueError, RecursionError):
        return None
