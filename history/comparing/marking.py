"""Two renderings of one block with what differs marked: words taken out in <del>, words put in in <ins>, and words that are
the same but look or lead elsewhere in a <span class="compare-restyled">.

What comes out is always well formed, because trees are changed, not texts.
"""

from collections.abc import Iterable
from functools import cached_property

from django.utils.safestring import SafeString

from .markup import Token
from .merging import move_removed
from .sequences import Effort, Step, steps_between
from .trees import Side

SENTENCE_ENDS = set(".!?…。！？")
LONGEST_SLIDE = 200  # words


class Marked:
    """The difference of two renderings. `old` and `new` stand side by side, `merged` is both in one."""

    def __init__(self, old: str, new: str, effort: Effort):
        self.sources = old, new
        self.parsed: tuple[Side, Side] | None = Side(old), Side(new)
        a, b = self.parsed
        steps = without_crumbs(steps_between(a.keys, b.keys, effort), a.keys, b.keys)
        self.steps = slid(steps, a.tokens, b.tokens)
        same = [pair for step in self.steps if step.same for pair in zip(step.a, step.b, strict=True)]
        # The same words with another formatting, link or alternative text; or in another kind of paragraph, list …
        self.restyled = [(i, j) for i, j in same if a.tokens[i].style != b.tokens[j].style]
        self.reshaped = [(i, j) for i, j in same if a.tokens[i].shape != b.tokens[j].shape]

        self.words = in_a_row(a.keys), in_a_row(b.keys)

    @property
    def is_seen(self) -> bool:
        """Whether anything at all is marked."""
        return bool(self.restyled or self.reshaped or any(not step.same for step in self.steps))

    def sides(self) -> tuple[Side, Side]:
        """Both trees with their marks, for whoever asks to keep and to change."""
        old, new = self.parsed or map(Side, self.sources)
        self.parsed = None
        changed = [step for step in self.steps if not step.same]
        old.mark([step.a for step in changed], [i for i, _j in self.restyled], [i for i, _j in self.reshaped], "del")
        new.mark([step.b for step in changed], [j for _i, j in self.restyled], [j for _i, j in self.reshaped], "ins")
        return old, new

    @cached_property
    def beside(self) -> tuple[SafeString, SafeString]:
        old, new = self.sides()
        return old.html(), new.html()

    @property
    def old(self) -> SafeString:
        return self.beside[0]

    @property
    def new(self) -> SafeString:
        return self.beside[1]

    @cached_property
    def merged(self) -> SafeString:
        """The new version with what was taken out at the place where it was."""
        old, new = self.sides()
        move_removed(old, new, self.steps)
        return new.html()


def without_crumbs(steps: list[Step], a: list[str], b: list[str]) -> list[Step]:
    """Changes with hardly anything in common between them become one: a lone "the" in two different sentences says nothing."""
    kept: list[Step] = []
    for at, step in enumerate(steps):
        after = steps[at + 1] if at + 1 < len(steps) else None
        between = step.same and kept and after
        if between and weight(a[step.a1 : step.a2]) <= min(size(kept[-1], a, b), size(after, a, b)) // 2:
            step = step._replace(same=False)
        if kept and not kept[-1].same and not step.same:
            step = Step(False, kept[-1].a1, step.a2, kept[-1].b1, step.b2)
            kept.pop()
        kept.append(step)
    return kept


def slid(steps: list[Step], a: list[Token], b: list[Token]) -> list[Step]:
    """A run may often be told to begin a little earlier or later: at the edge of a text or a sentence, where it can."""
    steps = list(steps)
    last = len(steps) - 1
    for at in range(1, last):
        before, step, behind = steps[at - 1 : at + 2]
        if not step.same and not (step.a and step.b):
            tokens, run = (b, step.b) if step.b else (a, step.a)
            by = best_slide(tokens, run, len(before.a) - (at > 1), len(behind.a) - (at + 1 < last))
            steps[at - 1] = before._replace(a2=before.a2 + by, b2=before.b2 + by)
            steps[at] = Step(False, step.a1 + by, step.a2 + by, step.b1 + by, step.b2 + by)
            steps[at + 1] = behind._replace(a1=behind.a1 + by, b1=behind.b1 + by)
    return [step for step in steps if step.a or step.b]


def best_slide(tokens: list[Token], run: range, back: int, ahead: int) -> int:
    """By how many words the run is best told to begin later, within limits; negative: earlier."""
    offsets = [0]
    for sign, limit in ((-1, back), (1, ahead)):
        for by in range(1, min(limit, LONGEST_SLIDE) + 1):
            new, old = (run.start - by, run.stop - by) if sign < 0 else (run.stop + by - 1, run.start + by - 1)
            if tokens[new].key != tokens[old].key:
                break
            offsets.append(sign * by)
    return max(offsets, key=lambda by: (edges(tokens, run.start + by) + edges(tokens, run.stop + by), -abs(by)))


def edges(tokens: list[Token], at: int) -> int:
    """How well a run may begin or end before this word: best between two texts, well between two sentences."""
    if at in (0, len(tokens)) or tokens[at - 1].home is not tokens[at].home:
        return 3
    return 1 if tokens[at - 1].key in SENTENCE_ENDS else 0


def weight(words: list[str]) -> int:
    """How much the words say: letters, not marks."""
    return sum(len(word) for word in words if word[0].isalnum())


def size(step: Step, a: list[str], b: list[str]) -> int:
    """How much changed: by the larger of both sides, since a replaced word is two."""
    return max(weight(a[step.a1 : step.a2]), weight(b[step.b1 : step.b2]))


def in_a_row(words: Iterable[str]) -> str:
    """Words with one space around each: what is part of what can be asked then."""
    return f" {' '.join(filter(None, (word.strip() for word in words)))} "
