"""All stored streams of the site, wherever they are: rows, revisions and frozen copies, a chunk in memory at a time.

Reads raw columns only, and leaves out tables and columns that are not there yet: it runs before migrations as well.
"""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, Revision

from . import block_changes
from .block_changes import BlockChange
from .block_types import read_stream, stream_fields, types_in
from .content import model_of, rows_of
from .models import FrozenCopy, unpack
from .operations import as_text, changes_of, in_chunks

CHUNK = 50  # revisions can be some MB each

ROW, REVISION, COPY = "row", "revision", "copy"


@dataclass(frozen=True)
class Stored:
    """Streams of one row, revision (`number`) or frozen copy (`number`) of the object `key` of `model`."""

    model: type[models.Model]
    key: str
    kind: str
    number: int = 0
    types: Counter = field(default_factory=Counter)  # {(model's label, field, block's path, known): how many}


def all_stored(alias: str, pending: list[BlockChange]) -> Iterator[Stored]:
    """What is stored as it will be with the pending changes, which a migration is about to make."""
    there = columns_of(alias)
    for model in models_with_streams():
        if there(model) >= {model._meta.pk.column, *(model._meta.get_field(name).column for name in own_streams(model))}:
            yield from stored_rows(alias, model, pending)
    if {"object_id", "content", "content_type_id"} <= there(Revision) and there(ContentType) >= {"app_label", "model"}:
        yield from stored_revisions(alias, pending)
    if {"page_id", "packed", "changes"} <= there(FrozenCopy):
        yield from stored_copies(alias)


def columns_of(alias: str):
    """A function from a model to the names of the columns that its table has; none when there is no table."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))

    @cache
    def columns(model: type[models.Model]) -> set[str]:
        table = model._meta.db_table
        if table not in tables:
            return set()
        with connection.cursor() as cursor:
            return {column.name for column in connection.introspection.get_table_description(cursor, table)}

    return columns


def models_with_streams() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy and own_streams(model)]


def own_streams(model: type[models.Model]) -> list[str]:
    """Names of the stream fields in the model's own table."""
    return [name for name in stream_fields(model) if model._meta.get_field(name) in model._meta.local_fields]


def has_streams(model: type[models.Model]) -> bool:
    children = (relation.related_model for relation in get_all_child_relations(model))
    return bool(stream_fields(model)) or any(has_streams(child) for child in children if child is not model)


def stored_rows(alias: str, model: type[models.Model], pending: list[BlockChange]) -> Iterator[Stored]:
    names = own_streams(model)
    for key, *streams in in_chunks(model._base_manager.using(alias), *map(as_text, names), size=CHUNK):
        fields = block_changes.changed(model._meta.label, dict(zip(names, streams, strict=True)), pending)
        yield Stored(model, str(key), ROW, types=types_of(model, fields))


def stored_revisions(alias: str, pending: list[BlockChange]) -> Iterator[Stored]:
    for content_type in ContentType.objects.using(alias).only("app_label", "model"):
        model = content_type.model_class()
        if model and issubclass(model, models.Model) and has_streams(model):
            of_model = Revision.objects.using(alias).filter(content_type_id=content_type.pk)
            for number, key, text in in_chunks(of_model, "object_id", as_text("content"), size=CHUNK):
                if isinstance(content := read_stream(text), dict):
                    fields = block_changes.changed(model._meta.label, content, pending)
                    yield Stored(model, key, REVISION, number, types_of(model, fields))


def stored_copies(alias: str) -> Iterator[Stored]:
    """Frozen copies as they are read: with every change that the code lists."""
    copies = in_chunks(FrozenCopy.objects.using(alias), "page_id", "packed", "changes", size=CHUNK)
    for number, page_id, packed, since in copies:
        try:
            content = unpack(packed)
        except (zlib.error, ValueError):
            continue  # a broken copy is told where it is read
        if model := model_of(content):
            fields = block_changes.upgraded(content["type"], content["fields"], since)
            yield Stored(model, str(page_id), COPY, number, types_of(model, fields))


def types_of(model: type[models.Model], fields: dict) -> Counter:
    """The block types in stored fields and those of child rows: {(model's label, field, path, known): how many}."""
    found = Counter()
    for owner, row in rows_of(model, fields):
        for name, block in stream_fields(owner).items():
            stream = read_stream(row.get(name))
            found.update((owner._meta.label_lower, name, path, known) for path, known in types_in(block, stream))
    return found


def pending_changes(alias: str) -> list[BlockChange]:
    """Changes that unapplied migrations are about to make, in their order."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [change for migration, backwards in plan if not backwards for change in changes_of(migration.operations)]


def pages_of(alias: str, keys: set[str]) -> dict[str, tuple[str, bool]]:
    """Title and whether it is live, by key."""
    pages = Page.objects.using(alias).filter(pk__in=[key for key in keys if key.isdigit()])
    return {str(key): (title, live) for key, title, live in pages.values_list("pk", "title", "live")}
