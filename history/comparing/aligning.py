"""Which block of one list is which of the other: by their ids, else by what they hold, else by what they share.

Blocks that stand in another order are told by the longest rising selection: what is outside of it has moved.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import NamedTuple

from .sequences import Effort, longest_rising, matching

WORD = re.compile(r"<[^>]*>|(\w+)")
TAG = re.compile("<[a-zA-Z/!][^<>]*>")
BLOCK_KEY = re.compile(r'\s*data-block-key=(\\?)"[^"\\]*\1"')  # the editor's own numbers of paragraphs
# Blanks at the edge of formatted words: the editor's first save moves them out, and no reader sees that.
INLINE = r"(?:a|b|code|em|embed|footnote|i|mark|q|s|small|span|strong|sub|sup|u)"
BLANK_BEHIND = re.compile(rf"(<{INLINE}\b[^<>]*>)(\s+)")
BLANK_BEFORE = re.compile(rf"(\s+)(</{INLINE}>)")
RICH = re.compile(r'(?:^|")<(?:p|ul|ol|h[1-6])\b')  # how it begins, alone or in JSON
MOST_WORDS = 300  # of one block, when two are held against each other
COMMON = 30  # a word in more blocks than this says nothing about which is which
ALIKE = 0.5  # the share of words in common from which on two blocks are the same one, rewritten


@dataclass(frozen=True)
class Part:
    """A block of a stream or an item of a list, as it is stored. `at`: its place among those that the code knows."""

    type: str
    value: object
    id: str = ""
    at: int | None = None

    @cached_property
    def content(self) -> tuple[str, str]:
        return self.type, settled(json.dumps(self.value, sort_keys=True, default=str))

    @cached_property
    def words(self) -> Counter[str]:
        return Counter(words_in(self.value))


def settled(html: str) -> str:
    """Rich text, or JSON with such, without what the editor's own saving changes in it."""
    if not RICH.search(html):
        return html
    html = BLOCK_KEY.sub("", html) if "data-block-key" in html else html
    for _nested in range(3):
        html = BLANK_BEFORE.sub(r"\2\1", BLANK_BEHIND.sub(r"\2\1", html))
    return html


def words_in(value: object) -> list[str]:
    """What the value says: the words of its texts, and other values with their names."""
    found = []
    for name, leaf in leaves_in(value):
        if isinstance(leaf, str):
            found += [match[1].lower() for match in WORD.finditer(leaf[:20_000]) if match[1]]
        elif leaf is not None and not isinstance(leaf, bool):
            found.append(f"{name}={leaf}")
        if len(found) > MOST_WORDS:
            break
    return found[:MOST_WORDS]


def without_tags(html: str) -> str:
    """Its text. Django's own fails on some HTML, such as "<!["."""
    return unescape(TAG.sub("", html))


def leaves_in(value: object) -> Iterator[tuple[str, object]]:
    waiting = [("", value)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(key, part) for key, part in reversed(value.items()) if key not in ("id", "type")]
        elif isinstance(value, list | tuple):
            waiting += [(name, part) for part in reversed(value)]
        else:
            yield name, value


class Row(NamedTuple):
    """A place in one list or in both. `moved`: it stands elsewhere; without `new`, it is the place that it left."""

    old: int | None
    new: int | None
    moved: bool = False


def align(old: list[Part], new: list[Part], effort: Effort) -> list[Row]:
    """The blocks of both as a reader of the new list meets them; those that were taken out or moved away where they were."""
    partner = partners(old, new, effort)
    pairs = sorted((new_at, old_at) for old_at, new_at in partner.items())
    staying = {pairs[at][1] for at in longest_rising([old_at for _new_at, old_at in pairs])}
    came_from = dict(pairs)
    left = [at for at in range(len(old)) if at not in staying][::-1]

    def left_before(old_at: int) -> Iterator[Row]:
        while left and left[-1] < old_at:
            at = left.pop()
            yield Row(at, None, moved=at in partner)

    ahead = [*sorted(staying), len(old)][::-1]
    rows = [*left_before(ahead.pop())]
    for new_at in range(len(new)):
        old_at = came_from.get(new_at)
        rows.append(Row(old_at, new_at, moved=old_at is not None and old_at not in staying))
        if old_at in staying:
            rows += left_before(ahead.pop())
    return rows


def partners(old: list[Part], new: list[Part], effort: Effort) -> dict[int, int]:
    """For places in the old list the place of the same block in the new one."""
    found = by_id(old, new)
    for find in (by_content, by_likeness):
        rest_old = [at for at in range(len(old)) if at not in found]
        taken = set(found.values())
        rest_new = [at for at in range(len(new)) if at not in taken]
        if not rest_old or not rest_new:
            break
        pairs = find([old[at] for at in rest_old], [new[at] for at in rest_new], effort)
        found |= {rest_old[i]: rest_new[j] for i, j in pairs}
    return found


def by_id(old: list[Part], new: list[Part]) -> dict[int, int]:
    places_old, places_new = places_by_id(old), places_by_id(new)
    return {at: places_new[key] for key, at in places_old.items() if key in places_new}


def places_by_id(parts: list[Part]) -> dict[str, int]:
    times = Counter(part.id for part in parts)
    return {part.id: at for at, part in enumerate(parts) if part.id and times[part.id] == 1}


def by_content(old: list[Part], new: list[Part], effort: Effort) -> list[tuple[int, int]]:
    """Equal blocks: first in the same order, then wherever they are."""
    a, b = [part.content for part in old], [part.content for part in new]
    pairs = matching(a, b, effort)
    used_old, used_new = {i for i, _j in pairs}, {j for _i, j in pairs}
    elsewhere = defaultdict(list)
    for j in reversed(range(len(b))):
        if j not in used_new:
            elsewhere[b[j]].append(j)
    moved = [(i, elsewhere[a[i]].pop()) for i in range(len(a)) if i not in used_old and elsewhere.get(a[i])]
    return pairs + moved


def by_likeness(old: list[Part], new: list[Part], effort: Effort) -> list[tuple[int, int]]:
    """Blocks that share most of their words, the most alike first. Another type must share more."""
    index = defaultdict(list)
    for i, part in enumerate(old):
        for word in part.words:
            index[word].append(i)
    candidates = []
    for j, part in enumerate(new):
        votes = Counter(i for word in part.words if len(index.get(word, ())) <= COMMON for i in index.get(word, ()))
        if not effort.spend(len(part.words) + votes.total()):
            break
        candidates += [(alike(old[i], part), i, j) for i, _votes in votes.most_common(4)]
    return chosen(sorted(candidates, key=lambda one: (-one[0], one[1], one[2])), old, new)


def alike(one: Part, other: Part) -> float:
    """From 0 to 1: the share of words that both have."""
    return 2 * (one.words & other.words).total() / max(1, one.words.total() + other.words.total())


def chosen(candidates: list[tuple[float, int, int]], old: list[Part], new: list[Part]) -> list[tuple[int, int]]:
    pairs, used_old, used_new = [], set(), set()
    for likeness, i, j in candidates:
        enough = ALIKE if old[i].type == new[j].type else (1 + ALIKE) / 2
        if likeness >= enough and i not in used_old and j not in used_new:
            pairs.append((i, j))
            used_old.add(i)
            used_new.add(j)
    return pairs
