"""Whatever is stored, a comparison comes of it, in bounded time."""

import json
from time import process_time

import pytest
from wagtail.blocks.stream_block import StreamValue

from articles.models import ArticlePage
from history.comparing import BlockRow, compare, summary_of
from tests.builders import article, image

from .comparing_content import FERRY, QUOTE, blocks, figure, long_body, points, rewritten, table, version


@pytest.fixture
def page(section) -> ArticlePage:
    return article(section)


def stored(page: ArticlePage, body: object) -> ArticlePage:
    """A version with anything in its body, as whoever reads stored content makes it."""
    made, block = version(page, body=[]), page.body.stream_block
    known = [one for one in body if isinstance(one, dict) and one.get("type") in block.child_blocks and "value" in one]
    made.__dict__["body"] = StreamValue(block, known, is_lazy=True)
    made.stored_streams = {"body": body}
    return made


def changes(old: ArticlePage, new: ArticlePage) -> list[BlockRow]:
    """The changes, all their HTML made as the page does."""
    found = compare(old, new).changes
    for one in found:
        assert isinstance(one.old_html + one.new_html + one.merged_html, str)
    return found


def nested(depth: int) -> object:
    value: object = "deep"
    for _level in range(depth):
        value = {"text": [value]}
    return value


ODD = [
    "no list",
    {"a": "dict"},
    [],
    ["a text", 7, None, ["a list"]],
    [{"type": "quote"}],
    [{"type": None, "value": "x"}],
    [{"type": "poem", "value": {"text": "<p>Gone.</p>"}, "id": "1"}],
    [{"type": "quote", "value": "a text", "id": "1"}],
    [{"type": "quote", "value": None, "id": "1"}],
    [{"type": "quote", "value": {**QUOTE, "text": 7, "speaker": ["x"], "source_url": {"a": 1}}, "id": "1"}],
    [{"type": "quote", "value": {**QUOTE, "unknown": "field"}, "id": "1"}],
    [{"type": "paragraph", "value": {"a": 1}, "id": "1"}],
    [{"type": "paragraph", "value": "<p>open <b>tags <![ <a linktype='page' id='x'>a</a>", "id": "1"}],
    [{"type": "list", "value": {"items": "a text"}, "id": "1"}],
    [{"type": "list", "value": {"items": [1, None, {"type": "item"}]}, "id": "1"}],
    [{"type": "table", "value": {"table": {"data": "a text"}, "source": ""}, "id": "1"}],
    [{"type": "table", "value": {"table": {"data": [1, ["a"], None]}}, "id": "1"}],
    [{"type": "table", "value": {"table": 7}, "id": "1"}],
    [{"type": "figure", "value": {"image": {"image": 10**30}}, "id": "1"}],
    [{"type": "figure", "value": {"image": {"image": "x"}}, "id": "1"}],
    [{"type": "figure", "value": {"image": 99_999}, "id": "1"}],
    [{"type": "document", "value": {"document": 99_999, "title": "", "description": ""}, "id": "1"}],
    [{"type": "quote", "value": nested(300), "id": "1"}],
    [{"type": "paragraph", "value": FERRY, "id": ["no text"]}],
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_content_is_shown(page, odd):
    sound = stored(page, blocks(("paragraph", FERRY), ("quote", QUOTE), ("list", points("a")), ("table", table(["a"]))))
    broken = stored(page, odd)
    assert changes(sound, broken)
    assert changes(broken, sound)
    assert compare(broken, stored(page, odd)).is_empty
    assert summary_of(sound, broken)


def test_the_words_of_a_block_that_the_code_does_not_know_are_shown(page):
    poem = {"type": "poem", "value": {"text": "<p>Grey water.</p>"}, "id": "1"}
    tercet = {**poem, "value": {"text": "<p>Green water.</p>"}}
    (row,) = changes(stored(page, [poem]), stored(page, [tercet]))
    assert (row.type_label, row.heading) == ("poem", "poem changed")
    assert "<ins>" in row.merged_html
    assert "Green" in row.merged_html
    assert row.remarks == ["The site no longer has blocks of the type “poem”. This is its text."]


def test_a_body_that_is_no_json_is_shown_as_text(page):
    (row,) = changes(stored(page, "Grey water."), stored(page, "Green water."))
    assert row.remarks == ["What is stored here is no block. This is its text."]
    assert "Green" in row.merged_html


def test_a_picture_that_is_gone_is_told(page):
    sun = image("Sun")
    old, new = stored(page, blocks(("figure", figure(sun.pk)))), stored(page, blocks(("figure", figure(None))))
    key = sun.pk
    sun.delete()
    (row,) = changes(old, new)
    assert f"Picture number {key} no longer exists." in row.remarks
    assert f"Picture removed: “image number {key}, which no longer exists”." in row.sentences


def test_a_template_that_fails_leaves_the_words(page, monkeypatch):
    monkeypatch.setattr(page.body.stream_block.child_blocks["paragraph"].meta, "template", "no/such.html")
    quote = blocks(("quote", QUOTE), first=5)
    old, new = (stored(page, [*blocks(("paragraph", f"<p>{word} water.</p>")), *quote]) for word in ("Grey", "Green"))
    row, same = compare(old, new).blocks[0].rows
    assert row.remarks == ["This block can’t be shown as readers see it. This is its text."]
    assert "Green" in row.merged_html
    assert "We only stopped" in same.html


def test_one_block_of_a_wrong_shape_leaves_its_neighbours_whole(page):
    body = blocks(("quote", QUOTE), ("quote", "a text"), ("quote", QUOTE))
    first, broken, last = compare(stored(page, body), stored(page, body)).blocks[0].rows
    assert "<blockquote" in first.html
    assert "<blockquote" in last.html
    assert "a text" in broken.html


# --- Large ------------------------------------------------------------------------------------------------


def seconds(old: ArticlePage, new: ArticlePage) -> float:
    """Of the processor. The limits below are wide: what they would find takes minutes."""
    begun = process_time()
    changes(old, new)
    return process_time() - begun


def test_a_very_long_paragraph(page):
    words = [f"word{n % 700}" for n in range(13_000)]
    text = " ".join(words)
    assert len(text) > 90_000
    mended = " ".join("else" if n % 50 == 0 else word for n, word in enumerate(words))
    other = " ".join(f"thing{n * n % 700}" for n in range(13_000))
    old = stored(page, blocks(("paragraph", f"<p>{text}</p>")))
    assert seconds(old, stored(page, blocks(("paragraph", f"<p>{mended}</p>")))) < 30
    assert seconds(old, stored(page, blocks(("paragraph", f"<p>{other}</p>")))) < 30


def test_two_thousand_blocks_all_changed(page):
    body = long_body(2000)
    assert seconds(stored(page, body), stored(page, rewritten(body, every=1))) < 90


def test_two_thousand_blocks_made_anew(page):
    body = long_body(2000)
    anew = [{**block, "id": ""} for block in reversed(rewritten(body, every=3))]
    begun = process_time()
    assert summary_of(stored(page, body), stored(page, anew))
    assert process_time() - begun < 30


def test_json_is_read_as_it_is_stored(page):
    """What a version holds and what it gives back are one: made by code or read from the database."""
    made = ArticlePage(title="Made", slug="made")
    made.body = [
        (block["type"], block["value"]) for block in blocks(("paragraph", FERRY), ("heading", {"text": "Fog", "level": "2"}))
    ]
    read = ArticlePage(title="Made", slug="made")
    read.body = json.dumps(made.body.get_prep_value(), default=str)
    assert compare(made, read).is_empty
