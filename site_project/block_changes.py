"""Blocks that were renamed or converted, oldest first: docs/blocks.md.

The list only grows, at its end: frozen copies know how long it was when they were frozen.
"""

from history.block_changes import BlockChange

CHANGES: list[BlockChange] = []
