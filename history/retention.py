"""What may be removed after a while, and its removal: drafts, set-aside versions, copies that nothing needs, deleted pages.

Nothing goes that anything points at: a page (newest draft, live version), the schedule, a workflow, a comment, a version, a look,
a release, a link. Which tables do is asked of the models, so a table that is added later protects what it points at as well.
What may go is said again in the DELETE itself, while the page's row is held: two who prune at once do no harm, nor does an
editor.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from . import deleted
from .holding import holding
from .models import DeletedPage, FrozenCopy, KeptComment, Look, Version

BATCH = 200  # rows in one transaction


class StoredBytes(models.Func):
    """How many bytes a JSON or binary column takes, before the database packs it."""

    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))", **context)

    def as_postgresql(self, compiler, connection, **context):
        is_json = isinstance(self.source_expressions[0].output_field, models.JSONField)
        template = "OCTET_LENGTH((%(expressions)s)::text)" if is_json else "OCTET_LENGTH(%(expressions)s)"
        return self.as_sql(compiler, connection, template=template, **context)


# --- What may go ----------------------------------------------------------------------------------


def day_before(days: int) -> datetime:
    """The start of the day that was so many days ago, where the site is: sittings are seldom at midnight."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days)


def pointing_at(model: type[models.Model]) -> Iterator[models.ManyToOneRel]:
    """Every relation by which rows of any table hold on to rows of this one; logs, which outlive them, do not."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            outlives = relation.on_delete is models.DO_NOTHING and not relation.field.db_constraint
            if not outlives:
                yield relation


def unneeded(rows: models.QuerySet, going: models.QuerySet | None = None) -> models.QuerySet:
    """Those of the rows that nothing points at, or only rows that are going themselves."""
    for relation in pointing_at(rows.model):
        holders = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef(relation.field_name)})
        if going is not None and relation.related_model is going.model:
            holders = holders.exclude(pk__in=going.values("pk"))
        rows = rows.filter(~Exists(holders))
    return rows


def old_drafts(before: datetime) -> models.QuerySet:
    """Revisions of pages from before this moment. Never the newest, nor one that is scheduled, a version's, or just looked at."""
    same_page = Revision.objects.filter(base_content_type_id=OuterRef("base_content_type_id"), object_id=OuterRef("object_id"))
    newer = same_page.filter(
        Q(created_at__gt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__gt=OuterRef("pk"))
    )
    looks = Look.objects.filter(Q(revision_id=OuterRef("pk")) | Q(before_revision_id=OuterRef("pk")), at__gte=before)
    pages = Page.objects.filter(pk=Cast(OuterRef("object_id"), models.BigIntegerField()))
    drafts = Revision.page_revisions.filter(Exists(newer), created_at__lt=before, approved_go_live_at=None)
    versions = Version.objects.filter(revision_id=OuterRef("pk"))
    return unneeded(drafts).filter(Exists(pages), ~Exists(versions), ~Exists(looks))


def old_set_aside(before: datetime) -> models.QuerySet:
    """What was set aside when two saved at once, and nobody has asked for since."""
    return unneeded(Version.objects.filter(reason=Version.Reason.SET_ASIDE, at__lt=before, pinned=False, name=""))


def old_copies(before: datetime) -> models.QuerySet:
    """Frozen copies that no version needs any more, once the old set-aside ones are gone."""
    return unneeded(FrozenCopy.objects.filter(frozen_at__lt=before), going=old_set_aside(before))


# --- Its removal ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """Rows of one table that may go. `page`: the column with the page's key. `size`: bytes of a row."""

    label: str
    rows: Callable[[], models.QuerySet]
    page: str
    size: models.Expression


@dataclass(frozen=True)
class Removed:
    """Rows of one kind that went, or would: of one page."""

    kind: str
    page: int
    rows: int
    bytes: int


def kinds(before: datetime) -> list[Kind]:
    """In the order of removal: a copy is free once the version that needed it is gone."""
    return [
        Kind(_("drafts"), partial(old_drafts, before), "object_id", StoredBytes("content")),
        Kind(_("versions set aside"), partial(old_set_aside, before), "page_id", models.Value(0)),
        Kind(_("frozen copies"), partial(old_copies, before), "page_id", StoredBytes("packed")),
    ]


def would_remove(before: datetime) -> Iterator[Removed]:
    """What `prune` would remove now, by kind and page."""
    for kind in kinds(before):
        for page, rows, size in by_page(kind):
            yield Removed(str(kind.label), int(page), rows, size)
    for kept in deleted.expired().defer("packed"):
        yield of_deleted_page(kept)


def prune(before: datetime) -> Iterator[Removed]:
    """Remove what may go and was made before this moment, in short transactions, telling each as it is done."""
    for kind in kinds(before):
        for page, *_counts in list(by_page(kind)):
            yield from remove_batches(kind, int(page))
    for kept in deleted.expired().defer("packed"):
        gone = of_deleted_page(kept)
        try:
            if deleted.remove(deleted.expired().filter(pk=kept.pk)).get(DeletedPage._meta.label_lower):
                yield gone
        except models.ProtectedError:
            continue  # something still needs a copy of it: next time


def by_page(kind: Kind) -> models.QuerySet:
    return kind.rows().order_by().values_list(kind.page).annotate(number=Count("pk"), size=Sum(kind.size))


def remove_batches(kind: Kind, page: int) -> Iterator[Removed]:
    """A transaction for each batch, so that nobody waits long for the page."""
    rows = kind.rows().filter(**{kind.page: page})
    is_last = False
    while not is_last:
        with holding(page):
            found = dict(rows.order_by("pk").values_list("pk").annotate(size=kind.size)[:BATCH])
            # One DELETE that says the conditions again. Django's own would look first, and take along what points at the rows.
            going = rows.filter(pk__in=list(found))
            count = going._raw_delete(going.db) if found else 0
        if count:
            yield Removed(str(kind.label), page, count, sum(found.values()))
        is_last = count < BATCH


def of_deleted_page(kept: DeletedPage) -> Removed:
    """The page's rows with its versions, copies and comments."""
    size = DeletedPage.objects.filter(pk=kept.pk).aggregate(size=Sum(StoredBytes("packed")))["size"] or 0
    copies = FrozenCopy.objects.filter(page_id=kept.page_id).aggregate(number=Count("pk"), size=Sum(StoredBytes("packed")))
    others = sum(model.objects.filter(page_id=kept.page_id).count() for model in (Version, KeptComment))
    return Removed(str(_("deleted pages")), kept.page_id, 1 + copies["number"] + others, size + (copies["size"] or 0))
