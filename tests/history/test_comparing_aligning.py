import pytest

from history.comparing.aligning import Part, align
from history.comparing.sequences import Effort

pytestmark = pytest.mark.once

FERRY = "The ferry leaves at six, and by then the harbour smells of coffee and diesel."
REWRITTEN = "The ferry leaves at seven, and by then the harbour smells of tea and diesel."
OTHER = "Ines Aguilar has worked on the quay since she was nineteen."


def parts(*texts: str, ids: str = "") -> list[Part]:
    return [Part("paragraph", f"<p>{text}</p>", ids[at : at + 1]) for at, text in enumerate(texts)]


def seen(old: list[Part], new: list[Part]) -> list[tuple]:
    return [tuple(row) for row in align(old, new, Effort())]


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("abc", "abc", [(0, 0, False), (1, 1, False), (2, 2, False)]),
        ("abc", "ac", [(0, 0, False), (1, None, False), (2, 1, False)]),
        ("abc", "xabc", [(None, 0, False), (0, 1, False), (1, 2, False), (2, 3, False)]),
        ("abcd", "dabc", [(3, 0, True), (0, 1, False), (1, 2, False), (2, 3, False), (3, None, True)]),
        ("abcd", "bcda", [(0, None, True), (1, 0, False), (2, 1, False), (3, 2, False), (0, 3, True)]),
        ("ab", "xy", [(0, None, False), (1, None, False), (None, 0, False), (None, 1, False)]),
        ("", "a", [(None, 0, False)]),
        ("", "", []),
    ],
)
def test_blocks_with_ids(old, new, rows):
    """Each letter is a block: its id, and all that it says."""
    assert seen(parts(*old, ids=old), parts(*new, ids=new)) == rows


def test_blocks_are_known_by_what_they_hold_when_all_ids_are_new():
    assert seen(parts(FERRY, OTHER, ids="ab"), parts(OTHER, FERRY, ids="xy"))[0] == (1, 0, True)


def test_a_rewritten_block_without_its_id_is_still_the_same():
    rows = seen(parts(FERRY, OTHER), parts("Wholly new.", REWRITTEN))
    assert rows == [(None, 0, False), (0, 1, False), (1, None, False)]


def test_one_id_used_twice_is_no_id():
    old, new = parts(FERRY, OTHER, ids="aa"), parts(OTHER, ids="a")
    assert (1, 0) in {row[:2] for row in seen(old, new)}


def test_the_editors_own_numbers_of_paragraphs_say_nothing():
    old = [Part("paragraph", '<p data-block-key="a1b2c">Fog.</p>')]
    new = [Part("paragraph", '<p data-block-key="x9y8z">Fog.</p>')]
    assert old[0].content == new[0].content


def test_a_text_that_became_a_list_is_the_same_block():
    old, new = [Part("paragraph", f"<p>{FERRY}</p>", "a")], [Part("list", {"items": [f"<p>{FERRY}</p>"]}, "b")]
    assert seen(old, new) == [(0, 0, False)]
