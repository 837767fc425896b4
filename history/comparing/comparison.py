"""Two versions of a page held against each other: `compare(old, new)`."""

from collections.abc import Iterator
from itertools import count

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail.models import Page

from .aligning import Part
from .fields import FieldDifference, field_differences, html_of, is_picture, items_of, rows_in
from .formatting import Restyled, restyled_in
from .marking import in_a_row
from .markup import PIECE, read, tokens_of
from .naming import Names, Reference, chosen_row, linked_rows
from .rendering import Rendering, Shown, expanded
from .rows import BlockRow, Comparison, FieldChange, StreamChange
from .sentences import is_now, label_of, of_reshaped, of_restyled, sentences_of
from .sequences import Effort
from .streams import BlockDifference, stored_parts, stream_differences, stream_fields
from .values import Change, Kind, excerpt

HIDDEN_TEXT = gettext_lazy("%(field)s changed from “%(old)s” to “%(new)s”.")


def compare(old: Page, new: Page) -> Comparison:
    """What differs between two versions of a page, whatever they hold. Neither needs to be saved."""
    return Comparing(old, new).comparison()


class Comparing:
    """The way from two pages to their comparison: find, then ask the database once, then render and say."""

    def __init__(self, old: Page, new: Page):
        self.old, self.new = old, new
        self.effort = Effort()
        self.numbers = count(1)
        self.fields = field_differences(old, new)
        self.streams = {
            one: stream_differences(one.stream_block, stored_parts(old, one.name), stored_parts(new, one.name), self.effort)
            for one in stream_fields(new)
        }
        self.restyled: dict[tuple[str, str], tuple[list[Restyled], list[Restyled]]] = {}

    def comparison(self) -> Comparison:
        self.look_at_formatting()
        self.names = Names(self.references())
        self.rendering = Rendering(self.parts())
        fields = self.field_changes()
        streams = [
            StreamChange(one.name, str(one.verbose_name).capitalize(), [self.row(one.name, row) for row in rows])
            for one, rows in self.streams.items()
            if rows
        ]
        return Comparison(self.old, self.new, fields, streams)

    # --- What has to be known ---------------------------------------------------------------------

    def changes(self) -> Iterator[Change]:
        return (change for rows in self.streams.values() for row in rows for change in row.changes)

    def look_at_formatting(self) -> None:
        for change in self.changes():
            if isinstance(change.block, blocks.RichTextBlock) and change.kind in (Kind.TEXT, Kind.LINK, Kind.STYLE):
                self.restyled[change.old, change.new] = restyled_in(change.old, change.new, self.effort)
        for one in self.fields:
            if isinstance(one.field, RichTextField):
                self.restyled[one.old or "", one.new or ""] = restyled_in(one.old or "", one.new or "", self.effort)

    def references(self) -> Iterator[Reference]:
        for change in self.changes():
            if change.kind in (Kind.PICTURE, Kind.CHOSEN):
                yield from filter(None, (chosen_row(change.block, value) for value in (change.old, change.new)))
        for styles, _shapes in self.restyled.values():
            yield from linked_rows(styles)
        for one in self.fields:
            yield from rows_in(one)

    def parts(self) -> Iterator[tuple[Page, str, blocks.StreamBlock, Part]]:
        for one, rows in self.streams.items():
            for row in rows:
                if row.old and row.kind not in ("unchanged", "left") and (row.changes or not row.new):
                    yield self.old, one.name, one.stream_block, row.old
                if row.new:
                    yield self.new, one.name, one.stream_block, row.new

    # --- Fields -----------------------------------------------------------------------------------

    def field_changes(self) -> list[FieldChange]:
        html = expanded([self.field_html(one, value) for one in self.fields for value in (one.old, one.new)])
        return [
            FieldChange(before, after, self.effort, next(self.numbers), self.of_field(one), one.name, one.label)
            for one, before, after in zip(self.fields, html[::2], html[1::2], strict=True)
        ]

    def field_html(self, one: FieldDifference, value: object) -> str:
        if is_picture(one.field) and value:
            picture = one.field.related_model._default_manager.filter(pk=value).first()
            return render_to_string(
                "history/compare/picture.html", {"picture": picture, "name": self.names[one.field.related_model, value]}
            )
        return html_of(one.field, value, self.names)

    def of_field(self, one: FieldDifference) -> list[str]:
        said = self.of_formatting(one.old, one.new)
        if isinstance(one.old, list):
            before, after = (items_of(one.field, value, self.names) for value in (one.old, one.new))
            if before != after and sorted(before) == sorted(after):
                said.append(_("The order changed."))
        return said

    # --- Blocks -----------------------------------------------------------------------------------

    def row(self, name: str, one: BlockDifference) -> BlockRow:
        type_label = str(one.block.label) if one.block else (one.new or one.old).type or _("Unknown block")
        number = None if one.kind in ("unchanged", "left") else next(self.numbers)
        old, new = self.shown(self.old, name, one.old), self.shown(self.new, name, one.new)
        if one.kind == "left":
            old = None  # it is shown where it stands now
        elif one.new and not one.changes:
            old = new if one.old else None  # in both the same, so rendered once
        remarks = [*dict.fromkeys(remark for shown in (old, new) if shown for remark in shown.remarks)]
        row = BlockRow(*(shown and shown.html for shown in (old, new)), self.effort, number, [], one, type_label, remarks)
        if one.changes:
            row.sentences = [*dict.fromkeys(said for change in one.changes for said in self.said(change, row))]
            if not row.sentences and not row.marked.is_seen:
                row.sentences = [_("Something changed that readers do not see.")]
        return row

    def shown(self, page: Page, name: str, part: Part | None) -> Shown | None:
        return self.rendering.shown.get((id(page), name, id(part))) if part else None

    def said(self, change: Change, row: BlockRow) -> Iterator[str]:
        yield from sentences_of(change, self.names)
        if isinstance(change.block, blocks.RichTextBlock):
            yield from self.of_formatting(change.old, change.new)
        if change.kind == Kind.TEXT and not self.is_seen(change, row):
            old, new = (excerpt(value or "", length=200) for value in (change.old, change.new))
            said = HIDDEN_TEXT % {"field": label_of(change), "old": old, "new": new}
            yield said if old and new else is_now(label_of(change), old, new)

    def of_formatting(self, old: object, new: object) -> list[str]:
        if not isinstance(old or "", str) or not isinstance(new or "", str):
            return []
        styles, shapes = self.restyled.get((old or "", new or ""), ([], []))
        said = [sentence for one in styles for sentence in of_restyled(one, self.names)]
        return said + [sentence for one in shapes if (sentence := of_reshaped(one))]

    def is_seen(self, change: Change, row: BlockRow) -> bool:
        """Whether readers see the words that changed."""
        if not isinstance(change.old or "", str) or not isinstance(change.new or "", str):
            return True
        sides = zip((change.old, change.new), row.marked.words, strict=True)
        return all(spaced(change, text) in shown for text, shown in sides)


def spaced(change: Change, text: str | None) -> str:
    """The words of a text one by one, as `Marked.words` has them."""
    if isinstance(change.block, blocks.RichTextBlock):
        return in_a_row(token.key for token in tokens_of(read(text or "")))
    return in_a_row(PIECE.findall(text or ""))
