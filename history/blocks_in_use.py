"""The stored list of the block types in use, so that a start can tell at the cost of one query what the code no longer knows.

It grows with each save that brings a new type, in the transaction of that save. A type that the code knows stays in it even when
no content has it any more; one that the code does not know leaves it when a full scan finds it nowhere.
"""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Revision

from .block_types import knows, stream_fields
from .models import BlockTypeInUse
from .stored_blocks import all_stored, pending_changes, types_of

TypeInUse = tuple[str, str, str]  # the model's label, the field, the block's path

# What this process knows to be in the list already: committed, so a save that is rolled back can't have left it here.
_listed: set[TypeInUse] = set()


def remember(types: Iterable[TypeInUse]) -> None:
    """Have these types in the list; costs nothing when all are known to be."""
    if new := set(types) - _listed:
        missing = new - set(BlockTypeInUse.objects.values_list("model", "field", "block_path"))
        add(missing)
        transaction.on_commit(lambda: _listed.update(new), robust=True)


def add(types: set[TypeInUse], alias: str = DEFAULT_DB_ALIAS) -> None:
    """Sorted: two who add the same ones wait for each other, but never both."""
    rows = [BlockTypeInUse(model=model, field=field, block_path=path) for model, field, path in sorted(types)]
    if rows:
        BlockTypeInUse.objects.using(alias).bulk_create(rows, ignore_conflicts=True)


def remember_saved(sender: type, instance: models.Model, raw: bool = False, update_fields=None, **kwargs) -> None:
    if raw or sender.__module__ == "__fake__":  # a fixture, or a model of a migration
        return
    if isinstance(instance, Revision):
        if update_fields is None or "content" in update_fields:
            remember_revision(instance)
    elif names := written_streams(sender, update_fields):
        fields = {name: prepared(instance, name) for name in names}
        remember(key[:3] for key in types_of(sender, fields))


def remember_revision(revision: Revision) -> None:
    model = ContentType.objects.get_for_id(revision.content_type_id).model_class()
    if model and isinstance(revision.content, dict):
        remember(key[:3] for key in types_of(model, revision.content))


def written_streams(model: type[models.Model], update_fields: Iterable[str] | None) -> list[str]:
    return [name for name in stream_fields(model) if update_fields is None or name in update_fields]


def prepared(instance: models.Model, name: str) -> object:
    return instance._meta.get_field(name).get_prep_value(getattr(instance, name))


def refresh(found: set[TypeInUse], alias: str = DEFAULT_DB_ALIAS) -> None:
    """After a full scan that found these types: add what is missing, take out what is neither found nor known to the code."""
    rows = {(row.model, row.field, row.block_path): row for row in BlockTypeInUse.objects.using(alias).all()}
    add(found - rows.keys(), alias)
    gone = [row.pk for key, row in rows.items() if key not in found and not is_known(row)]
    BlockTypeInUse.objects.using(alias).filter(pk__in=gone).delete()
    _listed.clear()


def is_known(row: BlockTypeInUse) -> bool:
    """Whether the code knows the type. Of a model or field that is gone, too, nothing can be said but that it is gone."""
    try:
        field = apps.get_model(row.model)._meta.get_field(row.field)
    except (LookupError, ValueError, FieldDoesNotExist):
        return False
    return isinstance(field, StreamField) and knows(field.stream_block, row.block_path)


def unknown(alias: str = DEFAULT_DB_ALIAS) -> list[BlockTypeInUse]:
    """The listed types that the code does not know, in one query."""
    return [row for row in BlockTypeInUse.objects.using(alias).order_by("model", "field", "block_path") if not is_known(row)]


def warning(rows: list[BlockTypeInUse]) -> str:
    """One paragraph for whoever runs the site; '' when all is well."""
    if not rows:
        return ""
    return _(
        "Stored content has blocks that the code no longer knows: %(types)s. Readers do not see them. "
        "manage.py check --database default names the pages; docs/blocks.md says what to do."
    ) % {"types": ", ".join(f"{row.block_path} ({row.model} {row.field})" for row in rows)}


def fill(using: str = DEFAULT_DB_ALIAS, **kwargs) -> None:
    """After migrating: read all content when nothing is listed yet, or when something unknown is, which may be gone now."""
    table = BlockTypeInUse._meta.db_table
    if table not in connections[using].introspection.table_names():
        return
    if unknown(using) or not BlockTypeInUse.objects.using(using).exists():
        refresh({key[:3] for stored in all_stored(using, pending_changes(using)) for key in stored.types}, using)


def connect(sender: object) -> None:
    post_save.connect(remember_saved, dispatch_uid="history_remember_saved")
    post_migrate.connect(fill, sender=sender, dispatch_uid="history_fill_blocks_in_use")
