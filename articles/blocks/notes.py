"""Corrections and updates: what an article says about its own past."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.text import SafeStreamBlock

from .text import inline_text


class NoteBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("correction", _("Correction")), ("update", _("Update"))],
        default="correction",
        help_text=_("A correction mends a mistake; an update adds what was not known before."),
    )
    date = blocks.DateBlock(help_text=_("The day of the change."))
    text = inline_text(help_text=_("What was wrong or is new, so that a reader of the first version understands."))

    class Meta:
        icon = "history"
        label = _("Note")


class ArticleNotes(SafeStreamBlock):
    note = NoteBlock()
