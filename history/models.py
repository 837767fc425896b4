"""What history keeps beside Wagtail's revisions: frozen copies, why each was made, and what was deleted.

Rows here point at pages, revisions and users without constraints: they outlive them, and nothing that is deleted elsewhere may
delete or change them. That frozen copies and versions are never changed is kept by the database itself (migration 0002).
"""

import json
import zlib

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


def pack(value: object) -> bytes:
    """JSON, in the one form that equal values have, compressed."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(), 9)


def unpack(packed: bytes) -> object:
    return json.loads(zlib.decompress(bytes(packed)))


def outliving(to: object, verbose_name: object, **options) -> models.ForeignKey:
    """A foreign key to a row that may be gone."""
    return models.ForeignKey(to, models.DO_NOTHING, verbose_name=verbose_name, db_constraint=False, related_name="+", **options)


class Record(models.Model):
    """A row of history's own: nothing that Wagtail should count as a use of the page."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class NeverChanged(Record):
    """Rows that are made and perhaps removed, but never changed."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(f"A {self._meta.verbose_name} is never changed: make a new one.")
        super().save(*args, **kwargs)


class FrozenCopy(NeverChanged):
    """The content of a page as it was at a moment; `history.content` says what content is.

    Equal contents of one page share a copy.
    """

    page = outliving(Page, _("page"))
    digest = models.CharField(_("SHA-256 of the content"), max_length=64)
    packed = models.BinaryField(_("content"))
    changes = models.PositiveIntegerField(_("block changes that it knows"), default=0)
    frozen_at = models.DateTimeField(_("frozen at"), auto_now_add=True)

    class Meta:
        verbose_name = _("frozen copy")
        verbose_name_plural = _("frozen copies")
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="one_copy_of_each_content")]

    def __str__(self) -> str:
        return self.digest[:12]

    @cached_property
    def content(self) -> dict:
        """`{"type": label, "fields": {…}, "references": {…}}`, as it was frozen."""
        return unpack(self.packed)


class Version(NeverChanged):
    """A reason to keep a frozen copy: it was published, somebody named it, or it was set aside."""

    class Reason(models.TextChoices):
        PUBLISHED = "published", _("Published")
        NAMED = "named", _("Named")
        SET_ASIDE = "set_aside", _("Set aside")
        SHARED = "shared", _("Shared")
        APPROVED = "approved", _("Approved")
        RELEASED = "released", _("In a release")

    class Kind(models.TextChoices):
        FIRST = "first", _("First publication")
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction")

    class Path(models.TextChoices):
        FORM = "form", _("in the editor")
        BULK = "bulk", _("with several pages at once")
        WORKFLOW = "workflow", _("by approval in a workflow")
        SCHEDULE = "schedule", _("by the schedule")
        RELEASE = "release", _("with a release")
        COPY = "copy", _("by copying a page")
        RETURN = "return", _("by bringing back a deleted page")
        COMMAND = "command", _("by a command")
        BEFORE = "before", _("before history was kept")

    page = outliving(Page, _("page"))
    copy = models.ForeignKey(FrozenCopy, models.PROTECT, verbose_name=_("frozen copy"), related_name="versions")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    at = models.DateTimeField(_("at"))
    user = outliving(settings.AUTH_USER_MODEL, _("user"), null=True, blank=True)
    by = models.CharField(_("by"), max_length=255, blank=True)
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    path = models.CharField(_("path"), max_length=20, choices=Path, blank=True)
    note = models.TextField(_("note"), blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    pinned = models.BooleanField(_("pinned"), default=False)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["page", "-at"], name="versions_of_a_page")]

    def __str__(self) -> str:
        return self.name or str(self.Kind(self.kind).label if self.kind else self.get_reason_display())


class DeletedPage(Record):
    """A page that was deleted, whole: its rows, revisions, comments and whatever else went with it."""

    page_id = models.PositiveBigIntegerField(_("page"), unique=True)
    parent_id = models.PositiveBigIntegerField(_("parent page"), db_index=True)
    content_type = models.CharField(_("kind of page"), max_length=255)
    title = models.CharField(_("title"), max_length=255)
    path = models.CharField(_("place in the tree"), max_length=255)
    url_path = models.TextField(_("address"))
    owner = outliving(settings.AUTH_USER_MODEL, _("owner"), null=True, blank=True)
    was_live = models.BooleanField(_("was live"))
    deleted_at = models.DateTimeField(_("deleted at"), db_index=True)
    user = outliving(settings.AUTH_USER_MODEL, _("user"), null=True, blank=True)
    by = models.CharField(_("by"), max_length=255, blank=True)
    packed = models.BinaryField(_("rows"))

    class Meta:
        verbose_name = _("deleted page")
        verbose_name_plural = _("deleted pages")
        ordering = ["-deleted_at", "path"]

    def __str__(self) -> str:
        return self.title


class KeptComment(Record):
    """A resolved comment with its replies, which publication removes from the page."""

    page = outliving(Page, _("page"))
    content_path = models.TextField(_("place in the page"))
    text = models.TextField(_("text"))
    by = models.CharField(_("by"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("created at"))
    resolved_by = models.CharField(_("resolved by"), max_length=255, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    replies = models.JSONField(_("replies"), default=list)  # [{"text": …, "by": …, "at": ISO time}]

    class Meta:
        verbose_name = _("kept comment")
        verbose_name_plural = _("kept comments")
        ordering = ["-resolved_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Look(Record):
    """What a user saw of a page when they last opened it, and at the visit before that."""

    page = models.ForeignKey(Page, models.CASCADE, verbose_name=_("page"), related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="+")
    revision_id = models.PositiveBigIntegerField(_("revision seen"), null=True)
    at = models.DateTimeField(_("seen at"))
    before_revision_id = models.PositiveBigIntegerField(_("revision seen before"), null=True)
    before_at = models.DateTimeField(_("seen before at"), null=True)

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="one_look_of_each_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.page_id}"


class BlockTypeInUse(Record):
    """A block type that stored content has, so that a start can tell at once when the code no longer knows it."""

    model = models.CharField(_("model"), max_length=255)  # articles.articlepage
    field = models.CharField(_("field"), max_length=255)
    block_path = models.CharField(_("block"), max_length=255)  # quote, gallery.pictures.picture …

    class Meta:
        verbose_name = _("block type in use")
        verbose_name_plural = _("block types in use")
        constraints = [models.UniqueConstraint(fields=["model", "field", "block_path"], name="each_block_type_once")]

    def __str__(self) -> str:
        return f"{self.model}.{self.field}: {self.block_path}"
