"""What a comparison consists of: changed fields, and the blocks of each stream, with the marks that templates show."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from .marking import Marked
from .rendering import cleaned
from .sequences import Effort
from .streams import BlockDifference
from .trees import whole
from .values import excerpt

KINDS = {
    "changed": gettext_lazy("%(type)s changed"),
    "added": gettext_lazy("%(type)s added"),
    "removed": gettext_lazy("%(type)s removed"),
    "moved": gettext_lazy("%(type)s moved"),
    "left": gettext_lazy("%(type)s moved from here"),
    "unchanged": gettext_lazy("%(type)s"),
}


@dataclass
class Difference:
    """What a field and a block have in common: two renderings, and sentences on what they do not show.

    `number` counts the changes of a page from 1; None for what did not change.
    """

    old_source: str | None
    new_source: str | None
    effort: Effort
    number: int | None = None
    sentences: list[str] = field(default_factory=list)

    @cached_property
    def marked(self) -> Marked:
        return Marked(self.old_source or "", self.new_source or "", self.effort)

    @cached_property
    def old_html(self) -> SafeString:
        """The old version with what was taken out marked; "" where there is none."""
        if self.old_source is None or self.old_source == self.new_source:
            return self.html if self.old_source else SafeString()
        return whole(self.old_source, "del") if self.new_source is None else self.marked.old

    @cached_property
    def new_html(self) -> SafeString:
        """The new version with what was put in marked; "" where there is none."""
        if self.new_source is None or self.old_source == self.new_source:
            return self.html if self.new_source else SafeString()
        return whole(self.new_source, "ins") if self.old_source is None else self.marked.new

    @cached_property
    def html(self) -> SafeString:
        """Without marks, as readers of the newer version see it."""
        source = self.old_source if self.new_source is None else self.new_source
        return mark_safe(cleaned(source or ""))  # noqa: S308 - templates' own HTML, cleaned

    @cached_property
    def merged_html(self) -> SafeString:
        """Both in one."""
        if self.old_source == self.new_source:
            return self.html
        return (
            self.marked.merged if self.old_source is not None and self.new_source is not None else self.old_html or self.new_html
        )


@dataclass
class FieldChange(Difference):
    name: str = ""
    label: str = ""
    kind: str = "changed"

    @property
    def heading(self) -> str:
        return _("%(field)s changed") % {"field": self.label}


@dataclass
class BlockRow(Difference):
    """A block of either version or both. `kind` as in BlockDifference; `changed`: more than its place differs."""

    difference: BlockDifference | None = None
    type_label: str = ""
    remarks: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.difference.kind

    @property
    def changed(self) -> bool:
        return bool(self.difference.changes)

    @property
    def id(self) -> str:
        """Of the block, the same in every version; "" where it was never given one."""
        return self.new_id or self.old_id

    @property
    def old_id(self) -> str:
        return self.difference.old.id if self.difference.old else ""

    @property
    def new_id(self) -> str:
        return self.difference.new.id if self.difference.new else ""

    @property
    def heading(self) -> str:
        if self.kind == "moved" and self.changed:
            return _("%(type)s moved and changed") % {"type": self.type_label}
        return KINDS[self.kind] % {"type": self.type_label}

    @property
    def excerpt(self) -> str:
        return excerpt((self.difference.new or self.difference.old).value, self.difference.block)

    @property
    def way(self) -> str:
        """Where a moved block came from, or went."""
        places = {"old": self.difference.old_place, "new": self.difference.new_place}
        if places["old"] == places["new"]:
            return _("It keeps place %(new)d, but what stands around it moved.") % places
        if places["old"] > places["new"]:
            return _("Moved up from place %(old)d to place %(new)d.") % places
        return _("Moved down from place %(old)d to place %(new)d.") % places


@dataclass
class StreamChange:
    """A stream of the page with all its blocks, in the order of the newer version."""

    name: str
    label: str
    rows: list[BlockRow]

    @property
    def changes(self) -> list[BlockRow]:
        return [row for row in self.rows if row.number]

    @cached_property
    def groups(self) -> list[tuple[bool, list[BlockRow]]]:
        """The rows in runs of changed ones (True) and unchanged ones."""
        runs: list[tuple[bool, list[BlockRow]]] = []
        for row in self.rows:
            changed = row.kind != "unchanged"
            if not runs or runs[-1][0] != changed:
                runs.append((changed, []))
            runs[-1][1].append(row)
        return runs


@dataclass
class Comparison:
    """`fields`: those that differ. `blocks`: the page's streams that have any block, with all blocks."""

    old: Page
    new: Page
    fields: list[FieldChange]
    blocks: list[StreamChange]

    @property
    def changes(self) -> list[FieldChange | BlockRow]:
        return [*self.fields, *(row for stream in self.blocks for row in stream.changes)]

    @property
    def number(self) -> int:
        return len(self.changes)

    @property
    def is_empty(self) -> bool:
        return not self.changes
