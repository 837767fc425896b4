"""Preview links: who may see what is staged, until when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from history.models import Version

from .releases import Release


class PreviewLinkQuerySet(models.QuerySet):
    def open(self):
        """Neither revoked nor expired. Whether the creator still has the right is asked at each visit."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class PreviewLink(models.Model):
    """An address for somebody without an account. It goes with its page and with the account that made it.

    The token is in the address only; here is its SHA-256.
    """

    class Shows(models.TextChoices):
        DRAFT = "draft", _("the newest draft")
        VERSION = "version", _("this version")
        MOMENT = "moment", _("the site at a moment")
        RELEASE = "release", _("a release")

    token_hash = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    shows = models.CharField(_("shows"), max_length=10, choices=Shows)
    page = models.ForeignKey(Page, models.CASCADE, verbose_name=_("page"), null=True, blank=True, related_name="+")
    version = models.ForeignKey(Version, models.CASCADE, verbose_name=_("version"), null=True, blank=True, related_name="+")
    moment = models.DateTimeField(_("moment"), null=True, blank=True)
    release = models.ForeignKey(Release, models.CASCADE, verbose_name=_("release"), null=True, blank=True, related_name="links")
    label = models.CharField(_("for whom"), max_length=100, blank=True)
    passphrase = models.CharField(_("passphrase, hashed"), max_length=255, blank=True)
    path = models.TextField(_("address of the page when the link was made"), default="/")
    # Without one it was made by a command.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("made by"), null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_seen = models.DateTimeField(_("last seen"), null=True, blank=True)
    seen = models.PositiveIntegerField(_("pages seen"), default=0)
    takes_notes = models.BooleanField(_("takes notes"), default=True)
    asks_approval = models.BooleanField(_("asks for approval"), default=False)
    # What was seen through it, for “what changed since you last looked”: staging.notes.looks.
    looks = models.JSONField(_("looks"), default=dict, blank=True)

    objects = PreviewLinkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="each_link_shows_one_thing",
                condition=Q(shows="draft", page__isnull=False)
                | Q(shows="version", page__isnull=False, version__isnull=False)
                | Q(shows="moment", moment__isnull=False)
                | Q(shows="release", release__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.label or f"{self._meta.verbose_name} {self.pk}"


class Attempts(models.Model):
    """How often somebody tried what was wrong within a while: staging.throttle. `key` is a keyed hash, no address."""

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    since = models.DateTimeField(_("since"), db_index=True)
    count = models.PositiveIntegerField(_("attempts"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempts")
        verbose_name_plural = _("attempts")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count}"
