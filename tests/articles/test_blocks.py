"""Each block in an article: previewed, half-filled in a draft, refused in the form, and never a hole for scripts."""

import re
from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from wagtail import blocks
from wagtail.documents.models import Document

from articles.blocks import ArticleBody
from articles.models import ArticlePage
from tests import builders

BODY = ArticlePage._meta.get_field("body").stream_block
NAMES = list(ArticleBody.base_blocks)
VOID = {"br", "hr", "img", "source", "path", "link", "meta"}


class Markup(HTMLParser):
    """Fails on a tag that is not closed or not opened; keeps the tags with their attributes."""

    def __init__(self, html: str):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(html)
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> was never opened"
        assert self.open.pop() == tag

    def attributes_of(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


def render(*parts: tuple[str, object], preview: bool = False) -> str:
    """The body of these (name, JSON value) pairs as a reader gets it."""
    request = RequestFactory().get("/")
    request.is_preview = preview
    stored = [{"type": name, "value": value, "id": f"{n:08}-4c1e-4b0a"} for n, (name, value) in enumerate(parts)]
    html = render_to_string("articles/body.html", {"body": BODY.to_python(stored), "request": request})
    Markup(html)
    return html


def cleaned(name: str, value: object, *, draft: bool):
    """The value as the form of a draft or of a publication accepts it."""
    block = ArticleBody().child_blocks[name]
    value = block.to_python(value)
    if not draft:
        return block.clean(value)
    block.defer_required_validation()  # as the editor's form does when it saves a draft
    try:
        return block.clean(value)
    finally:
        block.restore_deferred_validation()


def refused_fields(name: str, value: object, *, draft: bool) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        cleaned(name, value, draft=draft)
    return set(refusal.value.block_errors)


@pytest.fixture
def document(db) -> Document:
    return Document.objects.create(title="Winter timetable", file=ContentFile(b"0" * 2048, "timetable.pdf"), file_size=2048)


@pytest.fixture
def recording(db) -> Document:
    return Document.objects.create(title="Dawn", file=ContentFile(b"0" * 2048, "dawn.mp3"), file_size=2048)


# --- For editors -------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_newcomer_sees_what_a_block_is(name):
    block = BODY.child_blocks[name]
    assert block.get_description()
    assert block.meta.group
    assert block.is_previewable
    fields = block.child_blocks.values() if isinstance(block, blocks.StructBlock) else []
    assert [field.name for field in fields if not help_text(field)] == []


def help_text(block: blocks.Block) -> str:
    return block.field.help_text if isinstance(block, blocks.FieldBlock) else getattr(block.meta, "help_text", "")


def test_every_block_has_an_icon_of_its_own(admin_user, client_of):
    icons = [block.meta.icon for block in BODY.child_blocks.values()]
    assert len(set(icons)) == len(icons)
    sprite = client_of(admin_user).get(reverse("wagtailadmin_sprite")).content.decode()
    assert [icon for icon in icons if f'id="icon-{icon}"' not in sprite] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_preview_of_a_block_shows_it_with_words_and_our_style(name, admin_user, client_of):
    block = BODY.child_blocks[name]
    page = client_of(admin_user).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert page.status_code == 200
    html = page.content.decode()
    markup = Markup(html)
    assert any("css/site.css" in link["href"] for link in markup.attributes_of("link"))
    main = html.partition("<main>")[2].partition("</main>")[0]
    assert len(re.sub(r"<[^>]+>|\s", "", main)) > 10 or name == "divider"
    assert "img/sample.svg" in main or name not in {"figure", "gallery"}


# --- Drafts ------------------------------------------------------------------

EMPTY = {
    "paragraph": [None, "", "<p></p>", "<p data-block-key='a'> </p>"],
    "divider": [None],
    "table": [
        {},
        {"table": None},
        {"table": {}},
        {"table": {"data": []}},
        {"table": {"data": [[None, None], [None, ""]]}},
    ],
    "list": [{}, {"items": []}, {"items": ["", "<p></p>"]}, {"style": "key_points", "items": []}],
    "gallery": [{}, {"items": []}, {"items": [{}, {"image": {"image": None}}]}, {"heading": "Three mornings"}],
    "figure": [{}, {"image": {"image": None}}, {"image": {"image": 999}}, {"caption": "<p>A quay.</p>"}],
    "quote": [{}, {"text": ""}, {"text": "<p> </p>", "speaker": "Ines Aguilar"}, {"source_url": "https://example.org"}],
}


@pytest.mark.django_db
@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(("name", "value"), [(name, value) for name in NAMES for value in EMPTY.get(name, [{}])])
def test_a_block_without_content_leaves_nothing_behind(name, value, preview):
    html = render((name, value), preview=preview)
    assert html.strip() == ("" if name != "divider" else '<hr class="divider">') or (name == "video" and preview)


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(BODY.child_blocks[name], blocks.StructBlock)])
def test_a_block_with_any_field_missing_still_renders(name, db):
    value = BODY.child_blocks[name].get_prep_value(BODY.child_blocks[name].get_preview_value())
    for field in value:
        render((name, {key: part for key, part in value.items() if key != field}), preview=True)
        render((name, {field: value[field]}), preview=True)


def test_the_address_of_a_video_that_cannot_be_played_is_told_in_the_preview_only():
    video = {"url": "https://youtube.com.evil.example/watch?v=AbCdEfGhIjK", "title": "Hearing"}
    assert "This address can't be played." in render(("video", video), preview=True)
    assert render(("video", video)).strip() == ""


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_block_can_be_saved_as_a_draft(name, db):
    cleaned(name, EMPTY.get(name, [{}])[0], draft=True)


MISSING = [
    ("heading", {"text": ""}, {"text"}),
    ("quote", {"text": ""}, {"text"}),
    ("quote", {"text": "<p> </p>"}, {"text"}),
    ("list", {"items": []}, {"items"}),
    ("list", {"items": ["<p>One.</p>", "<p></p>"]}, {"items"}),
    ("list", {"style": "key_points", "items": ["<p>One.</p>"]}, {"heading"}),
    ("callout", {"text": "<p></p>"}, {"text"}),
    ("figure", {}, {"image"}),
    ("gallery", {"items": []}, {"items"}),
    ("video", {}, {"url", "title"}),
    ("audio", {}, {"file", "title"}),
    ("table", {"table": {"data": [[None, None]], "table_header_choice": "row"}}, {"table"}),
    ("code", {"code": ""}, {"code"}),
    ("document", {}, {"document"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value", "fields"), MISSING)
def test_what_is_missing_is_named_at_publication_only(name, value, fields):
    assert refused_fields(name, value, draft=False) == fields
    cleaned(name, value, draft=True)


WRONG = [
    ("video", {"url": "https://youtube.com@evil.example/watch?v=AbCdEfGhIjK"}, {"url"}),
    ("video", {"url": "javascript:alert(1)", "start": "26:99"}, {"url", "start"}),
    ("video", {"start": "-5"}, {"start"}),
    ("video", {"full_url": "ftp://example.org/film"}, {"full_url"}),
    ("video", {"url": "javascript:alert(1)", "transcript_url": "javascript:alert(1)"}, {"url", "transcript_url"}),
    ("quote", {"text": "<p>No.</p>", "source_url": "javascript:alert(1)"}, {"source_url"}),
    ("figure", {"source_url": "ftp://example.org/"}, {"source_url"}),
    ("audio", {"transcript_url": "mailto:a@example.org"}, {"transcript_url"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value", "fields"), WRONG)
def test_what_is_wrong_is_refused_in_a_draft_as_well(name, value, fields):
    assert refused_fields(name, value, draft=True) == fields


def test_only_a_recording_can_be_played(document, recording):
    assert refused_fields("audio", {"file": document.pk}, draft=True) == {"file"}
    cleaned("audio", {"file": recording.pk, "title": "Dawn"}, draft=False)


# --- For readers -------------------------------------------------------------


def test_a_quote_names_who_said_it_and_where():
    quote = {
        "text": "<p>We did not <i>save</i> it.</p>",
        "speaker": "Ines Aguilar",
        "role": "Harbour master",
        "source_url": "https://example.org/interview",
        "style": "quotation",
    }
    html = render(("quote", quote))
    markup = Markup(html)
    assert [tag for tag, _ in markup.tags][:2] == ["figure", "blockquote"]
    assert markup.attributes_of("blockquote") == [{"cite": "https://example.org/interview"}]
    assert [link["href"] for link in markup.attributes_of("a")] == ["https://example.org/interview"]
    caption = html.partition("<figcaption>")[2]
    assert "Ines Aguilar" in caption
    assert "Harbour master" in caption
    assert "<p>We did not <i>save</i> it.</p>" in html


def test_a_pull_quote_says_that_it_is_one():
    figure = Markup(render(("quote", {"text": "<p>No.</p>", "style": "pull"}))).attributes_of("figure")[0]
    assert figure["aria-label"] == "Pull quote"


@pytest.mark.parametrize(("level", "tag"), [("2", "h2"), ("3", "h3"), ("4", "h4"), (3, "h3"), ("9", "h2"), ("x><b", "h2")])
def test_headings_have_the_levels_of_an_article(level, tag):
    [found] = Markup(render(("heading", {"text": "🌊 The tide", "level": level}))).tags
    assert found == (tag, {"id": "b-00000000", "dir": "auto"})


@pytest.mark.parametrize(("style", "tag"), [("bulleted", "ul"), ("numbered", "ol"), ("key_points", "ul")])
def test_lists(style, tag):
    html = render(("list", {"style": style, "heading": "In short", "items": ["<p>Twice <b>an hour</b>.</p>", "<p></p>"]}))
    assert len(Markup(html).attributes_of(tag)) == 1
    assert re.findall("<li>.*</li>", html) == ["<li>Twice <b>an hour</b>.</li>"]
    assert Markup(html).attributes_of("section")[0]["aria-label"] == "In short"


def test_a_text_of_two_paragraphs_keeps_both():
    html = render(("list", {"items": ["<p>One.</p><p>Two.</p>"]}))
    assert "<li><p>One.</p><p>Two.</p></li>" in html


@pytest.mark.parametrize(("kind", "word"), [("note", "Note"), ("tip", "Tip"), ("warning", "Warning"), ("other", "Note")])
def test_a_callout_says_its_kind_in_words(kind, word):
    assert f'<p class="callout-kind">{word}</p>' in render(("callout", {"kind": kind, "text": "<p>Bring coins.</p>"}))


def test_a_video_is_a_link_until_the_reader_plays_it():
    html = render(
        (
            "video",
            {
                "url": "https://www.youtube.com/watch?v=AbCdEfGhIjK",
                "start": "26:03",
                "title": "Hearing",
                "full_url": "https://example.org/hearing",
                "transcript_url": "https://example.org/hearing.pdf",
                "transcript_label": "Official transcript",
            },
        )
    )
    markup = Markup(html)
    assert [link["href"] for link in markup.attributes_of("a")] == [
        "https://www.youtube.com/watch?v=AbCdEfGhIjK&t=1563s",
        "https://example.org/hearing",
        "https://example.org/hearing.pdf",
    ]
    assert "Play from 26:03" in html
    assert "Official transcript" in html
    assert not {"iframe", "img", "script", "link", "video"} & {tag for tag, _ in markup.tags}
    player = markup.attributes_of("video-player")[0]
    assert player["src"].startswith("https://www.youtube-nocookie.com/embed/AbCdEfGhIjK?")
    assert player["label"] == "Hearing"


def test_the_poster_of_a_video_is_ours(db):
    video = {"url": "https://vimeo.com/123456789", "title": "Hearing", "poster": builders.image().pk}
    pictures = Markup(render(("video", video))).attributes_of("img")
    assert [picture["src"].startswith("/media/") for picture in pictures] == [True]
    assert pictures[0]["alt"] == ""  # the link says what it plays


def test_a_figure_has_its_own_words_or_those_of_the_image(db):
    image = builders.image(credit="Mara Lindqvist")
    described = {"image": image.pk, "alt_text": "Fog over a quay", "decorative": False}
    html = render(
        ("figure", {"image": described, "caption": "<p>The <i>outer</i> quay.</p>", "width": "wide"}),
        (
            "figure",
            {"image": {**described, "decorative": True}, "credit": "Galley", "source_url": "https://example.org/a"},
        ),
    )
    wide, column = Markup(html).attributes_of("figure")
    assert "is-wide" in wide["class"]
    assert "is-" not in column["class"]
    assert [picture["alt"] for picture in Markup(html).attributes_of("img")] == ["Fog over a quay", ""]
    assert '<span class="caption">The <i>outer</i> quay.</span>' in html
    assert '<span class="credit">Mara Lindqvist</span>' in html
    assert '<a class="credit" href="https://example.org/a">Galley</a>' in html


def test_a_gallery_is_a_list_of_figures(db):
    pictures = [{"image": {"image": builders.image().pk, "alt_text": f"Morning {n}"}, "caption": f"<p>{n}</p>"} for n in "12"]
    markup = Markup(render(("gallery", {"heading": "Two mornings", "items": pictures})))
    assert [picture["alt"] for picture in markup.attributes_of("img")] == ["Morning 1", "Morning 2"]
    assert len(markup.attributes_of("li")) == len(markup.attributes_of("figure")) == 2
    assert markup.attributes_of("a") == []


def test_a_recording_loads_nothing_before_it_is_played(recording):
    html = render(("audio", {"file": recording.pk, "title": "Dawn", "transcript_url": "https://example.org/dawn"}))
    player = Markup(html).attributes_of("audio")[0]
    assert (player["preload"], player["src"], player["aria-label"]) == ("none", recording.url, "Dawn")
    assert "controls" in player
    assert "https://example.org/dawn" in html


def test_a_download_says_its_kind_and_size(document):
    html = render(("document", {"document": document.pk, "title": "All ferries"}))
    assert "All ferries" in html
    assert "(PDF, 2.0\xa0KB)" in html


def test_code_is_coloured_on_the_server_and_stays_as_it_was_typed():
    code = '\n  def tide(day):\n      return "<b>" & day\n\n'
    html = render(("code", {"code": code, "language": "python", "caption": "tides.py"}))
    inner = re.search(r'<code class="language-python">(.*)</code>', html, re.DOTALL)[1]
    assert '<span class="k">def</span>' in inner
    plain = re.sub("<[^>]+>", "", inner)
    assert plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&") == code.rstrip("\n")
    block = Markup(html).attributes_of("pre")[0]
    assert (block["tabindex"], block["role"], block["aria-label"]) == ("0", "region", "Code: tides.py")


def test_every_language_of_the_menu_has_a_lexer():
    choices = ArticleBody().child_blocks["code"].child_blocks["language"].field.choices
    for language in [value for value, _ in choices if value]:
        assert "<span" in render(("code", {"code": 'a = "1" // b # c\n<p>{{ x }}</p>\n+1', "language": language})) or (
            language == "text"
        )


TABLE = {
    "data": [["Harbour", "Ferries a day"], ["Port Selwyn", "1,138"], ["Marrow Bay", "–"], [None, ""]],
    "first_row_is_table_header": True,
    "first_col_is_header": True,
    "table_header_choice": "both",
    "table_caption": "Ferries by harbour",
}


def test_a_table_has_headers_a_caption_and_its_own_scrolling():
    html = render(("table", {"table": TABLE, "source": "Harbour office"}))
    markup = Markup(html)
    assert [cell["scope"] for cell in markup.attributes_of("th")] == ["col", "col", "row", "row"]
    assert markup.attributes_of("th")[1]["class"] == "number"
    assert len(markup.attributes_of("tr")) == 3
    scroller = markup.attributes_of("div")[0]
    assert (scroller["tabindex"], scroller["role"]) == ("0", "region")
    assert "Ferries by harbour" in scroller["aria-label"]
    assert "Source: Harbour office" in html


def test_a_table_without_headers_has_none():
    html = render(("table", {"table": {"data": [["a", "b"], ["c"]], "table_header_choice": "neither"}}))
    assert "<th" not in html
    assert html.count("<td") == 3


def test_an_address_in_the_page_stays_when_the_words_change():
    first = render(("heading", {"text": "Before"}), ("quote", {"text": "<p>No.</p>"}))
    second = render(("heading", {"text": "After"}), ("quote", {"text": "<p>Yes.</p>"}))
    assert re.findall(r'id="[^"]+"', first) == re.findall(r'id="[^"]+"', second) == ['id="b-00000000"', 'id="b-00000001"']


def test_nothing_that_is_typed_runs():
    hole = "</p></h2></pre><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    html = render(
        ("heading", {"text": hole, "level": hole}),
        ("quote", {"text": "<p>No.</p>", "speaker": hole, "role": hole, "style": hole}),
        ("list", {"heading": hole, "items": ["<p>One.</p>"], "style": hole}),
        ("callout", {"heading": hole, "text": "<p>One.</p>", "kind": hole}),
        (
            "video",
            {
                "url": "youtu.be/AbCdEfGhIjK",
                "title": hole,
                "transcript_url": "https://example.org",
                "transcript_label": hole,
            },
        ),
        ("video", {"url": "https://example.org/a\"'><script>.mp4", "title": "Film"}),
        ("table", {"table": {**TABLE, "data": [[hole, hole], [hole, hole]], "table_caption": hole}, "source": hole}),
        *[("code", {"code": hole, "language": language, "caption": hole}) for language in ("text", "html", "php", hole)],
    )
    assert not {"script", "img"} & {tag for tag, _ in Markup(html).tags}
    assert not [name for _, attributes in Markup(html).tags for name in attributes if name.startswith("on")]


# --- Queries -----------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 10])
def test_a_body_costs_the_same_whatever_its_length(times, home, document, recording, django_assert_max_num_queries):
    image = {"image": builders.image().pk, "alt_text": "A quay"}
    linked = f'<p><a linktype="page" id="{home.pk}">Home</a>, <a linktype="document" id="{document.pk}">timetable</a></p>'
    parts = [
        ("paragraph", linked),
        ("quote", {"text": linked}),
        ("list", {"items": [linked, linked]}),
        ("figure", {"image": image, "caption": linked}),
        ("gallery", {"items": [{"image": image, "caption": linked}, {"image": image}]}),
        ("video", {"url": "youtu.be/AbCdEfGhIjK", "title": "Hearing", "poster": image["image"]}),
        ("audio", {"file": recording.pk, "title": "Dawn"}),
        ("document", {"document": document.pk}),
    ]
    render(*parts)  # makes the renditions
    with django_assert_max_num_queries(11):
        html = render(*parts * times)
    assert html.count(f'href="{document.url}"') == 7 * times
    assert "linktype" not in html
