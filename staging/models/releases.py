"""Releases: pages that go live together, or not at all."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from history.models import FrozenCopy, outliving


def by_user(verbose_name: object) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=verbose_name, null=True, blank=True, related_name="+"
    )


class Release(models.Model):
    """A set of pages and what happens to each. While it is open its contents may change; then they are frozen.

    Draft, in review and approved are all open: which of them it is follows from the approvals (staging.releases.states).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SCHEDULED = "scheduled", _("Scheduled")
        LIVE = "live", _("Live")
        TAKEN_BACK = "taken_back", _("Taken back")

    name = models.CharField(_("name"), max_length=100)
    note = models.TextField(_("note"), blank=True, max_length=2_000)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    needs_approval = models.BooleanField(
        _("needs approval"),
        default=False,
        help_text=_("It can't be scheduled or go live before somebody has approved exactly what is in it."),
    )
    go_live_at = models.DateTimeField(_("goes live at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = by_user(_("made by"))
    live_at = models.DateTimeField(_("went live at"), null=True, blank=True)
    live_by = by_user(_("released by"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    taken_back_by = by_user(_("taken back by"))
    # What going live did to the addresses: {"made": [row, …], "removed": [row, …]}, rows of Redirect.
    redirects = models.JSONField(_("redirects"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="each_scheduled_release_has_its_time",
                condition=~models.Q(state="scheduled") | models.Q(go_live_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReleaseItem(models.Model):
    """One page of a release. It outlives its page, so that a release never gets smaller unseen."""

    class Does(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        UNPUBLISH = "unpublish", _("Unpublish")
        MOVE = "move", _("Move or rename")

    release = models.ForeignKey(Release, models.CASCADE, verbose_name=_("release"), related_name="items")
    page = outliving(Page, _("page"))
    title = models.CharField(_("title"), max_length=255)  # when it was added
    does = models.CharField(_("does"), max_length=10, choices=Does, default=Does.PUBLISH)
    new_parent = outliving(Page, _("moves below"), null=True, blank=True)
    new_slug = models.CharField(_("new slug"), max_length=255, blank=True)
    # Without one the item follows the newest draft, until the release is scheduled or goes live.
    copy = models.ForeignKey(FrozenCopy, models.PROTECT, verbose_name=_("frozen copy"), null=True, blank=True, related_name="+")
    revision_id = models.PositiveBigIntegerField(_("revision that was frozen"), null=True, blank=True)
    # SHA-256 of what readers saw when it was frozen, '' when nothing: somebody may publish since.
    live_digest = models.CharField(_("SHA-256 of what was live"), max_length=64, blank=True)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    added_by = by_user(_("added by"))
    # What was live before, to be taken back, and what the release has left (staging.releases.before).
    before = models.JSONField(_("before"), null=True, blank=True, encoder=DjangoJSONEncoder)
    copy_before = models.ForeignKey(
        FrozenCopy, models.PROTECT, verbose_name=_("frozen copy of what was live before"), null=True, blank=True, related_name="+"
    )
    left = models.JSONField(_("left"), null=True, blank=True, encoder=DjangoJSONEncoder)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("page of a release")
        verbose_name_plural = _("pages of a release")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["release", "page"], name="each_page_once_in_a_release")]

    def __str__(self) -> str:
        return self.title


class ReleaseEvent(models.Model):
    """What happened to a release: its own history, which is never changed."""

    release = models.ForeignKey(Release, models.CASCADE, verbose_name=_("release"), related_name="events")
    action = models.CharField(_("action"), max_length=30)  # names and sentences: staging.releases.events
    at = models.DateTimeField(_("at"), auto_now_add=True)
    user = by_user(_("user"))
    by = models.CharField(_("by"), max_length=255, blank=True)
    data = models.JSONField(_("data"), default=dict, encoder=DjangoJSONEncoder)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("event of a release")
        verbose_name_plural = _("events of a release")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.action
