from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.comparing.sequences import Effort, longest_rising, matching, steps_between

pytestmark = pytest.mark.once

words = st.lists(st.sampled_from("abcd"), max_size=12)


def longest_common(a: list, b: list) -> int:
    lengths = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            lengths[i + 1][j + 1] = lengths[i][j] + 1 if x == y else max(lengths[i][j + 1], lengths[i + 1][j])
    return lengths[-1][-1]


@given(words, words)
def test_as_much_as_possible_is_found_in_common(a, b):
    pairs = matching(a, b, Effort())
    assert all(a[i] == b[j] for i, j in pairs)
    assert pairs == sorted(pairs)
    assert len(pairs) == longest_common(a, b)


@given(words, words)
def test_the_steps_lead_from_one_to_the_other(a, b):
    steps = steps_between(a, b, Effort())
    assert [a[i] for step in steps for i in step.a] == a
    assert [b[j] for step in steps for j in step.b] == b


@given(st.lists(st.integers(), unique=True, max_size=9))
def test_no_rising_selection_is_longer(numbers):
    chosen = [numbers[at] for at in longest_rising(numbers)]
    assert chosen == sorted(chosen)
    assert len(chosen) == longest_common(numbers, sorted(numbers))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (["a"] * 20_000, ["a", "b"] * 10_000),
        ([str(n % 7) for n in range(20_000)], [str(n * n % 7) for n in range(20_000)]),
        ([str(n) for n in range(20_000)], [str(n) for n in range(20_000, 0, -1)]),
    ],
)
def test_what_would_take_for_ever_is_given_up(a, b):
    begun = process_time()
    matching(a, b, Effort())
    assert process_time() - begun < 30  # without giving up it takes minutes


def test_a_word_changed_in_a_book_is_found():
    book = [f"word {n % 900}" for n in range(20_000)]
    mended = [*book[:5000], "else", *book[5001:15_000], *book[15_010:]]
    changed = [(step.a1, step.a2, step.b1, step.b2) for step in steps_between(book, mended, Effort()) if not step.same]
    assert changed == [(5000, 5001, 5000, 5001), (15_000, 15_010, 15_000, 15_000)]
