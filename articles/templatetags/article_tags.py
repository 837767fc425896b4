"""What the article's own template needs besides its body."""

from dataclasses import dataclass
from datetime import date

from django import template
from wagtail.blocks import StreamValue

from .body_tags import anchor

register = template.Library()

FEWEST_HEADINGS = 3  # below that a list of contents says nothing that a look at the page does not


@dataclass(frozen=True)
class Entry:
    """A heading: its `text`, and the `anchor` under which the page has it."""

    text: str
    anchor: str


@register.simple_tag
def contents_of(body: StreamValue) -> list[Entry]:
    """The headings of the second level, or nothing where there are too few for a list of contents."""
    headings = [block for block in body if block.block_type == "heading" and block.value.get("level") == "2"]
    entries = [Entry(block.value.get("text"), anchor(block)) for block in headings]
    entries = [entry for entry in entries if entry.text and entry.anchor]
    return entries if len(entries) >= FEWEST_HEADINGS else []


@register.simple_tag
def last_corrected(notes: StreamValue) -> date | None:
    """The day of the latest correction; None without one."""
    days = [note.value.get("date") for note in notes if note.value.get("kind") == "correction"]
    return max(filter(None, days), default=None)
