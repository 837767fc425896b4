"""Names for stored blocks that have none: the same at every reading.

Wagtail invents one whenever it reads an item of a list that a script wrote without. Then the same words would be another content
each time, and no approval could hold.
"""

import json
from uuid import NAMESPACE_OID, uuid5

from django.db import models
from wagtail import blocks

from .block_types import stream_fields


def named(model: type[models.Model], fields: dict) -> dict:
    """The fields with a name for each block of their streams, which are lists of dicts with a type and a value."""
    streams = {name: block for name, block in stream_fields(model).items() if isinstance(fields.get(name), list)}
    return fields | {name: in_block(block, fields[name], name) for name, block in streams.items()}


def in_block(block: blocks.Block, raw: object, path: str) -> object:
    if isinstance(block, blocks.BaseStreamBlock) and isinstance(raw, list):
        return [in_child(block, item, f"{path}.{number}") for number, item in enumerate(raw)]
    if isinstance(block, blocks.ListBlock) and isinstance(raw, list):
        return [in_item(block, item, f"{path}.{number}") for number, item in enumerate(raw)]
    if isinstance(block, blocks.BaseStructBlock) and isinstance(raw, dict):
        known = raw.keys() & block.child_blocks.keys()
        return raw | {name: in_block(block.child_blocks[name], raw[name], f"{path}.{name}") for name in known}
    return raw


def in_child(block: blocks.BaseStreamBlock, item: object, path: str) -> object:
    if not isinstance(item, dict) or item.get("type") not in block.child_blocks or "value" not in item:
        return item
    value = in_block(block.child_blocks[item["type"]], item["value"], path)
    return item | {"value": value, "id": item.get("id") or name_for(item, path)}


def in_item(block: blocks.ListBlock, item: object, path: str) -> dict:
    """As Wagtail tells an item from a bare value."""
    whole = item if isinstance(item, dict) and {"id", "value"} <= item.keys() and item.get("type") == "item" else None
    value = in_block(block.child_block, whole["value"] if whole else item, path)
    return {"type": "item", "value": value, "id": (whole or {}).get("id") or name_for(item, path)}


def name_for(item: object, path: str) -> str:
    return str(uuid5(NAMESPACE_OID, f"{path}: {json.dumps(item, sort_keys=True)}"))
