"""Changes of block types in the code, and how content that was stored before is read after them.

The site lists its changes in the order they were made (settings.HISTORY_BLOCK_CHANGES names the list). A migration carries each
into pages and drafts (`history.operations`); frozen copies, whose bytes never change, are upgraded as they are read. So the list
only grows, at its end: a copy knows how long the list was when it was frozen. docs/blocks.md shows how.

Wagtail's own MigrateStreamData is not used: it writes every row, changed or not, can't be reversed, fails on an empty list and on
blocks without a type, and finds nothing inside a block that a later change renames.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.module_loading import import_string

from .block_types import RawStream, read_stream


@dataclass(frozen=True)
class BlockChange(ABC):
    """What happens to every block of one type. `model`: articles.articlepage. `block`: its path, as in `block_types`."""

    model: str
    field: str
    block: str

    @abstractmethod
    def of_block(self, child: dict) -> dict:
        """A stored block `{"type": …, "value": …, "id": …}`, changed. The same one when there is nothing to change."""

    def backwards(self) -> "BlockChange | None":
        """The change that undoes this one; None where nothing can."""
        return None

    def apply(self, stream: object) -> object:
        """The stored blocks of the field with this change; what is of another shape stays as it is."""
        return walk(stream, self.block.split("."), self)

    def apply_to_fields(self, fields: dict) -> dict:
        """The same for a revision's content or a frozen one: the stream is a list, or its JSON as text."""
        stream = read_stream(fields.get(self.field))
        return {**fields, self.field: self.apply(stream)} if isinstance(stream, list) else fields


@dataclass(frozen=True)
class RenameBlock(BlockChange):
    """The block is called otherwise now; its value stays. `to`: the new name, without a path."""

    to: str

    def of_block(self, child: dict) -> dict:
        return {**child, "type": self.to}

    def backwards(self) -> BlockChange:
        *above, name = self.block.split(".")
        return replace(self, block=".".join([*above, self.to]), to=name)

    def __str__(self) -> str:
        return f"{self.block} is now called {self.to} in {self.model}.{self.field}"


@dataclass(frozen=True)
class ConvertBlock(BlockChange):
    """The block's value has another shape now, and perhaps another name.

    `convert`: a function from the stored value to the new one. Where the name stays, it returns a value that is converted already
    as it is: a migration may meet one. `back`: the function that undoes it.
    """

    convert: Callable[[object], object]
    to: str = ""
    back: Callable[[object], object] | None = None

    def of_block(self, child: dict) -> dict:
        return {**child, "type": self.to or child["type"], "value": self.convert(child.get("value"))}

    def backwards(self) -> BlockChange | None:
        if self.back is None:
            return None
        *above, name = self.block.split(".")
        return replace(
            self, block=".".join([*above, self.to or name]), to=name if self.to else "", convert=self.back, back=self.convert
        )

    def __str__(self) -> str:
        return f"{self.block} is converted{f' to {self.to}' if self.to else ''} in {self.model}.{self.field}"


# --- Finding the blocks: by the stored data alone, because the code of then is gone ---------------


def walk(raw: object, names: list[str], change: BlockChange) -> object:
    if isinstance(raw, RawStream):
        return [through(child, names, change) for child in raw]
    if isinstance(raw, dict) and len(names) > 1 and names[0] in raw:
        return {**raw, names[0]: walk(raw[names[0]], names[1:], change)}
    return raw


def through(child: object, names: list[str], change: BlockChange) -> object:
    """One child of a stream or item of a list."""
    if not (isinstance(child, dict) and "type" in child):
        return walk(child, names, change)  # an item as lists were stored before they had ids
    if child["type"] == names[0]:
        below = names[1:]
        return {**child, "value": walk(child.get("value"), below, change)} if below else change.of_block(child)
    if child["type"] == "item":
        return {**child, "value": walk(child.get("value"), names, change)}
    return child


# --- The list --------------------------------------------------------------------------------------


def listed() -> list[BlockChange]:
    """The site's changes, oldest first."""
    return import_string(settings.HISTORY_BLOCK_CHANGES)


def count() -> int:
    """How many changes the code lists now; a frozen copy notes it."""
    return len(listed())


def upgraded(model_label: str, fields: dict, since: int) -> dict:
    """Frozen fields as they would be stored today: with the changes made since the copy was frozen."""
    return changed(model_label, fields, listed()[since:])


def upgraded_rows(model_label: str, rows: dict[str, list[dict]], since: int) -> dict[str, list[dict]]:
    """The same for the rows of a deleted page of this model, by label: `{"articles.articlepage": [{column: value}], …}`."""
    changes = listed()[since:]
    upgraded = {label: [changed(label, {**row}, changes) for row in found] for label, found in rows.items()}
    for row in upgraded.get("wagtailcore.revision", []):
        if isinstance(row.get("content"), dict):
            row["content"] = changed(model_label, row["content"], changes)
    return upgraded


def changed(model_label: str, fields: dict, changes: list[BlockChange]) -> dict:
    for change in changes:
        if change.model.lower() == model_label.lower():
            fields = change.apply_to_fields(fields)
    return fields
