"""Corrections and updates: what an article says about its own past."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.text import SafeStreamBlock

from .text import ChoiceBlock, inline_text

KINDS = {"correction": _("Correction"), "update": _("Update")}


class NoteValue(blocks.StructValue):
    @property
    def kind_label(self) -> str:
        return KINDS.get(self.get("kind"), KINDS["update"])


class NoteBlock(blocks.StructBlock):
    kind = ChoiceBlock(
        choices=[*KINDS.items()],
        default="correction",
        help_text=_("A correction mends a mistake; an update adds what was not known before."),
    )
    date = blocks.DateBlock(help_text=_("The day of the change."))
    text = inline_text(help_text=_("What was wrong or is new, so that a reader of the first version understands."))

    class Meta:
        icon = "history"
        label = _("Note")
        value_class = NoteValue


class ArticleNotes(SafeStreamBlock):
    note = NoteBlock()
