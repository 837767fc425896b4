import pytest

from search.words import LONGEST_WORD, Query, fold, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Café", "cafe"),
        ("Cafe\u0301", "CAFÉ"),
        ("Straße", "strasse"),
        ("STRASSE", "straße"),
        ("Ærø", "aero"),
        ("Łódź", "lodz"),
        ("Æsir", "AESIR"),
        ("œuvre", "oeuvre"),
        ("İstanbul", "istanbul"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("שָׁלוֹם", "שלום"),
        ("مَدْرَسَة", "مدرسة"),
        ("ｃａｆé", "cafe"),
        ("co\u00adoperate", "cooperate"),
        ("ﬁne", "fine"),
    ],
)
def test_one_word_however_it_is_written(written, typed):
    assert fold(written) == fold(typed)
    assert [word.folded for word in words(written)] == [word.folded for word in words(typed)]


def test_words_know_where_they_stand():
    text = "“Crème brûlée”, well-known 🌊"
    assert [text[word.start : word.end] for word in words(text)] == ["Crème", "brûlée", "well", "known", "🌊"]


def test_scripts_without_blanks_go_by_characters():
    assert [word.folded for word in words("東京は city")] == ["東", "京", "は", "city"]


def test_a_word_has_a_longest_length():
    assert [len(word.folded) for word in words("a" * 5000)] == [LONGEST_WORD]


def phrases(typed: str) -> list[str]:
    return [" ".join(phrase.words) + "*" * phrase.unfinished for phrase in Query.parse(typed).phrases]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("harbour ferr", ["harbour", "ferr*"]),
        ('"the quay" ferry', ["the quay", "ferry*"]),
        ('ferry "the quay"', ["ferry", "the quay"]),
        ("“the quay”", ["the quay"]),
        ("well-known", ["well known*"]),
        ("東京", ["東 京*"]),
        ('"', []),
        ('half "open', ["half", "open*"]),
        ("AND OR NOT * ^ : ( ) -", ["and", "or", "not*"]),
        ("%_'\\;--", []),
        ("\u200f\u202e", []),
        ("again again", ["again", "again*"]),
    ],
)
def test_what_is_typed_becomes_phrases(typed, expected):
    assert phrases(typed) == expected


def marked(typed: str, text: str) -> list[str]:
    return [text[start:end] for start, end, _phrase in Query.parse(typed).marks(text)]


def test_marks_are_whole_words_and_whole_phrases():
    text = "The Quay, the quays and a quay: Cafés at the quay."
    assert marked("quay", text) == ["Quay", "quays", "quay", "quay"]
    assert marked('"the quay"', text) == ["The Quay", "the quay"]
    assert marked("cafe", text) == ["Cafés"]
    assert marked('"cafe"', text) == []
    assert marked("東京", "在東京塔，京東") == ["東京"]


@pytest.mark.parametrize(
    "text",
    [
        "The quay’s “Crème brûlée” — well-known, WELL_known; well, known! wellknown",
        "Cafe\u0301 cafés CAFÉ co\u00adoperate 東京 the quay",
        "Straße strasse ﬁne ½ ² ١ Σοφός ΣΟΦΟΣ İstanbul 한국",
        "a" * 70 + " b",
        "nothing\x00here",
        "",
    ],
)
@pytest.mark.parametrize(
    "typed",
    ["quay", "cafe", "well known", '"well known"', "creme br", "strasse", "fi", "σοφος", "2 1", "a" * 66, "a", "東京", ""],
)
def test_plain_texts_are_marked_like_all_others(typed, text):
    """Most texts are searched by a pattern instead of word by word."""
    query = Query.parse(typed)
    assert query.marks(text) == query._marks_word_by_word(text)
