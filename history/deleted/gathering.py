"""Which rows a deletion of pages takes along, found as Django itself finds them, and whose each of them is."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.fields import GenericForeignKey
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector
from wagtail.models import Page, ReferenceIndex
from wagtail.models.content_types import get_default_page_content_type

# Written anew from the page itself, whenever it is saved.
DERIVED = {"wagtailsearch", "search"}

Model = type[models.Model]


class Gathered(Collector):
    """All rows that go when these pages go; a few queries for each kind of row, however many pages."""

    def __init__(self, pages: list[Page]):
        super().__init__(using=DEFAULT_DB_ALIAS)
        self.page_of: dict[tuple[Model, object], int] = {}
        self.collect(pages)

    def can_fast_delete(self, objs, from_field=None) -> bool:
        return False  # what Django would delete unseen is wanted as well

    def collect(self, objs, source=None, source_attr=None, reverse_dependency=False, **kwargs):
        rows = list(light(objs))
        for row in rows:
            page = self.find_page(row, source, None if reverse_dependency else source_attr)
            self.page_of.setdefault((row._meta.concrete_model, row.pk), page)
        super().collect(rows, source=source, source_attr=source_attr, reverse_dependency=reverse_dependency, **kwargs)

    def find_page(self, row: models.Model, source: Model | None, source_attr: str | None) -> int:
        """The page that this row goes with: `source` has led to it, by its foreign key, or by a generic one."""
        if isinstance(row, Page):
            return row.pk
        if source_attr:
            key = getattr(row, row._meta.get_field(source_attr).attname)
        else:
            generic = next((field for field in row._meta.private_fields if isinstance(field, GenericForeignKey)), None)
            key = source._meta.pk.to_python(getattr(row, generic.fk_field)) if generic else row.pk
        return self.page_of[source._meta.concrete_model, key]

    def keys(self) -> dict[int, dict[Model, list]]:
        """The keys of the rows, by page and model."""
        found = defaultdict(lambda: defaultdict(list))
        for (model, key), page in self.page_of.items():
            if model._meta.app_label not in DERIVED:
                found[page][model].append(key)
        return found

    def links(self) -> dict[int, list[list]]:
        """By page, what points at its rows and stays, but loses that: `[label, key, column, value]`."""
        found = defaultdict(list)
        for (field, _value), querysets in self.field_updates.items():
            for rows in querysets:
                for key, target in rows.values_list("pk", field.attname):
                    if (field.model._meta.concrete_model, key) not in self.page_of:
                        page = self.page_of[field.related_model._meta.concrete_model, target]
                        found[page].append([field.model._meta.label_lower, key, field.attname, target])
        return found


def light(objs: Iterable) -> Iterable:
    """Without the long values of revisions and the like: they are read page by page."""
    if not isinstance(objs, models.QuerySet) or issubclass(objs.model, Page):
        return objs
    long = models.JSONField | models.TextField | models.BinaryField
    return objs.defer(*(field.name for field in objs.model._meta.concrete_fields if isinstance(field, long)))


def referrers(pages: Iterable[int]) -> dict[int, list[list]]:
    """By page, what links to it: `[key of the content type, key]`. The index of that is dropped with the page."""
    found = defaultdict(list)
    places = ReferenceIndex.objects.filter(
        to_content_type=get_default_page_content_type(), to_object_id__in=[str(page) for page in pages]
    )
    for page, content_type, key in places.values_list("to_object_id", "content_type_id", "object_id").distinct():
        found[int(page)].append([content_type, key])
    return found
