"""What the content of a page is, how it is frozen, and how a page is made of it again.

Content is what an editor wrote, in one canonical form, so that equal contents have equal digests. It leaves out where the page
stands, its state and its dates (they belong to the page's row), comments, and the keys of child rows. With it goes a digest of
each picture, document and snippet that it shows: the same words with another picture behind them are another content.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.models import COMMENTS_RELATION_NAME, Locale, Page, ReferenceIndex, Revision

from . import block_changes, block_ids, block_types
from .block_types import read_stream, stream_fields
from .models import FrozenCopy, pack
from .stored_values import readable_values

# Kept by the page's row, whichever version is shown or restored.
ROW_KEEPS = {
    *("pk", "page_ptr", "content_type", "path", "depth", "numchild", "url_path", "translation_key", "locale", "alias_of"),
    *("draft_title", "live", "has_unpublished_changes", "expired", "owner", "locked", "locked_at", "locked_by"),
    *("latest_revision", "latest_revision_created_at", "live_revision", "go_live_at", "expire_at"),
    *("first_published_at", "last_published_at", COMMENTS_RELATION_NAME),
}
# Of these, what Wagtail's with_content_json would take from the content.
TAKEN_FROM_ROW = ("live_revision_id", "expired", "go_live_at", "expire_at", "first_published_at", "last_published_at")


def content_of(page: Page) -> dict:
    """The canonical content of a specific page, saved or not: `{"type": label, "fields": {…}, "references": {…}}`."""
    settle_streams(page)
    with without_comments(page):
        fields = as_json(canonical_fields(type(page), page.serializable_data()))
        fields |= {name: None for name in fields if filled_in(page, name)}
        return {"type": page._meta.label_lower, "fields": fields, "references": references_of(page)}


@contextmanager
def without_comments(page: Page) -> Iterator[None]:
    """They are no content: nobody reads them from the database meanwhile."""
    children = page.__dict__.setdefault("_cluster_related_objects", {})
    kept = children.get(COMMENTS_RELATION_NAME)
    children[COMMENTS_RELATION_NAME] = []
    try:
        yield
    finally:
        if kept is None:
            del children[COMMENTS_RELATION_NAME]
        else:
            children[COMMENTS_RELATION_NAME] = kept


def filled_in(page: Page, name: str) -> bool:
    """Whether the site filled this field in at publication, from another: the editor left it empty, and drafts have it so.

    A model says which: `FILLED_FROM = {"published_at": "first_published_at"}`.
    """
    source = getattr(page, "FILLED_FROM", {}).get(name)
    return source is not None and getattr(page, name) == getattr(page, source)


def canonical_fields(model: type[models.Model], data: dict, left_out: Iterable[str] = ROW_KEEPS) -> dict:
    """Serializable data without what is left out, with child rows without keys, and with streams as lists instead of text."""
    children = {relation.get_accessor_name(): relation for relation in get_all_child_relations(model)}
    fields = {}
    for name, value in data.items():
        if name in left_out:
            continue
        if relation := children.get(name):
            keys = {"pk", relation.field.name}
            value = [canonical_fields(relation.related_model, row, keys) for row in value]
        elif name in stream_fields(model):
            blocks = read_stream(value)
            value = value if blocks is None else blocks  # what can't be read stays text
        fields[name] = value
    return fields


def settle_streams(page: Page) -> None:
    for name in stream_fields(type(page)):
        settle(getattr(page, name))


def settle(value: object) -> None:
    """Have every block of a stream read now: one that was never read is written as it was stored, without later defaults.

    A stream with a block that the code does not know stays as stored: reading would drop the block and its words.
    """
    if isinstance(value, StreamValue):
        if block_types.unknown_in(value.stream_block, value.raw_data):
            return
        for child in value:
            settle(child.value)
    elif isinstance(value, StructValue):
        for child in value.values():
            settle(child)
    elif isinstance(value, ListValue):
        for child in value:
            settle(child)


def as_json(value: object) -> object:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def digest_of(content: dict) -> str:
    """SHA-256 of the content in its one form, in hexadecimal digits."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# --- What a page shows that is not in its own rows -------------------------------------------------

NOT_SHOWN = (Page, Revision, Locale, ContentType)


def references_of(page: Page) -> dict[str, dict[str, str | None]]:
    """Digests of the pictures, documents and snippets that the page shows: {label: {key: digest, or None if gone}}."""
    keys = defaultdict(set)
    # The public method reads the stored index, which knows the live version only.
    for content_type, key, *_place in ReferenceIndex._extract_references_from_object(page):
        keys[content_type].add(key)
    references = {}
    for content_type, wanted in keys.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model and not issubclass(model, NOT_SHOWN) and model._meta.app_label != "users":
            references[model._meta.label_lower] = digests(model, wanted)
    return references


def digests(model: type[models.Model], keys: set[str]) -> dict[str, str | None]:
    """By key, in one query: an uploaded file's own hash, else a digest of the row's values."""
    manager = model._base_manager.filter(pk__in=keys)
    if any(field.name == "file_hash" for field in model._meta.fields):
        found = {str(pk): file_hash for pk, file_hash in manager.values_list("pk", "file_hash")}
    else:
        found = {str(row.pk): digest_of(values_of(row))[:16] for row in manager}
    return {key: found.get(key) for key in sorted(keys)}


def values_of(row: models.Model) -> dict[str, str]:
    return {field.name: field.value_to_string(row) for field in row._meta.concrete_fields}


# --- Freezing -------------------------------------------------------------------------------------


def freeze(page: Page) -> FrozenCopy:
    """The frozen copy of what this specific page holds now, saved or not; an equal one is used again."""
    content = content_of(page)
    digest = digest_of(content)
    found = FrozenCopy.objects.filter(page_id=page.pk, digest=digest).first()
    return (
        found
        or FrozenCopy.objects.get_or_create(
            page_id=page.pk, digest=digest, defaults={"packed": pack(content), "changes": block_changes.count()}
        )[0]
    )


# --- And back -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thawed:
    """A page made of stored content, unsaved, and what of the content could not be had any more, in sentences."""

    page: Page
    gone: list[str]


def thaw(row: Page, copy: FrozenCopy) -> Thawed:
    """The page of this row with the content of the copy."""
    return page_with(row, block_changes.upgraded(copy.content["type"], copy.content["fields"], since=copy.changes))


def page_with(row: Page, fields: dict) -> Thawed:
    """The page of this row with the given fields: a frozen content's, or a revision's.

    Never raises for what is stored: references to what is gone are left out and named.
    """
    row = row.specific
    model = type(row)
    fields, unread = readable_values(row, fields)
    fields, gone = without_gone(model, block_ids.named(model, readable_streams(model, fields)))
    content = {name: value for name, value in in_stored_form(model, fields).items() if name not in ROW_KEEPS}
    page = row.with_content_json({**content, "pk": row.pk, COMMENTS_RELATION_NAME: []})
    for name in TAKEN_FROM_ROW:
        setattr(page, name, getattr(row, name))
    return Thawed(page, unread + gone)


def in_stored_form(model: type[models.Model], fields: dict) -> dict:
    """As `from_serializable_data` expects them: with keys for child rows and streams as text."""
    children = {relation.get_accessor_name(): relation for relation in get_all_child_relations(model)}
    stored = {}
    for name, value in fields.items():
        if relation := children.get(name) if isinstance(value, list) else None:
            rows = [in_stored_form(relation.related_model, row) for row in value if isinstance(row, dict)]
            value = [{**row, "pk": None, relation.field.name: None} for row in rows]
        elif name in stream_fields(model) and not isinstance(value, str):
            value = json.dumps(value, ensure_ascii=False)
        stored[name] = value
    return stored


def readable_streams(model: type[models.Model], fields: dict) -> dict:
    """The fields, each stream reduced to blocks that have a type and a value."""
    readable = dict(fields)
    for name in stream_fields(model):
        if name in fields:
            blocks = read_stream(fields[name])
            blocks = blocks if isinstance(blocks, list) else []
            readable[name] = [
                block for block in blocks if isinstance(block, dict) and "value" in block and isinstance(block.get("type"), str)
            ]
    return readable


def without_gone(model: type[models.Model], fields: dict) -> tuple[dict, list[str]]:
    """The fields without references to rows that no longer exist, and a sentence on each of those.

    In a stream such a reference stays where it is, and shows nothing.
    """
    gone = {}
    for related, keys in wanted_rows(model, fields).items():
        there = set(map(str, related._base_manager.filter(pk__in=keys).values_list("pk", flat=True)))
        gone[related] = {key for key in keys if str(key) not in there}
    missing = {related: keys for related, keys in gone.items() if keys}
    sentences = [
        _("%(what)s number %(key)s no longer exists and is left out.")
        % {"what": related._meta.verbose_name.capitalize(), "key": key}
        for related, keys in missing.items()
        for key in sorted(keys, key=str)
    ]
    return (drop_rows(model, fields, missing), sentences) if missing else (fields, [])


def foreign_keys(model: type[models.Model]) -> dict[str, models.ForeignKey]:
    return {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}


def wanted_rows(model: type[models.Model], fields: dict) -> dict[type[models.Model], set]:
    wanted = defaultdict(set)
    for owner, row in rows_of(model, fields):
        for name, field in foreign_keys(owner).items():
            if row.get(name) is not None and name not in ROW_KEEPS:
                wanted[field.related_model].add(row[name])
        for name, block in stream_fields(owner).items():
            for related, key in block_types.choices_in(block, read_stream(row.get(name))):
                wanted[related].add(key)
    return wanted


def content_relations(model: type[models.Model]) -> list[models.ManyToOneRel]:
    """Its child rows that are content: comments are none."""
    return [relation for relation in get_all_child_relations(model) if relation.get_accessor_name() != COMMENTS_RELATION_NAME]


def rows_of(model: type[models.Model], fields: dict) -> Iterator[tuple[type[models.Model], dict]]:
    """The page's own fields and those of each child row, with the model of each."""
    yield model, fields
    for relation in content_relations(model):
        for row in fields.get(relation.get_accessor_name()) or []:
            if isinstance(row, dict):
                without_parent = {name: value for name, value in row.items() if name != relation.field.name}
                yield from rows_of(relation.related_model, without_parent)


def drop_rows(model: type[models.Model], fields: dict, missing: dict[type[models.Model], set]) -> dict:
    """The fields with missing references emptied where they may be, and child rows dropped where they may not."""
    kept = dict(fields)
    for name, field in foreign_keys(model).items():
        if kept.get(name) is not None and kept[name] in missing.get(field.related_model, ()):
            kept[name] = None
    for relation in content_relations(model):
        name, child = relation.get_accessor_name(), relation.related_model
        if name in kept:
            rows = [drop_rows(child, row, missing) for row in kept[name] if isinstance(row, dict)]
            needed = [field for field in foreign_keys(child).values() if not field.null and field.name != relation.field.name]
            kept[name] = [row for row in rows if all(row.get(field.name) is not None for field in needed)]
    return kept


def model_of(content: dict) -> type[models.Model] | None:
    """The model that a frozen content was of; None when the code has none of that name."""
    try:
        return apps.get_model(content["type"])
    except LookupError:
        return None
