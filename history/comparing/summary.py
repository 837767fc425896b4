"""What changed, in a few words for a list of versions: "two quotes and one alternative text changed, a paragraph added".

Reads stored values only: nothing is rendered and nothing is asked of the database but child rows that are not loaded.
"""

from collections import Counter
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.models import Page

from .fields import FieldDifference, field_differences
from .rows import Comparison
from .sequences import Effort
from .streams import BlockDifference, stored_parts, stream_differences, stream_fields
from .values import Kind

MOST = 4  # things that are named; the rest is counted

NUMBERS = [gettext_lazy(word) for word in ["two", "three", "four", "five", "six", "seven", "eight", "nine"]]

# By the name of the block's type. "%(n)s" is a number in words up to nine.
NOUNS: dict[str, Promise] = {
    "paragraph": ngettext_lazy("one paragraph", "%(n)s paragraphs", "number"),
    "heading": ngettext_lazy("one heading", "%(n)s headings", "number"),
    "quote": ngettext_lazy("one quote", "%(n)s quotes", "number"),
    "list": ngettext_lazy("one list", "%(n)s lists", "number"),
    "callout": ngettext_lazy("one callout", "%(n)s callouts", "number"),
    "divider": ngettext_lazy("one divider", "%(n)s dividers", "number"),
    "figure": ngettext_lazy("one figure", "%(n)s figures", "number"),
    "gallery": ngettext_lazy("one gallery", "%(n)s galleries", "number"),
    "video": ngettext_lazy("one video", "%(n)s videos", "number"),
    "audio": ngettext_lazy("one recording", "%(n)s recordings", "number"),
    "table": ngettext_lazy("one table", "%(n)s tables", "number"),
    "code": ngettext_lazy("one block of code", "%(n)s blocks of code", "number"),
    "document": ngettext_lazy("one download", "%(n)s downloads", "number"),
    "note": ngettext_lazy("one note", "%(n)s notes", "number"),
    "section": ngettext_lazy("one section", "%(n)s sections", "number"),
    # Parts of a block that can be all that changed in it.
    "alternative text": ngettext_lazy("one alternative text", "%(n)s alternative texts", "number"),
    "picture": ngettext_lazy("one picture", "%(n)s pictures", "number"),
    "link": ngettext_lazy("one link", "%(n)s links", "number"),
    "formatting": ngettext_lazy("the formatting of one block", "the formatting of %(n)s blocks", "number"),
}
OTHER_TYPE = ngettext_lazy("one block “%(type)s”", "%(n)s blocks “%(type)s”", "number")
ALONE = {Kind.ALT: "alternative text", Kind.PICTURE: "picture", Kind.LINK: "link", Kind.STYLE: "formatting"}
VERBS = {
    "changed": gettext_lazy("%(what)s changed"),
    "added": gettext_lazy("%(what)s added"),
    "removed": gettext_lazy("%(what)s removed"),
    "moved": gettext_lazy("%(what)s moved"),
}

Noun = tuple[str, str]  # the key in NOUNS, and the label of the block's type for those that are not there


def summary_of(old: Page, new: Page) -> str:
    """In words what differs between two versions of a page; "" when nothing does. Takes some milliseconds."""
    effort = Effort()
    rows = (
        row
        for one in stream_fields(new)
        for row in stream_differences(one.stream_block, stored_parts(old, one.name), stored_parts(new, one.name), effort)
    )
    return in_words(map(field_name, field_differences(old, new)), rows)


def summary(comparison: Comparison) -> str:
    """The same for a comparison that was made anyway."""
    labels = [lowered(one.label) for one in comparison.fields]
    return in_words(labels, (row.difference for stream in comparison.blocks for row in stream.rows))


def field_name(difference: FieldDifference) -> str:
    return lowered(difference.label)


def lowered(label: str) -> str:
    """As it stands in a sentence: "Main picture" becomes "main picture", "SEO title" stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def in_words(fields: Iterable[str], rows: Iterable[BlockDifference]) -> str:
    found: dict[str, Counter[Noun]] = {verb: Counter() for verb in VERBS}
    for row in rows:
        for verb in verbs_of(row):
            found[verb][noun_of(row, verb)] += 1
    things = {verb: [counted(noun, number) for noun, number in counter.items()] for verb, counter in found.items()}
    things["changed"] = [*fields, *things["changed"]]
    return ", ".join(VERBS[verb] % {"what": listed(names)} for verb, names in things.items() if names)


def verbs_of(row: BlockDifference) -> list[str]:
    if row.kind == "moved":
        return ["changed", "moved"] if row.changes else ["moved"]
    return [row.kind] if row.kind in VERBS else []


def noun_of(row: BlockDifference, verb: str) -> Noun:
    part = row.new or row.old
    label = str(row.block.label) if row.block else part.type
    kinds = {change.kind for change in row.changes} if verb == "changed" else set()
    if len(kinds) == 1 and (alone := ALONE.get(next(iter(kinds)))):
        return alone, label
    return part.type, label


def counted(noun: Noun, number: int) -> str:
    name, label = noun
    what = {"number": number, "n": NUMBERS[number - 2] if 2 <= number <= 9 else number, "type": label}
    return NOUNS.get(name, OTHER_TYPE) % what


def listed(names: list[str]) -> str:
    """ "title, slug and two quotes"; of many only the first."""
    if len(names) > MOST + 1:
        names = [*names[:MOST], _("%(number)d other things") % {"number": len(names) - MOST}]
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
