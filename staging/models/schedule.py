"""What the schedule remembers: when it last ran, and what it could not do."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Heartbeat(models.Model):
    """The one row that every scheduler writes: heartbeat.py."""

    last_round = models.DateTimeField(_("last round"), null=True)
    next_due = models.DateTimeField(_("next due"), null=True)
    tidied_at = models.DateTimeField(_("last tidied"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("heartbeat of the schedule")
        verbose_name_plural = _("heartbeat of the schedule")

    def __str__(self) -> str:
        return f"{self.last_round}"


class Failure(models.Model):
    """Something planned that could not be done yet. Goes when it succeeds, or is no longer planned."""

    kind = models.CharField(_("kind"), max_length=20)  # the name of a schedule.Kind
    key = models.CharField(_("key"), max_length=255)  # of what was due: a revision's id, a page's …
    page = models.ForeignKey(Page, verbose_name=_("page"), null=True, on_delete=models.CASCADE, related_name="+")
    title = models.TextField(_("title"))
    due_at = models.DateTimeField(_("planned for"))
    reason = models.TextField(_("reason"), help_text=_("In words for editors."))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(_("next attempt"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("failure of the schedule")
        verbose_name_plural = _("failures of the schedule")
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_failure_for_each_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
