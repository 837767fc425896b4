"""The fields of a page apart from its streams: which differ, and how each is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import models
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join, linebreaks
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.admin.panels import MultiFieldPanel, Panel
from wagtail.fields import RichTextField, StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import COMMENTS_RELATION_NAME, Page

from history.content import ROW_KEEPS

from .aligning import BLOCK_KEY
from .naming import Names, Reference

EMPTY = (None, "", "<p></p>")
NOT_SHOWN = {"id", "sort_order"}


@dataclass(frozen=True)
class FieldDifference:
    """A field with another value in each version. Of a foreign key the values are keys, of child rows lists of rows."""

    name: str
    field: models.Field | models.ManyToOneRel
    label: str
    old: object
    new: object


def field_differences(old: Page, new: Page) -> list[FieldDifference]:
    """In the order in which the editor's form has them."""
    labels = labels_of(type(new), get_language())
    found = [
        FieldDifference(name, field, labels.get(name) or label_of(field), before, after)
        for name, field in compared(type(new)).items()
        if not same(before := value_of(old, name, field), after := value_of(new, name, field))
    ]
    places = {name: place for place, name in enumerate(labels)}
    return sorted(found, key=lambda one: places.get(one.name, len(places)))


@lru_cache
def compared(model: type[Page]) -> dict[str, models.Field | models.ManyToOneRel]:
    own = [one for one in model._meta.concrete_fields if not (isinstance(one, StreamField) or one.primary_key)]
    relations = {relation.get_accessor_name(): relation for relation in get_all_child_relations(model)}
    fields = {one.name: one for one in [*own, *get_all_child_m2m_relations(model)]} | relations
    left_out = {*ROW_KEEPS, "search_index", COMMENTS_RELATION_NAME}
    return {name: one for name, one in fields.items() if name not in left_out}


def same(old: object, new: object) -> bool:
    old, new = as_the_form_keeps_it(old), as_the_form_keeps_it(new)
    return old == new or (old in EMPTY and new in EMPTY)


def as_the_form_keeps_it(value: object) -> object:
    """A moment to the minute (JSON keeps milliseconds, the database more); rich text without the numbers of its paragraphs."""
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    return BLOCK_KEY.sub("", value) if isinstance(value, str) else value


def value_of(page: Page, name: str, field: models.Field | models.ManyToOneRel) -> object:
    if isinstance(field, ParentalManyToManyField):
        return sorted((row.pk for row in getattr(page, name).all()), key=str)
    if isinstance(field, models.ManyToOneRel):
        return [row_of(row, field) for row in getattr(page, name).all()]
    value = getattr(page, field.attname, None)
    source = getattr(page, "FILLED_FROM", {}).get(name)  # history.content says what that is
    return None if source and same(value, getattr(page, source)) else value


def row_of(row: models.Model, relation: models.ManyToOneRel) -> dict[models.Field, object]:
    """What a child row says, without its key and its place."""
    own = [one for one in row._meta.concrete_fields if one is not relation.field and not one.primary_key]
    return {one: getattr(row, one.attname) for one in own if one.name not in NOT_SHOWN}


# --- Labels -----------------------------------------------------------------------------------------


@lru_cache
def labels_of(model: type[Page], _language: str | None) -> dict[str, str]:
    """The fields' labels as the editor's form has them, in its order; those in a group with the group's name."""
    fields = compared(model)
    return {
        name: _("%(field)s (%(group)s)") % {"field": label, "group": group} if group and group != label.lower() else label
        for name, heading, group in named_panels(model.get_edit_handler(), "")
        if name in fields and (label := heading or label_of(fields[name]))
    }


def named_panels(panel: Panel, group: str) -> Iterator[tuple[str, str, str]]:
    """The name, heading and group's heading of each panel that is for one field."""
    name = getattr(panel, "field_name", None) or getattr(panel, "relation_name", None)
    if name:
        yield name, str(panel.heading), group
        return
    children = getattr(panel, "children", [])
    group = str(panel.heading).lower() if isinstance(panel, MultiFieldPanel) and len(children) > 1 else group
    for child in children:
        yield from named_panels(child, group)


def label_of(field: models.Field | models.ManyToOneRel) -> str:
    if isinstance(field, models.ManyToOneRel):
        return str(field.related_model._meta.verbose_name_plural).capitalize()
    return str(field.verbose_name).capitalize()


# --- Values as HTML ---------------------------------------------------------------------------------


def rows_in(difference: FieldDifference) -> Iterator[Reference]:
    """The rows of the database that its values name."""
    for value in (difference.old, difference.new):
        yield from rows_of(difference.field, value)


def rows_of(field: models.Field | models.ManyToOneRel, value: object) -> Iterator[Reference]:
    if isinstance(field, models.ManyToOneRel):
        for row in value:
            for inner, part in row.items():
                yield from rows_of(inner, part)
    elif isinstance(field, ParentalManyToManyField):
        yield from ((field.related_model, key) for key in value)
    elif isinstance(field, models.ForeignKey) and value is not None:
        yield field.related_model, value


def html_of(field: models.Field | models.ManyToOneRel, value: object, names: Names) -> str:
    """The value as HTML, to be held against the other one's. Rich text comes as it is stored."""
    if value in (None, "", []):
        return ""
    if isinstance(field, models.ManyToOneRel | ParentalManyToManyField):
        items = ((item,) for item in items_of(field, value, names))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))
    if isinstance(field, RichTextField):
        return value
    if isinstance(field, models.TextField):
        return linebreaks(escape(value))
    return format_html("<p>{}</p>", text_of(field, value, names))


def items_of(field: models.ManyToOneRel | ParentalManyToManyField, value: list, names: Names) -> list[str]:
    """Each row of a list in words."""
    if isinstance(field, ParentalManyToManyField):
        return [names[field.related_model, key] for key in value]
    return [", ".join(text_of(inner, part, names) for inner, part in row.items() if part not in (None, "")) for row in value]


def text_of(field: models.Field, value: object, names: Names) -> str:
    if isinstance(field, models.ForeignKey):
        return names[field.related_model, value]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value) if is_aware(value) else value, "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(dict(field.flatchoices).get(value, value) if getattr(field, "choices", None) else value)


def is_picture(field: models.Field | models.ManyToOneRel) -> bool:
    return isinstance(field, models.ForeignKey) and issubclass(field.related_model, AbstractImage)
