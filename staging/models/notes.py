"""Notes that viewers of a preview leave on a passage, without an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .links import PreviewLink
from .releases import by_user

LONGEST_NOTE = 5_000  # characters
LONGEST_QUOTE = 500


class Note(models.Model):
    """A viewer's note on a page: on a block, with the words that it is about. It stays when its link is revoked."""

    page = models.ForeignKey(Page, models.CASCADE, verbose_name=_("page"), related_name="+")
    link = models.ForeignKey(
        PreviewLink, models.SET_NULL, verbose_name=_("preview link"), null=True, blank=True, related_name="notes"
    )
    block_id = models.CharField(_("block"), max_length=64, blank=True)  # '' : the page as a whole
    quote = models.TextField(_("passage"), blank=True, max_length=LONGEST_QUOTE)
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    by = models.CharField(_("name"), max_length=100)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = by_user(_("resolved by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["page", "resolved_at"], name="notes_of_a_page")]

    def __str__(self) -> str:
        return self.text[:60]


class NoteReply(models.Model):
    """An answer to a note: an editor's, or the viewer's."""

    note = models.ForeignKey(Note, models.CASCADE, verbose_name=_("note"), related_name="replies")
    text = models.TextField(_("answer"), max_length=LONGEST_NOTE)
    by = models.CharField(_("name"), max_length=255)
    user = by_user(_("user"))  # none: the viewer, or somebody whose account is gone
    by_viewer = models.BooleanField(_("by the viewer"), default=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer to a note")
        verbose_name_plural = _("answers to notes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
