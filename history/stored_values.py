"""Stored fields reduced to what can be read: revisions outlive their models, and may have been written past every form."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField

UNREADABLE = (ValidationError, ValueError, TypeError, AttributeError)


def readable_values(row: models.Model, fields: object) -> tuple[dict, list[str]]:
    """The fields without values that the model can't take, and a sentence on each of these. Streams are left as they are.

    A title and an address there must be: those of the row stand in for missing ones.
    """
    whole = fields if isinstance(fields, dict) else {}
    found, unread = of_model(type(row), whole)
    stand_in = {name: getattr(row, name) for name in ("title", "slug") if not found.get(name)}
    sentences = [_("%(field)s can't be read and is left out.") % {"field": name.capitalize()} for name in unread]
    return found | stand_in, sentences


def of_model(model: type[models.Model], fields: dict) -> tuple[dict, list[str]]:
    children = {relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)}
    columns = {field.name: field for field in model._meta.concrete_fields}
    found, unread = {}, []
    for name, value in fields.items():
        if name in children:
            found[name] = child_rows(children[name], value)
        elif fits(columns.get(model._meta.pk.name if name == "pk" else name), value):
            found[name] = value
        elif name in columns:
            unread.append(str(columns[name].verbose_name))
    return found, unread


def child_rows(model: type[models.Model], rows: object) -> list[dict]:
    rows = rows if isinstance(rows, list) else []
    return [of_model(model, row)[0] for row in rows if isinstance(row, dict)]


def fits(field: models.Field | None, value: object) -> bool:
    """Whether the column can hold it. None for no such column: Wagtail leaves that out itself."""
    if field is None or isinstance(field, StreamField):
        return True
    if value is None:
        return field.null or field.primary_key
    try:
        field.to_python(value)
    except UNREADABLE:
        return False
    return isinstance(value, str | int | float) or isinstance(field, models.JSONField)
