"""Every kind of change is seen; nothing is seen where nothing changed."""

import json
from copy import deepcopy

import pytest
from bs4 import BeautifulSoup

from articles.models import ArticlePage, Series
from history.comparing import BlockRow, Comparison, compare
from tests.builders import article, author, image, standard_page, topic

from .comparing_content import FERRY, QUOTE, blocks, figure, items, key, long_body, points, rewritten, table, version

GALLERY = {"heading": "", "items": []}
VIDEO = {"url": "https://youtu.be/AbCdEfGhIjK", "start": "26:03", "title": "Hearing", "caption": "", "poster": None}


@pytest.fixture
def page(section) -> ArticlePage:
    return article(section)


def bodies(page: ArticlePage, old: list[dict], new: list[dict]) -> Comparison:
    return compare(version(page, body=old), version(page, body=new))


def rows(comparison: Comparison) -> list[BlockRow]:
    return [row for stream in comparison.blocks for row in stream.rows]


def words_in(html: str, mark: str) -> list[str]:
    """What stands in <ins>, <del> or .compare-restyled, without what is only said."""
    tree = BeautifulSoup(html, "html.parser")
    for part in tree.select(".compare-spoken"):
        part.decompose()
    return [" ".join(one.get_text().split()) for one in tree.select(mark)]


# --- Nothing ----------------------------------------------------------------------------------------------


def test_nothing_changed(page):
    body = long_body(21)
    comparison = bodies(page, body, deepcopy(body))
    assert comparison.is_empty
    assert [row.kind for row in rows(comparison)] == ["unchanged"] * 21


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("paragraph", FERRY), ("paragraph", FERRY.replace("<p>", '<p data-block-key="k3j5h">'))),
        (("paragraph", "<p>wool <b>and </b>salt</p>"), ("paragraph", '<p data-block-key="k3j5h">wool <b>and</b> salt</p>')),
        (("paragraph", "<p>a<footnote> <i>b </i></footnote>c</p>"), ("paragraph", "<p>a <footnote><i>b</i></footnote> c</p>")),
        (("paragraph", ""), ("paragraph", "<p></p>")),
        (("quote", QUOTE), ("quote", {name: QUOTE[name] for name in QUOTE if name != "language"})),
        (("list", points("one")), ("list", {**points(), "items": ["<p>one</p>"]})),
        (("figure", figure(None, alt_text="")), ("figure", {**figure(None), "image": None})),
    ],
)
def test_what_only_is_stored_otherwise_is_no_change(page, old, new):
    assert bodies(page, blocks(old), blocks(new)).is_empty


# --- Blocks: hazard 21 --------------------------------------------------------------------------------------


def one(page: ArticlePage, kind: str, old: object, new: object) -> BlockRow:
    comparison = bodies(page, blocks((kind, old)), blocks((kind, new)))
    (row,) = comparison.changes
    assert row.kind == "changed"
    return row


LINK = '<p>See <a href="https://example.org/one">the report</a> now.</p>'


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            LINK,
            LINK.replace("one", "two"),
            "Link on “the report” now goes to https://example.org/two, before https://example.org/one",
        ),
        (LINK, "<p>See the report now.</p>", "Link removed from “the report”: it went to https://example.org/one"),
        ("<p>See the report now.</p>", LINK, "Link added to “the report”: it goes to https://example.org/one"),
        (FERRY, FERRY.replace("<b>coffee</b>", "coffee"), "Bold removed from “coffee”."),
        (FERRY, FERRY.replace("ferry", "<i>ferry</i>"), "Italics added to “ferry”."),
        (FERRY, FERRY.replace("ferry", "<code>ferry</code>"), "Code added to “ferry”."),
        ("<p>Fog. Rain.</p>", "<ul><li>Fog. Rain.</li></ul>", "“Fog. Rain.” was a paragraph and is now a bulleted list."),
        ("<ul><li>Fog.</li></ul>", "<ol><li>Fog.</li></ol>", "“Fog.” was a bulleted list and is now a numbered list."),
    ],
)
def test_formatting_links_and_kinds_of_paragraph(page, old, new, sentence):
    row = one(page, "paragraph", old, new)
    assert row.sentences == [sentence]
    assert words_in(row.merged_html, "ins, del") == []
    assert words_in(row.merged_html, ".compare-restyled, .compare-reshaped")


def test_a_link_to_a_page_is_told_by_its_title(page, section):
    target, other = article(section, title="Low tide"), article(section, title="High tide")
    linked = '<p>See <a linktype="page" id="{}">this</a>.</p>'
    row = one(page, "paragraph", linked.format(target.pk), linked.format(other.pk))
    assert row.sentences == ["Link on “this” now goes to “High tide”, before “Low tide”"]
    assert f'href="{other.url}"' in row.new_html
    gone = one(page, "paragraph", linked.format(target.pk), linked.format(99_999))
    assert gone.sentences == ["Link on “this” now goes to “page number 99999, which no longer exists”, before “Low tide”"]


def test_words(page):
    row = one(page, "paragraph", FERRY, FERRY.replace("at six", "at seven"))
    assert words_in(row.merged_html, "del") == words_in(row.old_html, "del") == ["six"]
    assert words_in(row.merged_html, "ins") == words_in(row.new_html, "ins") == ["seven"]
    assert words_in(row.old_html, "ins") == words_in(row.new_html, "del") == []
    assert row.sentences == []


@pytest.mark.parametrize(
    ("kind", "old", "change", "sentence"),
    [
        ("heading", {"text": "Fog", "level": "2"}, {"level": "3"}, "Level: now “Part of a section”, before “Section”."),
        ("quote", QUOTE, {"style": "pull"}, "Show as: now “Pull quote”, before “Quotation”."),
        ("quote", QUOTE, {"language": "fr"}, "Language: now “French”, before nothing."),
        (
            "quote",
            QUOTE,
            {"source_url": "https://example.org/b"},
            "Link to the source now goes to https://example.org/b, before https://example.org/interview",
        ),
        ("list", points("one"), {"style": "numbered"}, "Show as: now “Numbered”, before “Bulleted”."),
        ("list", points("one", "two"), {"items": items("one", "two", "six")}, "Items: number 3 is new: “six”."),
        ("list", points("one", "two"), {"items": items("two")}, "Items: number 1 was removed: “one”."),
        ("list", points("a", "b", "c"), {"items": items("c", "a", "b")}, "Items: number 3 moved to place 1: “c”."),
        ("table", table(["a", "b"], ["c", "d"]), table(["a", "b"], ["c", "d"], ["e", "f"]), "Rows: number 3 is new: “e f”."),
        ("table", table(["a"], ["c"]), table(["a", "b"], ["c", "d"]), "The table has 2 columns, before 1."),
        (
            "table",
            table(["a"], ["c"]),
            table(["a"], ["c"], first_row_is_table_header=False),
            "The first row is no longer a header.",
        ),
        ("video", VIDEO, {"url": "https://youtu.be/XbCdEfGhIjK"}, "youtu.be/XbCdEfGhIjK"),
        ("video", VIDEO, {"transcript_label": "Minutes"}, "Transcript label changed from “Transcript” to “Minutes”."),
    ],
)
def test_what_words_do_not_show_is_said(page, kind, old, change, sentence):
    row = one(page, kind, old, {**old, **change})
    assert any(sentence in said for said in row.sentences), row.sentences


def test_pictures(page):
    sun, fog = image("Sun"), image("Fog")
    replaced = one(page, "figure", figure(sun.pk), figure(fog.pk))
    assert replaced.sentences == ["Picture replaced: “Fog” instead of “Sun”."]
    assert len(BeautifulSoup(replaced.merged_html, "html.parser").select("del img, ins img")) == 2
    described = one(page, "figure", figure(sun.pk), figure(sun.pk, alt_text="Nets."))
    assert described.sentences == ["Alternative text changed from “A low sun.” to “Nets.”."]
    assert one(page, "figure", figure(sun.pk), figure(None)).sentences[0] == "Picture removed: “Sun”."


def test_a_change_in_one_item_of_a_list_names_the_item(page):
    sun, fog = image("Sun"), image("Fog")

    def gallery(alt: str) -> dict:
        pictures = [figure(sun.pk), figure(fog.pk, alt_text=alt)]
        return {**GALLERY, "items": [{"type": "item", "value": value, "id": key(at)} for at, value in enumerate(pictures)]}

    row = one(page, "gallery", gallery("Fog."), gallery("Mist."))
    assert row.sentences == ["Pictures, number 2: Alternative text changed from “Fog.” to “Mist.”."]


def test_a_cell(page):
    row = one(page, "table", table(["Harbour", "Ferries"], ["Selwyn", "38"]), table(["Harbour", "Ferries"], ["Selwyn", "40"]))
    cells = BeautifulSoup(row.merged_html, "html.parser").select("td")
    assert [words_in(str(cells[1]), mark) for mark in ("del", "ins")] == [["38"], ["40"]]
    assert len(cells) == 2


def test_code_shows_a_change_of_spaces(page):
    def lines(indent: str) -> dict:
        return {"language": "text", "code": f"if fog:\n{indent}wait()", "caption": ""}

    assert one(page, "code", lines("    "), lines("  ")).marked.is_seen


def test_added_removed_and_moved(page):
    quote, text, end = ("quote", QUOTE), ("paragraph", FERRY), ("heading", {"text": "The end", "level": "2"})
    old = blocks(quote, text, end, ("heading", {"text": "Notes", "level": "2"}))
    new = [old[1], old[2], *blocks(("paragraph", "<p>New.</p>"), first=9), {**old[0], "value": {**QUOTE, "speaker": "Ruth"}}]
    comparison = bodies(page, old, new)
    seen = [(row.kind, row.type_label, row.number) for row in rows(comparison)]
    assert seen == [
        ("left", "Quote", None),
        ("unchanged", "Paragraph", None),
        ("unchanged", "Heading", None),
        ("removed", "Heading", 1),
        ("added", "Paragraph", 2),
        ("moved", "Quote", 3),
    ]
    removed, added, moved = comparison.changes
    assert (moved.heading, moved.way) == ("Quote moved and changed", "Moved down from place 1 to place 4.")
    assert words_in(moved.merged_html, "ins") == ["Ruth"]
    assert (words_in(removed.old_html, "del"), removed.new_html) == (["Notes"], "")
    assert (words_in(added.new_html, "ins"), added.old_html) == (["New."], "")


def test_a_block_of_another_type(page):
    comparison = bodies(page, blocks(("paragraph", FERRY)), blocks(("callout", {"kind": "note", "heading": "", "text": FERRY})))
    (row,) = comparison.changes
    assert (row.kind, row.sentences) == ("changed", ["Paragraph became Callout."])
    assert words_in(row.merged_html, "del") == []


def test_lists_that_were_made_anew_show_only_what_changed(page):
    body = long_body(30)
    anew = [{**block, "id": key(900 + at)} for at, block in enumerate(rewritten(body))]
    assert [row.new_id for row in bodies(page, body, anew).changes] == [block["id"] for block in anew[::5]]


# --- Fields -----------------------------------------------------------------------------------------------


def fields(old: ArticlePage, new: ArticlePage) -> dict[str, tuple[list[str], list[str]]]:
    """What was taken out and put in, by field."""
    return {one.name: tuple(words_in(one.merged_html, mark) for mark in ("del", "ins")) for one in compare(old, new).fields}


def test_fields(page):
    sun, water, tides = image("Sun"), topic("Water"), topic("Tides")
    series = Series.objects.create(name="Harbours")
    mara, ines = author("Mara Lindqvist"), author("Ines Aguilar")
    old = version(page, article_authors=[{"pk": None, "author": mara.pk}], article_topics=[{"pk": None, "topic": water.pk}])
    new = version(
        page,
        title="The harbour that said yes",
        slug="yes",
        seo_title="Yes",
        show_in_menus=True,
        hero_image=sun.pk,
        hero_caption="<p>Low <b>sun</b>.</p>",
        published_at="2026-03-04T10:00:00Z",
        series=series.pk,
        article_authors=[{"pk": None, "author": ines.pk}, {"pk": None, "author": mara.pk}],
        article_topics=[{"pk": None, "topic": tides.pk}],
    )
    seen = fields(old, new)
    assert seen.pop("slug") == ([page.slug], ["yes"])
    assert seen.pop("published_at")[1] == ["4 March 2026, 10:00 UTC"]
    assert seen == {
        "title": (["no"], ["yes"]),
        "article_authors": ([], ["Ines Aguilar"]),
        "hero_image": ([], ["", "Sun"]),  # the picture, and its name
        "hero_caption": ([], ["Low sun."]),
        "article_topics": (["Water"], ["Tides"]),
        "series": ([], ["Harbours"]),
        "seo_title": ([], ["Yes"]),
        "show_in_menus": (["no"], ["yes"]),
    }


def test_fields_have_the_labels_and_the_order_of_the_form(page):
    comparison = compare(page, version(page, slug="yes", hero_credit="Galley", title="Yes"))
    assert [one.label for one in comparison.fields] == ["Title", "Credit (main picture)", "Slug (for search engines)"]
    assert [one.number for one in comparison.fields] == [1, 2, 3]


def test_another_order_of_authors_is_said(page):
    keys = [author("Mara Lindqvist").pk, author("Ines Aguilar").pk]
    old, new = (version(page, article_authors=[{"pk": None, "author": one} for one in order]) for order in (keys, keys[::-1]))
    (change,) = compare(old, new).fields
    assert change.sentences == ["The order changed."]


def test_bold_in_a_field(page):
    old, new = version(page, hero_caption="<p>Low <b>sun</b>.</p>"), version(page, hero_caption="<p>Low sun.</p>")
    (change,) = compare(old, new).fields
    assert change.sentences == ["Bold removed from “sun”."]


def test_another_kind_of_page(home):
    page = standard_page()
    changed = type(page).objects.get(pk=page.pk)
    changed.introduction = "Who we are."
    changed.body = json.dumps([*page.body.get_prep_value(), *blocks(("paragraph", "<p>More.</p>"))])
    assert [one.heading for one in compare(page, changed).changes] == ["Introduction changed", "Paragraph added"]
