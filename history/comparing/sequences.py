"""What two sequences have in common, found in bounded time.

Python's difflib is quadratic or worse: two paragraphs of 100,000 characters would take minutes. Here every search pays for its
steps from an `Effort`; what can't be paid for counts as different.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

STEPS = 2_000_000  # for a whole page: about half a second
MOST_CHANGES = 400  # up to here the shortest way from one sequence to the other is looked for
ANCHORS = (12, 4, 1)  # beyond that, runs of so many items that occur once in each hold the two together


class Effort:
    """Steps that may still be made."""

    def __init__(self, steps: int = STEPS):
        self.left = steps

    def spend(self, steps: int) -> bool:
        self.left -= steps
        return self.left >= 0


class Match(NamedTuple):
    """`size` items from `a` in the first sequence are those from `b` in the second."""

    a: int
    b: int
    size: int


class Step(NamedTuple):
    """A part of both: the items a1 to a2 of the first became b1 to b2 of the second, or are the `same`."""

    same: bool
    a1: int
    a2: int
    b1: int
    b2: int

    @property
    def a(self) -> range:
        return range(self.a1, self.a2)

    @property
    def b(self) -> range:
        return range(self.b1, self.b2)


def steps_between(a: Sequence[Hashable], b: Sequence[Hashable], effort: Effort) -> list[Step]:
    """Both sequences in parts from beginning to end, equal ones and changed ones in turn."""
    steps, at_a, at_b = [], 0, 0
    for match in [*joined(matching(a, b, effort)), Match(len(a), len(b), 0)]:
        if at_a < match.a or at_b < match.b:
            steps.append(Step(False, at_a, match.a, at_b, match.b))
        at_a, at_b = match.a + match.size, match.b + match.size
        if match.size:
            steps.append(Step(True, match.a, at_a, match.b, at_b))
    return steps


def joined(pairs: Iterable[tuple[int, int]]) -> list[Match]:
    """Pairs of positions, in order, as runs."""
    runs: list[Match] = []
    for a, b in pairs:
        if runs and (a, b) == (runs[-1].a + runs[-1].size, runs[-1].b + runs[-1].size):
            runs[-1] = runs[-1]._replace(size=runs[-1].size + 1)
        else:
            runs.append(Match(a, b, 1))
    return runs


def matching(
    a: Sequence[Hashable], b: Sequence[Hashable], effort: Effort, anchors: tuple[int, ...] = ANCHORS
) -> list[tuple[int, int]]:
    """Pairs of positions of equal items, rising in both."""
    start = shared_length(a, b)
    end = shared_length(a[start:][::-1], b[start:][::-1])
    inner_a, inner_b = a[start : len(a) - end], b[start : len(b) - end]
    pairs = [(at, at) for at in range(start)]
    pairs += [(start + i, start + j) for i, j in inner_matching(inner_a, inner_b, effort, anchors)]
    return pairs + [(len(a) - at, len(b) - at) for at in range(end, 0, -1)]


def inner_matching(a: Sequence, b: Sequence, effort: Effort, anchors: tuple[int, ...]) -> list[tuple[int, int]]:
    if not a or not b or effort.left <= 0:
        return []
    shortest = shortest_way(a, b, effort)
    if shortest is not None:
        return shortest
    if not anchors:
        return []
    pairs, at_a, at_b = [], 0, 0
    for i, j in [*unique_in_both(a, b, anchors[0], effort), (len(a), len(b))]:
        gap = matching(a[at_a:i], b[at_b:j], effort, anchors[1:])
        pairs += [(at_a + x, at_b + y) for x, y in gap]
        if i < len(a):
            pairs.append((i, j))
        at_a, at_b = i + 1, j + 1
    return pairs


def shared_length(a: Sequence, b: Sequence) -> int:
    """How many items at the beginning are the same."""
    shorter = min(len(a), len(b))
    return next((at for at in range(shorter) if a[at] != b[at]), shorter)


def shortest_way(a: Sequence, b: Sequence, effort: Effort) -> list[tuple[int, int]] | None:
    """Pairs of equal items after the fewest additions and removals; None if that takes too many (Myers, 1986)."""
    furthest, trace = {1: 0}, []
    for changes in range(min(len(a) + len(b), MOST_CHANGES) + 1):
        trace.append(dict(furthest))
        walked = 0
        for diagonal in range(-changes, changes + 1, 2):
            x = from_neighbour(furthest, diagonal, changes)
            start, y = x, x - diagonal
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            walked += x - start
            furthest[diagonal] = x
            if x >= len(a) and y >= len(b):
                return way_back(trace, len(a), len(b))
        if not effort.spend(2 * changes + walked + 1):
            return None
    return None


def from_neighbour(furthest: dict[int, int], diagonal: int, changes: int) -> int:
    below, above = furthest.get(diagonal - 1, -1), furthest.get(diagonal + 1, -1)
    return above if diagonal == -changes or (diagonal != changes and below < above) else below + 1


def way_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs = []
    for changes in range(len(trace) - 1, -1, -1):
        furthest, diagonal = trace[changes], x - y
        above = diagonal == -changes or (diagonal != changes and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1))
        before = diagonal + 1 if above else diagonal - 1
        start = furthest.get(before, 0) if above else furthest.get(before, -1) + 1
        while x > start and y > start - diagonal:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = (x, y - 1) if above else (x - 1, y)
    return pairs[::-1]


def unique_in_both(a: Sequence, b: Sequence, size: int, effort: Effort) -> list[tuple[int, int]]:
    """Where runs of `size` items begin that occur once in each, as far as their order is the same."""
    if not effort.spend((len(a) + len(b)) * size // 4):
        return []
    places_a, places_b = unique_runs(a, size), unique_runs(b, size)
    shared = [(at, places_b[run]) for run, at in places_a.items() if run in places_b]
    return [shared[index] for index in longest_rising([at for _other, at in shared])]


def unique_runs(items: Sequence, size: int) -> dict[tuple, int]:
    """Runs that occur once, by content, with the position of each, in order."""
    places: dict[tuple, int | None] = {}
    for at in range(len(items) - size + 1):
        run = tuple(items[at : at + size])
        places[run] = None if run in places else at
    return {run: at for run, at in places.items() if at is not None}


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """The positions of a longest rising selection of distinct numbers."""
    ends: list[int] = []  # the smallest number that ends a selection of each length, and where it stands
    places: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [at]
    chosen, at = [], places[-1] if places else -1
    while at >= 0:
        chosen.append(at)
        at = before[at]
    return chosen[::-1]
