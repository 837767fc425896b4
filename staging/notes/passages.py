"""The passages of a page that a note can be on: the blocks of its streams, by their ids, which every version shares."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from history.block_types import read_stream, stream_fields
from history.comparing.aligning import without_tags
from history.comparing.values import texts_in

ID = re.compile(r"[\w-]{1,64}", re.ASCII)
ANCHOR = re.compile(r"b-([\w-]{4,64})", re.ASCII)  # as articles print it: the first characters of the block's id
SURE = 8  # letters by which the beginning of a quote is found that goes on into the next block
SHOWN = 60  # characters of a passage by which a viewer knows it


@dataclass(frozen=True)
class Passage:
    """A block: its id, the name of its type, and what it says."""

    id: str
    kind: str
    text: str

    @property
    def label(self) -> str:
        words = Truncator(" ".join(self.text.split())).chars(SHOWN)
        return _("%(kind)s: “%(words)s”") % {"kind": self.kind, "words": words} if words else self.kind

    @cached_property
    def letters(self) -> str:
        return letters_of(self.text)


def passages_of(model: type[models.Model], fields: dict) -> list[Passage]:
    """In the order of the page. Blocks without an id were never saved, and are left out."""
    passages = []
    for name, stream in stream_fields(model).items():
        stored = read_stream(fields.get(name))
        for item in stored if isinstance(stored, list) else []:
            if isinstance(item, dict) and isinstance(item.get("id"), str) and ID.fullmatch(item["id"]):
                block = stream.child_blocks.get(str(item.get("type")))
                kind = str(block.label) if block else str(item.get("type") or "")
                text = " ".join(without_tags(text) for text in texts_in(block, item.get("value")))
                passages.append(Passage(item["id"], capfirst(kind), text))
    return passages


def letters_of(text: str) -> str:
    """Without blanks and the difference of capitals: a browser's selection has other blanks than what is stored."""
    return "".join(text.split()).casefold()


def find(passages: Iterable[Passage], quote: str, anchor: str = "", after: str = "") -> str:
    """The id of the block that a viewer has selected words in; '' where it can't be told.

    `anchor`: the address of the block on its page, where it has one; `after`: that of the last one before it.
    """
    passages = list(passages)
    if inside := by_anchor(passages, anchor):
        return inside.id
    before = by_anchor(passages, after)
    rest = passages[passages.index(before) + 1 :] if before else passages
    letters = letters_of(quote)
    wanted = [*rest, *passages] if letters else []
    if whole := next((one for one in wanted if letters in one.letters), None):
        return whole.id
    begun = max(wanted, key=lambda one: begins_in(one.letters, letters), default=None)
    return begun.id if begun and begins_in(begun.letters, letters) else ""


def begins_in(text: str, quote: str) -> int:
    """How many letters of the quote the text ends with; 0 for what may be chance."""
    at = text.find(quote[:SURE])
    while at >= 0 and not quote.startswith(text[at:]):
        at = text.find(quote[:SURE], at + 1)
    return len(text) - at if 0 <= at <= len(text) - SURE else 0


def by_anchor(passages: list[Passage], anchor: str) -> Passage | None:
    match = ANCHOR.fullmatch(anchor)
    return next((one for one in passages if one.id.startswith(match[1])), None) if match else None
