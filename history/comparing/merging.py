"""What was taken out of one rendering, moved into the other to where it was: both versions in one text.

The order of the words stays, and nothing is put where HTML does not allow it.
"""

from itertools import takewhile

from bs4 import PageElement, Tag

from .markup import INLINE, ROOT
from .sequences import Step
from .trees import Side, around, leaves_of, siblings, tops_of

FLOW = {
    *(ROOT, "address", "article", "aside", "blockquote", "dd", "details", "div", "figcaption", "figure", "footer"),
    *("header", "li", "main", "nav", "section", "td", "th"),
}
PARENTS = {
    **{tag: {"table"} for tag in ("tbody", "thead", "tfoot", "caption")},
    "tr": {"tbody", "thead", "tfoot", "table"},
    **{tag: {"tr"} for tag in ("td", "th")},
    "li": {"ul", "ol"},
    **{tag: {"dl"} for tag in ("dt", "dd")},
    "figcaption": {"figure"},
}
ONLY_ITEMS = set.union(*PARENTS.values()) - {"figure"}


def move_removed(old: Side, new: Side, steps: list[Step]) -> None:
    """Move what was taken out from the old tree to where it was, as seen from the words that stayed."""
    for number, step in enumerate(steps):
        if not step.same and step.a:
            Removal(old, new, step, has_before=number > 0, has_behind=number + 1 < len(steps)).move()


class Removal:
    """One run of words on its way into the other tree, in which their order must stay."""

    def __init__(self, old: Side, new: Side, step: Step, *, has_before: bool, has_behind: bool):
        self.old, self.new, self.step = old, new, step
        # The words that stayed before and behind it, in both trees.
        self.old_before = old.tokens[step.a1 - 1] if has_before else None
        self.old_behind = old.tokens[step.a2] if has_behind else None
        self.before = new.tokens[step.b1 - 1].leaf if has_before else None
        self.behind = new.tokens[step.b2].leaf if has_behind else None
        self.last: PageElement | None = None  # what was put in last

    def move(self) -> None:
        marks = self.old.marks[self.step.a1]
        leaves = [self.old.tokens[number].leaf for number in self.step.a]
        homes = [home_of(mark) for mark in marks]
        tail = sum(1 for _home in takewhile(lambda home: self.old_before and home is self.old_before.home, homes))
        rest = homes[tail:][::-1]
        head = sum(1 for _home in takewhile(lambda home: self.old_behind and home is self.old_behind.home, rest))
        groups = list(siblings(tops_of(marks[tail : len(marks) - head], leaves)))
        for mark in marks[:tail]:  # the end of a text of which words stayed
            self.put_beside_words(mark)
        for group in groups:
            self.put_blocks(group)
        for mark in marks[len(marks) - head :]:  # the beginning of one
            (self.behind if groups else self.place_of_head()).insert_before(mark.extract())

    def place_of_head(self) -> PageElement:
        """Before what was put in at the beginning of the same text, if anything was, else before the word that stayed."""
        home = home_of(self.behind)
        put_in = (mark for mark in self.new.marks.get(self.step.b1, ()) if self.step.b and home_of(mark) is home)
        return next(put_in, self.behind)

    def put_beside_words(self, mark: Tag) -> None:
        """In the middle of a text, behind the last word or what was put there before."""
        place = self.last or outside_of_formatting(self.before)
        if self.last and place.parent.name in ONLY_ITEMS and place.name in PARENTS:
            last_with_text(place).append(mark.extract())
        else:
            place.insert_after(mark.extract())
        self.last = mark

    def put_blocks(self, group: list[PageElement]) -> None:
        """Paragraphs, items, rows … that are gone as a whole, in an element that may hold them."""
        parent = group[0].parent
        if parent.name == "tr":
            group = [cell for cell in group if not self.put_in_cell(cell)]
            if not group:
                return
        while not self.put_where_allowed(group, parent):
            if parent.name == ROOT:
                self.put_inside(group)
                return
            shell = self.new.tree.new_tag(parent.name, attrs=dict(parent.attrs))
            parent = parent.parent
            shell.extend([node.extract() for node in group])
            group = [shell]

    def put_in_cell(self, cell: Tag) -> bool:
        """Words of a cell go to the cell that is now in its place, if the row is still there and has lost none."""
        row = cell.parent
        stayed = ((self.old_before, self.before), (self.old_behind, self.behind))
        rows = (around(now, "tr") for before, now in stayed if before and around(before.leaf, "tr") is row)
        now = next(rows, None)
        cells, cells_now = cells_of(row), cells_of(now)
        if now is None or len(cells) > len(cells_now):
            return False
        at = next(at for at, one in enumerate(cells) if one is cell)
        if not self.is_free(cells_now, at):
            return False
        marks = cell.find_all("del")
        cells_now[at].insert(0, *[mark.extract() for mark in marks])
        self.last = marks[-1]
        return True

    def is_free(self, cells: list[Tag], at: int) -> bool:
        """Whether the cell has no words but such as were put in here, and stands between the words that stayed."""
        put_in = {id(self.new.tokens[number].leaf) for number in self.step.b}
        places = (number for number, one in enumerate(cells) if self.before and is_inside(self.before, one))
        after = (number for number, one in enumerate(cells) if self.behind and is_inside(self.behind, one))
        in_order = next(places, -1) < at < next(after, len(cells))
        return in_order and all(id(leaf) in put_in for leaf in leaves_of(cells[at]))

    def put_where_allowed(self, group: list[PageElement], parent: Tag) -> bool:
        anchor = self.last or self.before or self.behind
        if anchor is None:
            self.new.tree.insert(0, *[node.extract() for node in group])
            self.last = group[-1]
            return True
        place = self.place_for(group[0].name, parent.name, anchor)
        if place is None:
            return False
        nodes = [node.extract() for node in group]
        if anchor is self.behind:
            place.insert_before(*nodes)
        else:
            place.insert_after(*nodes)
        self.last = group[-1]
        return True

    def place_for(self, name: str, parent: str, anchor: PageElement) -> PageElement | None:
        """The element around the anchor beside which the tag may stand: in a parent as before, else in any."""
        places, place = [], anchor
        other = self.behind if anchor is not self.behind else None
        while place.parent is not None and not (other is not None and is_inside(other, place)):
            if may_stand_in(name, place.parent.name):
                places.append(place)
            place = place.parent
        return next((place for place in places if place.parent.name == parent), places[0] if places else None)

    def put_inside(self, group: list[PageElement]) -> None:
        """Where no paragraph can stand, because the words around have become one: the words alone."""
        marks = [mark for node in group for mark in ([node] if node.name == "del" else node.find_all("del"))]
        for mark in marks:
            self.put_beside_words(mark)


def home_of(node: PageElement) -> Tag:
    """The paragraph, item, cell … that it stands in."""
    home = node.parent
    while home.name in INLINE:
        home = home.parent
    return home


def cells_of(row: Tag | None) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False) if row else []


def outside_of_formatting(leaf: PageElement) -> PageElement:
    """The leaf, or the formatting that ends with it."""
    while leaf.parent.name in INLINE and leaf.next_sibling is None:
        leaf = leaf.parent
    return leaf


def last_with_text(element: Tag) -> Tag:
    """The last of its items or cells, or itself."""
    while element.name in ONLY_ITEMS and element.find(True, recursive=False):
        element = element.find_all(True, recursive=False)[-1]
    return element


def is_inside(node: PageElement, element: PageElement) -> bool:
    return node is element or any(parent is element for parent in node.parents)


def may_stand_in(name: str, parent: str) -> bool:
    return parent in PARENTS.get(name, FLOW) or (name not in PARENTS and "-" in parent)
