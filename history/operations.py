"""For migrations: carry a change of a block type into pages and drafts."""

import json
from collections.abc import Iterable, Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, router, transaction
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.models.functions import Cast

from .block_changes import BlockChange
from .block_types import read_stream

CHUNK = 200  # rows in memory at a time


class ApplyBlockChange(Operation):
    """`operations = [ApplyBlockChange(CHANGES[0])]`: one of the site's listed changes, in every row and every revision.

    Ids of blocks stay. Only rows that have such a block are written; applied twice it does nothing. Frozen copies are left alone:
    they are upgraded as they are read. Reversible where the change is.
    """

    reduces_to_sql = False
    category = OperationCategory.PYTHON

    def __init__(self, change: BlockChange):
        self.change = change

    @property
    def reversible(self) -> bool:
        return self.change.backwards() is not None

    def deconstruct(self) -> tuple[str, list, dict]:
        return self.__class__.__name__, [self.change], {}

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.apply(self.change, from_state.apps, schema_editor.connection.alias)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self.apply(self.change.backwards(), from_state.apps, schema_editor.connection.alias)

    def apply(self, change: BlockChange, apps, alias: str) -> None:
        model, revision = apps.get_model(change.model), apps.get_model("wagtailcore", "Revision")
        if router.allow_migrate_model(alias, model):
            with transaction.atomic(alias):
                change_rows(change, model._base_manager.using(alias))
                change_revisions(change, revision._base_manager.using(alias))

    def describe(self) -> str:
        return f"Block change: {self.change}"


def in_chunks(queryset: models.QuerySet, *values: object, size: int = CHUNK) -> Iterator[tuple]:
    """The rows' keys and values in the order of their keys, a chunk in memory at a time and no cursor held."""
    last = None
    while True:
        rest = queryset if last is None else queryset.filter(pk__gt=last)
        rows = list(rest.order_by("pk").values_list("pk", *values)[:size])
        yield from rows
        if len(rows) < size:
            return
        last = rows[-1][0]


def as_text(field: str) -> Cast:
    """A JSON column as it is stored, which may be no JSON at all."""
    return Cast(field, models.TextField())


def change_rows(change: BlockChange, rows: models.QuerySet) -> None:
    for key, stored in in_chunks(locked(rows), as_text(change.field)):
        stream = read_stream(stored)
        if isinstance(stream, list) and (new := change.apply(stream)) != stream:
            rows.filter(pk=key).update(**{change.field: new})


def change_revisions(change: BlockChange, revisions: models.QuerySet) -> None:
    """In a revision a stream is text inside the JSON."""
    app_label, model_name = change.model.lower().split(".")
    of_model = revisions.filter(content_type__app_label=app_label, content_type__model=model_name)
    for key, stored in in_chunks(locked(of_model), as_text("content")):
        content = read_stream(stored)
        stream = read_stream(content.get(change.field)) if isinstance(content, dict) else None
        if isinstance(stream, list) and (new := change.apply(stream)) != stream:
            content[change.field] = json.dumps(new, cls=DjangoJSONEncoder)
            revisions.filter(pk=key).update(content=content)


def locked(rows: models.QuerySet) -> models.QuerySet:
    """Nobody saves a row between its reading and its writing."""
    return rows.select_for_update()


def changes_of(operations: Iterable[Operation]) -> Iterator[BlockChange]:
    yield from (operation.change for operation in operations if isinstance(operation, ApplyBlockChange))
