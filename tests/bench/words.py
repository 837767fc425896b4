"""Words of our own making, frequent and rare as in a real language, and articles of them: the same number, the same article."""

import re
from bisect import bisect
from functools import cache
from itertools import accumulate
from random import Random
from uuid import UUID

VOCABULARY = 12_000
COMMON = re.findall(
    r"\w+", "the of and to in a is that was for on it with as at by from which be not this their has had are but were"
)
BEGINNINGS = re.findall(r"\w+", "b br c ch d dr f fl g gr h j k l m n p pl qu r s sh sl st t tr v w y")
MIDDLES = re.findall(r"\w+", "a ai au e ea ee i ia o oa oo u")
ENDS = ["", "b", "ck", "d", "ft", "l", "ll", "m", "nd", "n", "ng", "p", "r", "rk", "s", "st", "t", "th", "x"]
RARE = "quillfenstaff"  # stands in one of RARE_IN articles
RARE_IN = 4_000
WORDS_OF_BODY = 800


@cache
def vocabulary() -> list[str]:
    """From the most to the least frequent word."""
    random, found = Random(7), dict.fromkeys(COMMON)  # noqa: S311 - nobody has to be unable to guess
    while len(found) < VOCABULARY:
        word = "".join(
            random.choice(BEGINNINGS) + random.choice(MIDDLES) + random.choice(ENDS) for _ in range(random.choice([1, 2, 2, 3]))
        )
        found[word] = None
    return list(found)


@cache
def weights() -> list[float]:
    """Each word's share as in natural languages, where the second is half as frequent as the first; summed up."""
    return list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))


class Writer:
    """Writes article `number`."""

    def __init__(self, number: int):
        self.number = number
        self.random = Random(number)  # noqa: S311 - nobody has to be unable to guess

    def words(self, count: int) -> list[str]:
        known, shares = vocabulary(), weights()
        return [known[bisect(shares, self.random.random() * shares[-1])] for _ in range(count)]

    def sentence(self, low: int = 8, high: int = 22) -> str:
        text = " ".join(self.words(self.random.randint(low, high)))
        return text[0].upper() + text[1:] + "."

    def title(self) -> str:
        rare = [self.random.choice(vocabulary()[200:]) for _ in range(3)]
        return f"{rare[0].capitalize()} and the {rare[1]} of {rare[2].capitalize()}"

    def paragraph(self, sentences: int) -> str:
        return f"<p>{' '.join(self.sentence() for _ in range(sentences))}</p>"

    def body(self, pictures: list[int]) -> list[dict]:
        """A stream in its stored form: some WORDS_OF_BODY words in the blocks that articles mostly have."""
        random = self.random
        points = [f"<p>{self.sentence(6, 12)}</p>" for _ in range(3)]
        quote = {"text": self.paragraph(1), "speaker": self.title(), "role": "", "source_url": "", "style": "quotation"}
        shown = {"image": random.choice(pictures), "decorative": False, "alt_text": self.sentence(4, 8)}
        figure = {"image": shown, "caption": self.paragraph(1), "credit": "", "source_url": "", "width": "column"}
        blocks = [("list", {"style": "key_points", "heading": "In short", "items": points})]
        for part in range(3):
            blocks.append(("heading", {"text": self.title(), "level": "2"}))
            blocks += [("paragraph", self.paragraph(5)) for _ in range(3)]
            blocks.append([("quote", quote), ("figure", figure), ("divider", None)][part])
        if self.number % RARE_IN == 7:
            blocks.append(("paragraph", f"<p>Nobody remembers the {RARE} of that year.</p>"))
        return [{"type": name, "value": value, "id": str(UUID(int=random.getrandbits(128)))} for name, value in blocks]
