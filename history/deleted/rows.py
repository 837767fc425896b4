"""Rows of the database as values that can be kept, and rows made of these again, exactly as they were."""

import json
import zlib
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page, Revision

CHUNK = 500  # rows in one query


@dataclass
class Row:
    """A row of one table: of a page, its part in that table."""

    model: type[models.Model]
    values: dict[str, object]  # by column

    @property
    def name(self) -> tuple[type[models.Model], object]:
        return self.model, self.values[self.model._meta.pk.attname]


class Exact(DjangoJSONEncoder):
    """Times to the microsecond, and bytes."""

    def default(self, value: object) -> object:
        if isinstance(value, datetime | time):
            return value.isoformat()
        if isinstance(value, bytes | memoryview):
            return b64encode(bytes(value)).decode()
        return super().default(value)


def pack_exactly(value: object) -> bytes:
    """As `models.pack`, but with the keys in their order: a revision's text stays the same to the byte."""
    return zlib.compress(json.dumps(value, cls=Exact, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def read(model: type[models.Model], keys: list) -> Iterator[dict[str, object]]:
    """The columns of these rows; streams as they are stored, also with blocks that the code does not know."""
    fields = model._meta.local_concrete_fields
    streams = {field.attname: Cast(field.name, models.TextField()) for field in fields if isinstance(field, StreamField)}
    plain = [field.attname for field in fields if field.attname not in streams]
    named = {f"stored_{name}": expression for name, expression in streams.items()}
    for start in range(0, len(keys), CHUNK):
        rows = model._base_manager.filter(pk__in=keys[start : start + CHUNK]).order_by("pk")
        for row in rows.values(*plain, **named):
            stored = {name: row.pop(f"stored_{name}") for name in streams}
            yield row | {name: text if text is None else json.loads(text) for name, text in stored.items()}


def known_rows(kept: dict[str, list[dict]]) -> list[Row]:
    """Rows by label as rows of the models that the code has now; what it no longer has is left out."""
    rows = []
    for label, found in kept.items():
        try:
            model = apps.get_model(label)
        except LookupError:
            continue
        columns = {field.attname for field in model._meta.local_concrete_fields}
        rows += [Row(model, {name: value for name, value in values.items() if name in columns}) for values in found]
    return rows


def instance_of(row: Row) -> models.Model:
    """An instance that holds what was read, to be written as it is."""
    instance = row.model()
    for field in row.model._meta.local_concrete_fields:
        if field.attname not in row.values:
            continue  # newer than what was kept: its default
        value = row.values[field.attname]
        if isinstance(field, StreamField) and value is not None:
            # Past the field itself, which would drop blocks that it does not know.
            instance.__dict__[field.attname] = models.Value(value, models.JSONField())
        else:
            setattr(instance, field.attname, field.to_python(value))
    return instance


def insert(row: Row) -> None:
    """Write the row raw: no automatic times, no rows of its parents, and receivers are told that it is raw."""
    models.Model.save_base(instance_of(row), raw=True, force_insert=True)


def insert_if_free(row: Row) -> str:
    """The same for a row that another may have taken the place of: a redirect's address, say. Returns a sentence, or ""."""
    try:
        with transaction.atomic():
            insert(row)
    except IntegrityError:
        instance = f"{row.model._meta.verbose_name} {row.values.get('old_path', '')}".strip()
        return _("There is another %(what)s by now: the old one is left out.") % {"what": instance}
    return ""


# --- References to what is gone ---------------------------------------------------------------------


def pointing(model: type[models.Model]) -> list[models.ForeignKey]:
    """The foreign keys of a table that the database insists on."""
    fields = model._meta.local_concrete_fields
    return [field for field in fields if isinstance(field, models.ForeignKey) and field.db_constraint]


def without_gone(rows: list[Row], coming: set[tuple]) -> tuple[list[Row], list[str]]:
    """The rows with references to what no longer exists emptied, or left out where there must be one; a sentence on each.

    `coming`: (model, key) of what will exist in a moment.
    """
    gone = missing(rows, coming)
    sentences = [
        _("%(what)s number %(key)s no longer exists and is left out.")
        % {"what": str(model._meta.verbose_name).capitalize(), "key": key}
        for model, key in gone
        if model is not Revision  # an alias names that of its source: nobody misses it
    ]
    while gone:
        kept = [row for row in rows if points_well(row, gone)]
        dropped = {row.name for row in rows} - {row.name for row in kept}
        rows, gone = kept, dropped  # what points at a dropped row is next
    return rows, sentences


def missing(rows: list[Row], coming: set[tuple]) -> dict[tuple[type[models.Model], object], None]:
    """What the rows point at and is neither among them nor in the database, in a stable order."""
    here, wanted = {row.name for row in rows} | coming, defaultdict(dict)
    for row in rows:
        for field in pointing(row.model):
            key = row.values.get(field.attname)
            if key is not None and (field.related_model, key) not in here:
                wanted[field.related_model][key] = None
    gone = {}
    for model, keys in wanted.items():
        there = set(map(str, model._base_manager.filter(pk__in=list(keys)).values_list("pk", flat=True)))
        gone |= {(model, key): None for key in keys if str(key) not in there}
    return gone


def points_well(row: Row, gone: object) -> bool:
    """Empty the row's references to what is gone; False if it can't be without one."""
    for field in pointing(row.model):
        if (field.related_model, row.values.get(field.attname)) in gone:
            if not field.null:
                return False
            row.values[field.attname] = None
    return True


def is_page(row: Row) -> bool:
    return issubclass(row.model, Page)
