"""Which block types stored content has, and whether the code knows them."""

from collections.abc import Iterator

from wagtail import blocks

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


def unknown_in(block: blocks.Block, raw: object) -> list[str]:
    """Paths of the block types in stored data that the code does not know, each once."""
    return sorted({path for path, known in types_in(block, raw) if not known})
