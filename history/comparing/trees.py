"""Marks in one rendering: an element around words, which says itself to a screen reader, too."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise, zip_longest

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .markup import ATOMS, INLINE, ROOT, SILENT, Token, parse, tokens_of

SPOKEN = "compare-spoken"
RESTYLED = "compare-restyled"
RESHAPED = "compare-reshaped"


class Side:
    """One of the two, as a tree whose words can be marked."""

    def __init__(self, html: str):
        self.tree = parse(html)
        self.tokens = tokens_of(self.tree)
        self.keys = [token.key for token in self.tokens]
        self.marks: dict[int, list[Tag]] = {}  # by the number of the first word

    def html(self) -> SafeString:
        return mark_safe(self.tree.decode(formatter="minimal"))  # noqa: S308 - templates' own HTML, cleaned

    def mark(self, runs: list[range], restyled: list[int], reshaped: list[int], name: str) -> None:
        """Put <ins> or <del> around runs of words, and show where words look different or stand in another kind of paragraph."""
        cuts = {edge for run in runs for edge in (run.start, run.stop)}  # also where the other side has something between
        styled = list(unbroken(restyled, cuts))
        self.split(cuts | {edge for run in styled for edge in (run.start, run.stop)})
        for run, tag in [*((run, name) for run in runs if run), *((run, "span") for run in styled)]:
            self.marks[run.start] = wrap([self.tokens[number].leaf for number in run], tag, self.tree)
        for home in {id(home): home for home in (self.tokens[number].home for number in reshaped)}.values():
            add_class(home, RESHAPED)

    def split(self, edges: set[int]) -> None:
        """Cut texts before the words with these numbers, so that each mark has whole leaves."""
        words = (item for item in enumerate(self.tokens) if item[1].start < item[1].end)
        for _text, group in groupby(list(words), key=lambda item: id(item[1].leaf)):
            here = list(group)
            cuts = [number for number, _word in here[1:] if number in edges]
            if cuts:
                self.cut(here, cuts)

    def cut(self, here: list[tuple[int, Token]], cuts: list[int]) -> None:
        text = here[0][1].leaf
        starts = [0, *(self.tokens[number].start for number in cuts), len(text)]
        pieces = [NavigableString(text[start:end]) for start, end in pairwise(starts)]
        text.replace_with(*pieces)
        for number, word in here:
            word.leaf = pieces[bisect_right(cuts, number)]


def whole(html: str, name: str) -> SafeString:
    """A rendering all of which was added ("ins") or taken out ("del")."""
    side = Side(html)
    side.mark([range(len(side.tokens))], [], [], name)
    return side.html()


def unbroken(numbers: list[int], cuts: set[int]) -> Iterator[range]:
    """Numbers that follow one another, as ranges that no cut goes through."""
    start = None
    for number, following in zip_longest(numbers, numbers[1:]):
        start = number if start is None else start
        if following != number + 1 or following in cuts:
            yield range(start, number + 1)
            start = None


def wrap(leaves: list[PageElement], name: str, tree: BeautifulSoup) -> list[Tag]:
    """Put an element around the leaves, one around all that stand beside one another in the same parent; returns them."""
    elements = []
    for group in siblings(tops_of(leaves, leaves, INLINE)):
        group[0].insert_before(element := new_element(name, tree))
        element.extend(with_spaces_between(group))
        say(element, name, tree)
        elements.append(element)
    return elements


def tops_of(nodes: Iterable[PageElement], leaves: Iterable[PageElement], through: set[str] | None = None) -> list[PageElement]:
    """For all the nodes the outermost elements that hold none but these leaves, by way of elements of those names (None: any)."""
    inside = {id(leaf) for leaf in leaves}
    only_inside: dict[int, bool] = {}
    tops: dict[int, PageElement] = {}
    for node in nodes:
        while node.parent.name != ROOT and (through is None or node.parent.name in through):
            parent = node.parent
            if id(parent) not in only_inside:
                only_inside[id(parent)] = all(id(leaf) in inside for leaf in leaves_of(parent))
            if not only_inside[id(parent)]:
                break
            node = parent
        tops[id(node)] = node
    return list(tops.values())


def leaves_of(tag: Tag) -> Iterator[PageElement]:
    """The texts with words and the pictures in it; what our own marks say aside."""
    at = tag.next_element
    end = after(tag)
    while at is not None and at is not end:
        if isinstance(at, NavigableString):
            if at.strip() or around(at, "pre"):
                yield at
            at = at.next_element
        elif at.name in ATOMS:
            yield at
            at = after(at)
        elif at.name in SILENT or SPOKEN in at.get("class", ()):
            at = after(at)
        else:
            at = at.next_element


def around(node: PageElement, name: str) -> Tag | None:
    """The innermost element of that name around it. BeautifulSoup's own way takes a hundred times as long."""
    parent = node.parent
    while parent is not None and parent.name != name:
        parent = parent.parent
    return parent


def after(tag: Tag) -> PageElement | None:
    """What follows all that is in the tag."""
    return tag._last_descendant(accept_self=True).next_element


def siblings(nodes: Iterable[PageElement]) -> Iterator[list[PageElement]]:
    """The nodes in groups that stand side by side."""
    group: list[PageElement] = []
    for node in nodes:
        if group and not is_beside(group[-1], node):
            yield group
            group = []
        group.append(node)
    if group:
        yield group


def is_beside(one: PageElement, other: PageElement) -> bool:
    following = one.next_sibling
    while is_space(following):
        following = following.next_sibling
    return following is other


def is_space(node: PageElement | None) -> bool:
    return isinstance(node, NavigableString) and not node.strip()


def with_spaces_between(group: list[PageElement]) -> list[PageElement]:
    nodes, node = [], group[0]
    while node is not group[-1]:
        nodes.append(node)
        node = node.next_sibling
    return [*nodes, node]


def new_element(name: str, tree: BeautifulSoup) -> Tag:
    element = tree.new_tag(name)
    if name == "span":
        element["class"] = RESTYLED
    return element


def say(element: Tag, name: str, tree: BeautifulSoup) -> None:
    words = {"ins": (_("added:"), _("end of added")), "del": (_("removed:"), _("end of removed"))}
    restyled = _("described differently:") if any(is_atom(child) for child in element.children) else _("looks different:")
    before, behind = words.get(name, (restyled, _("end")))
    element.insert(0, spoken(f"{before} ", tree))
    element.append(spoken(f" {behind}", tree))


def is_atom(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name in ATOMS


def spoken(words: str, tree: BeautifulSoup) -> Tag:
    span = tree.new_tag("span", string=words)
    span["class"] = SPOKEN
    return span


def add_class(tag: Tag, name: str) -> None:
    if tag.name != ROOT:
        classes = tag.get("class") or []
        classes = classes.split() if isinstance(classes, str) else list(classes)
        if name not in classes:
            tag["class"] = [*classes, name]
