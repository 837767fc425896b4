"""What changed from one version to the next, in words, for the entries of a list: without rendering, in two queries."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from .block_changes import upgraded
from .comparing.summary import summary_of
from .content import ROW_KEEPS, in_stored_form, readable_streams
from .models import Version

Refs = Iterable[str]


def numbers(refs: Refs, kind: str) -> list[int]:
    return [int(ref[1:]) for ref in refs if ref.startswith(kind)]


def fields_of(page: Page, refs: Refs) -> dict[str, object]:
    """The stored fields of these versions, by short name."""
    revisions = Revision.page_revisions.filter(object_id=str(page.pk), pk__in=numbers(refs, "r"))
    found = {f"r{pk}": content for pk, content in revisions.values_list("pk", "content")}
    for version in Version.objects.filter(page_id=page.pk, pk__in=numbers(refs, "v")).select_related("copy"):
        content = version.copy.content
        found[f"v{version.pk}"] = upgraded(content["type"], content["fields"], since=version.copy.changes)
    return found


def bare_page(row: Page, fields: object) -> Page | None:
    """This row's page made of stored fields without asking for what they refer to; None where they can't be read."""
    if not isinstance(fields, dict):
        return None
    try:
        model = type(row)
        stored = in_stored_form(model, readable_streams(model, fields))
        kept = {name: value for name, value in stored.items() if name not in ROW_KEEPS}
        bare = model.from_serializable_data({**kept, "pk": row.pk}, check_fks=False)
        for source in getattr(model, "FILLED_FROM", {}).values():  # history.content says what that is
            setattr(bare, source, getattr(row, source))
        return bare
    except Exception:  # whatever was stored by whichever code: the entry shows what it can
        return None


def summaries(page: Page, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What changed, in words, for pairs of short names: an older version and a newer one."""
    pairs = set(pairs)
    fields = fields_of(page, {ref for pair in pairs for ref in pair})
    pages = {ref: bare_page(page, stored) for ref, stored in fields.items()}
    return {pair: summary(*map(pages.get, pair)) for pair in pairs}


def summary(old: Page | None, new: Page | None) -> str:
    if old is None or new is None:
        return _("What is stored of it can’t be read")
    try:
        return summary_of(old, new) or _("nothing changed")
    except Exception:  # stored by older code: better no words than no list
        return ""
