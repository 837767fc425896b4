"""What changed in a block besides its words, in plain sentences."""

from collections.abc import Callable, Iterable, Iterator

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock

from .formatting import LINK, Restyled
from .naming import Names, linked_row
from .values import Change, Kind, Place, excerpt

STYLES = {
    "bold": gettext_lazy("Bold"),
    "italic": gettext_lazy("Italics"),
    "code": gettext_lazy("Code"),
    "superscript": gettext_lazy("Superscript"),
    "subscript": gettext_lazy("Subscript"),
    "strikethrough": gettext_lazy("Strikethrough"),
    "underline": gettext_lazy("Underline"),
    "highlight": gettext_lazy("Highlight"),
    "footnote": gettext_lazy("Footnote"),
}
SHAPES = {
    "paragraph": gettext_lazy("a paragraph"),
    "bulleted": gettext_lazy("a bulleted list"),
    "numbered": gettext_lazy("a numbered list"),
    "quotation": gettext_lazy("a quotation"),
    "code": gettext_lazy("code"),
    **{f"heading {level}": gettext_lazy("a heading of level %(level)d") for level in range(1, 7)},
}


def sentences_of(change: Change, names: Names) -> list[str]:
    """What to say of a change that its words on the page do not show; [] for a change of words."""
    sentence = SAID[change.kind](change, names) if change.kind in SAID else ""
    place = ": ".join(label for label in change.where if isinstance(label, Place))
    return [f"{place}: {sentence}" if place else sentence] if sentence else []


def label_of(change: Change) -> str:
    return change.where[-1] if change.where else str(getattr(change.block, "label", ""))


def quoted(value: object) -> str:
    return _("“%(text)s”") % {"text": excerpt(value, length=120) or str(value)[:120]}


# --- By kind ----------------------------------------------------------------------------------------


def of_alt(change: Change, _names: Names) -> str:
    old, new = quoted(change.old), quoted(change.new)
    if not change.old:
        return _("Alternative text added: %(new)s.") % {"new": new}
    if not change.new:
        return _("Alternative text removed: %(old)s.") % {"old": old}
    return _("Alternative text changed from %(old)s to %(new)s.") % {"old": old, "new": new}


def of_picture(change: Change, names: Names) -> str:
    old, new = (
        value and _("“%(text)s”") % {"text": names[change.block.model_class, value]} for value in (change.old, change.new)
    )
    if not old:
        return _("Picture chosen: %(new)s.") % {"new": new}
    if not new:
        return _("Picture removed: %(old)s.") % {"old": old}
    return _("Picture replaced: %(new)s instead of %(old)s.") % {"old": old, "new": new}


def of_chosen(change: Change, names: Names) -> str:
    return is_now(label_of(change), *(value and names[change.block.model_class, value] for value in (change.old, change.new)))


def of_link(change: Change, _names: Names) -> str:
    if isinstance(change.block, blocks.RichTextBlock):
        return ""  # told by its words
    what = {"field": label_of(change), "old": change.old, "new": change.new}
    if not change.old:
        return _("%(field)s added: %(new)s") % what
    if not change.new:
        return _("%(field)s removed: it went to %(old)s") % what
    return _("%(field)s now goes to %(new)s, before %(old)s") % what


def of_setting(change: Change, _names: Names) -> str:
    return is_now(label_of(change), *(shown(change.block, value) for value in (change.old, change.new)))


def is_now(label: str, old: object, new: object) -> str:
    what = {"field": label, "old": old, "new": new}
    if old in (None, ""):
        return _("%(field)s: now “%(new)s”, before nothing.") % what
    if new in (None, ""):
        return _("%(field)s: now nothing, before “%(old)s”.") % what
    return _("%(field)s: now “%(new)s”, before “%(old)s”.") % what


def shown(block: blocks.Block, value: object) -> str:
    """The value as an editor knows it: the label of a choice, yes or no, a date in words."""
    if isinstance(block, blocks.BooleanBlock) or isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
        chosen = value if isinstance(value, list) else [value]
        labels = dict(flat(block.field.choices))
        return ", ".join(str(labels.get(one, one)) for one in chosen if one not in (None, ""))
    if isinstance(value, str) and isinstance(block, blocks.DateBlock | blocks.DateTimeBlock):
        return day(value)
    return "" if value is None else excerpt(value, length=120) or str(value)[:120]


def flat(choices: Iterable) -> Iterator[tuple[object, object]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flat(label)
        else:
            yield str(value), label


def day(text: str) -> str:
    try:
        moment = parse_datetime(text) or parse_date(text)
    except ValueError:
        return text
    return date_format(moment, "DATETIME_FORMAT" if hasattr(moment, "hour") else "DATE_FORMAT") if moment else text


def of_table(change: Change, _names: Names) -> str:
    said = {
        "columns": _("The table has %(new)d columns, before %(old)d.") % {"new": change.new, "old": change.old}
        if change.where[-1] == "columns"
        else "",
        "first_row_is_table_header": _("The first row is now a header.")
        if change.new
        else _("The first row is no longer a header."),
        "first_col_is_header": _("The first column is now a header.")
        if change.new
        else _("The first column is no longer a header."),
    }
    return said.get(change.where[-1], "")


def of_added(change: Change, _names: Names) -> str:
    return _("%(list)s: number %(place)d is new%(words)s") % item(change, change.new)


def of_removed(change: Change, _names: Names) -> str:
    return _("%(list)s: number %(place)d was removed%(words)s") % item(change, change.old)


def of_moved(change: Change, _names: Names) -> str:
    if change.old == change.new:
        return ""  # the others moved around it
    return _("%(list)s: number %(place)d moved to place %(new)d%(words)s") % {**item(change, change.old), "new": change.new}


def item(change: Change, place: int) -> dict[str, object]:
    label = _("Rows") if isinstance(change.block, TableBlock) else label_of(change)
    end = "" if change.words.endswith((".", "!", "?", "…")) else "."
    return {"list": label, "place": place, "words": f": “{change.words}”{end}" if change.words else "."}


def of_type(change: Change, _names: Names) -> str:
    types = getattr(change.block, "child_blocks", {})
    old, new = (types[name].label if name in types else name for name in (change.old, change.new))
    return _("%(old)s became %(new)s.") % {"old": old, "new": new}


def of_unknown(change: Change, _names: Names) -> str:
    return is_now(label_of(change) or _("Content"), excerpt(change.old, length=120), excerpt(change.new, length=120))


SAID: dict[Kind, Callable[[Change, Names], str]] = {
    Kind.ALT: of_alt,
    Kind.PICTURE: of_picture,
    Kind.CHOSEN: of_chosen,
    Kind.LINK: of_link,
    Kind.SETTING: of_setting,
    Kind.TABLE: of_table,
    Kind.ADDED: of_added,
    Kind.REMOVED: of_removed,
    Kind.MOVED: of_moved,
    Kind.TYPE: of_type,
    Kind.UNKNOWN: of_unknown,
}


# --- The same words in another form -----------------------------------------------------------------


def of_restyled(one: Restyled, names: Names) -> Iterator[str]:
    words = _("“%(text)s”") % {"text": one.words}
    yield from of_links(
        words,
        *(next((style.removeprefix(LINK) for style in styles if style.startswith(LINK)), "") for styles in (one.old, one.new)),
        names,
    )
    for style, label in STYLES.items():
        if style in one.old - one.new:
            yield _("%(style)s removed from %(words)s.") % {"style": label, "words": words}
        if style in one.new - one.old:
            yield _("%(style)s added to %(words)s.") % {"style": label, "words": words}


def of_links(words: str, old: str, new: str, names: Names) -> Iterator[str]:
    what = {"words": words, "old": goal(old, names), "new": goal(new, names)}
    if old and new and old != new:
        yield _("Link on %(words)s now goes to %(new)s, before %(old)s") % what
    elif old and not new:
        yield _("Link removed from %(words)s: it went to %(old)s") % what
    elif new and not old:
        yield _("Link added to %(words)s: it goes to %(new)s") % what


def goal(target: str, names: Names) -> str:
    row = linked_row(target)
    return _("“%(text)s”") % {"text": names[row]} if row else target


def of_reshaped(one: Restyled) -> str:
    old, new = shape(one.old), shape(one.new)
    return _("“%(words)s” was %(old)s and is now %(new)s.") % {"words": one.words, "old": old, "new": new} if old != new else ""


def shape(shapes: tuple[str, ...]) -> str:
    """The kind of paragraph in words. A list holds no paragraphs to speak of."""
    name = next((name for name in reversed(shapes) if name in SHAPES and (name != "paragraph" or len(shapes) == 1)), "paragraph")
    return SHAPES[name] % {"level": int(name[-1])} if name.startswith("heading") else str(SHAPES[name])
