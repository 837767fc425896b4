"""How text becomes words: the same way for the index, for what a reader types, and for what is marked on the page.

Both databases are handed finished words, so that they find the same: accents and case are folded here, not there.
Scripts written without blanks (Chinese, Japanese, Thai …) and emoji go by single characters: what is typed of them in
one piece has to stand together, in this order.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# Thai and Lao, Burmese, Khmer, kana, Han and its extensions.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\uff66-\uff9f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
PICTURES = "\u2600-\u27bf\U0001f000-\U0001faff"
PICTURE_KINDS = {"So", "Sk"}
# Inside a word, and no part of it: combining marks, soft hyphens, joiners, marks of direction.
MARKS = "".join(chr(n) for n in range(0x300, 0xFFFF) if unicodedata.category(chr(n))[0] == "M")
IGNORED = MARKS + "\u00ad\u200b-\u200f\u2060\ufeff"
LETTERS = rf"[^\W_{UNSPACED}{PICTURES}]+"
WORD = re.compile(rf"[{UNSPACED}{PICTURES}]|{LETTERS}(?:[{IGNORED}]+(?:{LETTERS})?)*")
# Letters that Unicode does not take apart, though readers do. Those that casefold knows (ß) need not be here.
PLAIN = str.maketrans(dict(zip("øłđðħıŋŧ", "olddhint", strict=True)) | {"æ": "ae", "œ": "oe", "þ": "th", "\u0640": ""})
LONGEST_WORD = 64  # characters
QUOTED = re.compile(r'"([^"]+)"|([^\s"]+)')
QUOTATION_MARKS = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Word:
    """A word as it is compared, and where it stands in its text."""

    folded: str
    start: int
    end: int


def fold(word: str) -> str:
    """Without accents, case and ornament: Café and CAFE are cafe, Straße is strasse. May be empty."""
    if word.isascii():
        return word.lower()[:LONGEST_WORD]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(PLAIN)
    letters = (letter for letter in plain if letter.isalnum() or unicodedata.category(letter) in PICTURE_KINDS)
    return "".join(letters)[:LONGEST_WORD]


def words(text: str) -> Iterator[Word]:
    for match in WORD.finditer(text):
        if folded := fold(match[0]):
            yield Word(folded, match.start(), match.end())


UNLIKE = "\0"


class PlainText(dict):
    """For str.translate: a text in which every letter stands folded where it stood, and blanks between the words.

    UNLIKE stands for what is no single letter when folded, or a word by itself. Letters are looked up once a process.
    """

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        inside = re.fullmatch(LETTERS, sign)
        plain = fold(sign) if inside else UNLIKE if words_or_marks(sign) else " "
        self[code] = plain if len(plain) == 1 else UNLIKE
        return self[code]


def words_or_marks(sign: str) -> bool:
    return bool(WORD.fullmatch(sign) or re.fullmatch(f"[{IGNORED}]", sign)) or sign == UNLIKE


PLAIN_TEXT = PlainText()


@dataclass(frozen=True)
class Phrase:
    """Words that have to follow one another."""

    words: tuple[str, ...]
    unfinished: bool = False  # the last word may go on: "harb" is meant to find "harbour"

    def stands_at(self, place: int, text: list[Word]) -> bool:
        there = text[place : place + len(self.words)]
        if len(there) < len(self.words):
            return False
        *before, last = self.words
        end = there[-1].folded
        return (end.startswith(last) if self.unfinished else end == last) and [w.folded for w in there[:-1]] == before


@dataclass(frozen=True)
class Query:
    """All the phrases that have to be there. Without any it finds nothing."""

    phrases: tuple[Phrase, ...]

    @classmethod
    def parse(cls, typed: str) -> "Query":
        """What a reader typed, whatever it is. "Quoted words" follow one another, and so do the parts of well-known."""
        phrases = []
        for quoted, piece in QUOTED.findall(typed.translate(QUOTATION_MARKS)):
            found = tuple(word.folded for word in words(quoted or piece))
            phrases += [Phrase(found, unfinished=not quoted)] if found else []
        finished = [Phrase(phrase.words) for phrase in phrases[:-1]]
        return cls(tuple(dict.fromkeys([*finished, *phrases[-1:]])))

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def marks(self, text: str) -> list[tuple[int, int, Phrase]]:
        """Where it is found in the text: start, end, which phrase. In order, without overlap."""
        plain = text.translate(PLAIN_TEXT)
        if UNLIKE in plain or not self._pattern:
            return self._marks_word_by_word(text)
        return [(match.start(), match.end(), self.phrases[match.lastindex - 1]) for match in self._pattern.finditer(plain)]

    @cached_property
    def _pattern(self) -> re.Pattern | None:
        """Finds the phrases in a plain text; None for words so long that they were cut."""
        if not self.phrases or any(len(word) >= LONGEST_WORD for phrase in self.phrases for word in phrase.words):
            return None
        found = (" +".join(map(re.escape, phrase.words)) + "[^ ]*" * phrase.unfinished for phrase in self.phrases)
        return re.compile(f"(?<![^ ])(?:{'|'.join(f'({phrase})(?![^ ])' for phrase in found)})")

    def _marks_word_by_word(self, text: str) -> list[tuple[int, int, Phrase]]:
        found, standing, end = [], list(words(text)), 0
        for place, word in enumerate(standing):
            likely = self._beginning_with(word.folded)
            phrase = next((phrase for phrase in likely if phrase.stands_at(place, standing)), None)
            if phrase and word.start >= end:
                end = standing[place + len(phrase.words) - 1].end
                found.append((word.start, end, phrase))
        return found

    def _beginning_with(self, word: str) -> list[Phrase]:
        return [*self._by_first_word.get(word, ()), *self._open]

    @cached_property
    def _by_first_word(self) -> dict[str, list[Phrase]]:
        phrases: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            phrases.setdefault(phrase.words[0], []).append(phrase)
        return phrases

    @cached_property
    def _open(self) -> list[Phrase]:
        """The unfinished word, which many words begin with."""
        return [phrase for phrase in self.phrases if phrase.unfinished and len(phrase.words) == 1]
