"""Footnotes: from the editor into the database and back, and on the page with numbers and links both ways."""

import json

import pytest
from bs4 import BeautifulSoup
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from articles.blocks.text import PARAGRAPH_FEATURES
from articles.footnotes import numbered, with_whole_notes
from articles.full_text import full_texts
from articles.models import ArticlePage
from pages.text import safe_rich_text
from tests.builders import article
from tests.reading import soup

NOTE = 'See <i>the</i> deed, <a href="https://example.org/deed">page 3</a>.'
NOTED = f"<p>It kept the quay.<footnote>{NOTE}</footnote> Then it sold it.</p>"


def shown(html: str) -> BeautifulSoup:
    return BeautifulSoup(numbered(with_whole_notes(html)), "html.parser")


def texts(found: list) -> list[str]:
    return [" ".join(tag.get_text().replace("↑", "").split()) for tag in found]


def there_and_back(html: str) -> str:
    converter = ContentstateConverter(PARAGRAPH_FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


def test_number_and_note_link_to_each_other():
    html = shown(NOTED)
    number = html.find("a", role="doc-noteref")
    assert number.get_text() == "1"
    assert number["aria-label"] == "Footnote 1"
    note = html.find(id=number["href"].removeprefix("#"))
    assert note.find_parent(role="doc-endnotes")
    assert note.find("i").get_text() == "the"
    assert note.find("a", href="https://example.org/deed").get_text() == "page 3"
    back = note.find("a", role="doc-backlink")
    assert back["aria-label"] == "Back to the text"
    assert number in html.find(id=back["href"].removeprefix("#"))
    assert html.p.get_text() == "It kept the quay.1 Then it sold it."


def test_the_editor_gives_back_what_it_got():
    stored = NOTED
    for _save in range(3):
        stored = there_and_back(stored)
        assert [note.decode_contents() for note in BeautifulSoup(with_whole_notes(stored), "html.parser")("footnote")] == [NOTE]
        assert safe_rich_text(stored) == stored


def test_the_editor_has_a_button_for_it(admin_client, section):
    page = admin_client.get(f"/admin/pages/add/articles/articlepage/{section.pk}/").content.decode()
    assert "FOOTNOTE" in json.dumps(page)


@pytest.mark.parametrize(
    ("html", "text", "notes"),
    [
        ("<p>a<footnote>one</footnote> b <footnote>one</footnote></p>", "a1 b2", ["one", "one"]),
        ("<p>a <footnote>one</footnote>, b</p>", "a1, b", ["one"]),
        ("<p>a<footnote> one </footnote>b</p>", "a1 b", ["one"]),
        ("<p>a<footnote> </footnote> b<footnote></footnote></p>", "a b", []),
        ("<p>a<b><footnote>o</footnote></b><footnote>ne</footnote></p>", "a1", ["one"]),
        ("<p>a<footnote>one<br/>line</footnote></p>", "a1", ["oneline"]),
        ('<p><a href="/x">a<footnote>one</footnote> b<footnote>two</footnote></a> c</p>', "a b12 c", ["one", "two"]),
        ("<p>a<footnote>one</footnote></p><p><footnote>two</footnote>b</p>", "a12b", ["one", "two"]),
        (
            '<p>a<footnote>one </footnote><a href="/x"><footnote>two</footnote></a> <b><footnote>three</footnote></b>',
            "a1",
            ["one two three"],
        ),
        ("<footnote><p>one</p><p>two</p></footnote>", "12", ["one", "two"]),
        ("<ul><li>a<footnote>1 &lt; 2 &amp; 3</footnote></li></ul>", "a1", ["1 < 2 & 3"]),
        ("<p>a<footnote>one<footnote>two</footnote></footnote>b</p>", "a1b", ["onetwo"]),
    ],
)
def test_each_note_has_its_number_in_order(html, text, notes):
    page = shown(html)
    ends = page.find(role="doc-endnotes")
    assert texts(ends.find_all("li")) == notes if notes else ends is None
    if ends:
        ends.extract()
    assert page.get_text().strip() == text
    assert not page.select("a a, footnote")


def test_over_all_blocks_of_an_article(client, section):
    kept = article(section, title="Kept")
    link = f'<a linktype="page" id="{kept.pk}"><footnote>this one</footnote></a>'
    body = [
        ("paragraph", f"<p>One.<footnote>First, in</footnote> {link}<footnote>.</footnote></p>"),
        ("quote", {"text": "<p>Two.<footnote>Second.</footnote></p>"}),
        ("list", {"style": "key_points", "heading": "Short", "items": ["<p>Three.<footnote>Third.</footnote></p>"]}),
        ("callout", {"kind": "note", "text": "<p>Four.<footnote>Fourth.</footnote></p>"}),
        ("code", {"code": "<footnote>not one</footnote>", "language": "text"}),
    ]
    page = soup(client.get(article(section, title="Noted", body=body).url))
    assert texts(page.select("[role=doc-endnotes] li")) == ["First, in this one.", "Second.", "Third.", "Fourth."]
    assert page.select_one("#footnote-1 a")["href"] == kept.url
    assert texts(page.find_all("a", role="doc-noteref")) == ["1", "2", "3", "4"]
    assert page.select_one("blockquote sup").get_text() == "2"
    assert "<footnote>not one</footnote>" in page.select_one("pre").get_text()
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_feeds_and_markdown_have_them(section):
    articles = [article(section, title=title, body=[("paragraph", NOTED)]) for title in ("One", "Two")]
    for one, html in zip(articles, full_texts(articles), strict=True):
        text = BeautifulSoup(html, "html.parser")
        assert text.sup.get_text() == "1"
        assert text.sup.a["href"] == f"{one.full_url}#footnote-1"
        assert texts(text.select("section li")) == ["See the deed, page 3."]


def test_what_an_import_brings_is_safe(section):
    bad = '<p>a<footnote onclick="x()">b<img src=x onerror=y()><script>z()</script></footnote></p>'
    stored = ArticlePage.objects.get(pk=article(section, body=[("paragraph", bad)]).pk).body[0].value.source
    assert stored == "<p>a<footnote>b</footnote></p>"


def test_search_finds_the_words_around_a_note(section):
    page = article(section, body=[("paragraph", "<p>sheep.<footnote>Nine hundred</footnote>barley</p>")])
    assert page.body.stream_block.get_searchable_content(page.body) == ["sheep. Nine hundred barley"]
