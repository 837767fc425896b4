"""What differs between two rich texts apart from their words: formatting, links, and kinds of paragraph."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from .markup import Token, read, tokens_of
from .sequences import Effort, steps_between

LINK = "link "
LONGEST = 60


@dataclass(frozen=True)
class Restyled:
    """Words that stayed the same. `old` and `new`: their styles as markup.styles_of names them, or shapes."""

    words: str
    old: frozenset[str] | tuple[str, ...]
    new: frozenset[str] | tuple[str, ...]


def restyled_in(old: str, new: str, effort: Effort) -> tuple[list[Restyled], list[Restyled]]:
    """Words whose style differs, and words whose kind of paragraph differs, from two stored rich texts."""
    a, b = (tokens_of(read(html)) for html in (old, new))
    pairs = [
        pair
        for step in steps_between(keys(a), keys(b), effort)
        if step.same
        for pair in zip(a[step.a1 : step.a2], b[step.b1 : step.b2], strict=True)
    ]
    return list(runs(pairs, "style")), list(runs(pairs, "shape"))


def keys(tokens: list[Token]) -> list[str]:
    return [token.key for token in tokens]


def runs(pairs: list[tuple[Token, Token]], name: str) -> Iterator[Restyled]:
    """Words beside one another that differ in the same way, as one."""
    for (old, new), run in groupby(pairs, key=lambda pair: (getattr(pair[0], name), getattr(pair[1], name))):
        if old != new:
            yield Restyled(joined([after for _before, after in run]), old, new)


def joined(tokens: list[Token]) -> str:
    """The words as they were written, shortened."""
    text = ""
    for token in tokens:
        text += token.leaf[token.start : token.end] if token.start < token.end else " "
        if len(text) > LONGEST:
            return text[:LONGEST].rsplit(" ", 1)[0] + " …"
    return " ".join(text.split())
