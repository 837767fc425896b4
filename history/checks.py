"""`manage.py check --database default`, and every `migrate`: does the code know all blocks that are stored?"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, models
from django.urls import reverse
from wagtail.models import Page

from . import block_changes, blocks_in_use
from .models import BlockTypeInUse
from .stored_blocks import COPY, REVISION, ROW, Stored, all_stored, pages_of, pending_changes

SHOWN = 20
NAMES = {REVISION: "draft", COPY: "frozen copy"}
HINT = (
    "Readers do not see these blocks, and saving such a page would lose them. docs/blocks.md: list the change in "
    "site_project/block_changes.py and carry it out in a migration, or put the block back into the code."
)


@dataclass
class Found:
    """Unknown blocks in one page or other object, by where they are."""

    blocks: Counter = field(default_factory=Counter)  # {(where, field, path): how many}
    numbers: dict = field(default_factory=lambda: defaultdict(list))  # {where: numbers of revisions or copies}

    def add(self, stored: Stored) -> None:
        for (_model, name, path, known), count in stored.types.items():
            if not known:
                self.blocks[stored.kind, name, path] += count
        self.numbers[stored.kind].append(stored.number)


@register(Tags.database)
def check_stored_blocks(app_configs: Sequence | None, databases: Sequence[str] | None = None, **kwargs) -> list[CheckMessage]:
    return [message for alias in databases or [] for message in check_database(alias)]


def check_database(alias: str) -> list[CheckMessage]:
    if not connections[alias].introspection.table_names():
        return []  # nothing is stored yet
    pending = pending_changes(alias)
    messages = [
        Error(f"A migration makes a change that is not listed: {change}.", hint=HINT, id="history.E002")
        for change in pending
        if change not in block_changes.listed()
    ]
    found, types, count = scan(alias, pending)
    if not pending and BlockTypeInUse._meta.db_table in connections[alias].introspection.table_names():
        blocks_in_use.refresh(types, alias)
    if count:
        messages.append(Error(report(alias, found, count), hint=HINT, id="history.E001"))
    return messages


def scan(alias: str, pending: list) -> tuple[dict, set, int]:
    """The first unknown blocks by object {(model, key): Found}, all types in use, and how many objects have unknown ones."""
    found, types, objects = {}, set(), set()
    for stored in all_stored(alias, pending):
        types.update(key[:3] for key in stored.types)
        if all(known for *_place, known in stored.types):
            continue
        place = (stored.model, stored.key)
        objects.add(place)
        if len(found) < SHOWN or place in found:
            found.setdefault(place, Found()).add(stored)
    return found, types, len(objects)


def report(alias: str, found: dict, count: int) -> str:
    pages = pages_of(alias, {key for model, key in found if issubclass(model, Page)})
    lines = ["Stored content has blocks that the code does not know:"]
    for (model, key), of_object in found.items():
        title, is_live = pages.get(key, ("", False))
        lines.append(f"  {name_of(model, key, title)}")
        lines += [f"    {line}" for line in lines_of(of_object, is_live)]
    if count > len(found):
        lines.append(f"  and {count - len(found)} more")
    return "\n".join(lines)


def name_of(model: type[models.Model], key: str, title: str) -> str:
    if not issubclass(model, Page):
        return f"{model._meta.verbose_name} {key}"
    if not title:
        return f"page {key}, which was deleted"
    return f'"{title}" (page {key}, {reverse("wagtailadmin_pages:edit", args=[key])})'


def lines_of(found: Found, is_live: bool) -> list[str]:
    """Where (live, which drafts, which frozen copies): the field, the block and how many."""
    return [
        f"{place(where, found.numbers[where], is_live)}: {name}, {path} ({count})"
        for (where, name, path), count in found.blocks.items()
    ]


def place(where: str, numbers: list[int], is_live: bool) -> str:
    if where == ROW:
        return "live" if is_live else "not live"
    shown = ", ".join(map(str, sorted(numbers, reverse=True)[:3]))
    more = f" and {len(numbers) - 3} more" if len(numbers) > 3 else ""
    return f"{NAMES[where]} {shown}{more}"
