"""What rows of the database are called, all in one query for each kind: pictures, documents, pages, snippets."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.models import Page

from .formatting import LINK, Restyled

Reference = tuple[type[models.Model], object]


class Names:
    """names[model, key] is what the row is called; where it is gone, it says so."""

    def __init__(self, wanted: Iterable[Reference]):
        keys = defaultdict(set)
        for model, key in wanted:
            if (read := read_key(model, key)) is not None:
                keys[model].add(read)
        self.found = {
            model: {row.pk: str(row) for row in model._base_manager.filter(pk__in=some)} for model, some in keys.items()
        }

    def __getitem__(self, reference: Reference) -> str:
        model, key = reference
        name = self.found.get(model, {}).get(read_key(model, key))
        return name or _("%(what)s number %(key)s, which no longer exists") % {"what": model._meta.verbose_name, "key": key}


def read_key(model: type[models.Model], key: object) -> object:
    """The key in its own type; None where no row can have it."""
    try:
        read = model._meta.pk.to_python(key)
    except (ValidationError, TypeError, ValueError, OverflowError):
        return None
    return read if not isinstance(read, int) or 0 < read < 2**63 else None


def chosen_row(block: blocks.ChooserBlock, value: object) -> Reference | None:
    return (block.model_class, value) if value is not None and not isinstance(value, dict | list) else None


def linked_rows(restyled: Iterable[Restyled]) -> Iterator[Reference]:
    """The rows that links of changed words lead to."""
    for one in restyled:
        for style in {*one.old, *one.new}:
            if style.startswith(LINK) and (row := linked_row(style.removeprefix(LINK))):
                yield row


def linked_row(target: str) -> Reference | None:
    """The row that "page:12" or "document:3" means, as rich text names its links."""
    kind, _colon, key = target.partition(":")
    models_of_links = {"page": Page, "document": get_document_model()}
    return (models_of_links[kind], key) if kind in models_of_links else None
