"""Articles as Markdown: who gets it, and what stands in it."""

import pytest
from wagtail.models import PageViewRestriction, Site

from articles.markdown import to_markdown
from tests import builders

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture
def article(section):
    return builders.article(section, authors=(builders.author(),), topics=(builders.topic(),))


def markdown_of(client, article) -> str:
    response = client.get(article.url.rstrip("/") + ".md")
    assert response.status_code == 200
    return response.content.decode()


def body_of(client, section, *blocks) -> str:
    """What the article's own blocks become, without the facts, title and standfirst before them."""
    article = builders.article(section, body=[*blocks], standfirst="")
    return markdown_of(client, article).partition(f"# {article.title}\n\n")[2]


# --- Who gets it -----------------------------------------------------------------


def test_own_address(client, article):
    response = client.get("/harbours/the-harbour-that-said-no.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Link"] == f'<{article.full_url}>; rel="canonical"'
    assert "Accept" not in response.get("Vary", "").split(", ")


@pytest.mark.parametrize(
    "accept",
    [
        "text/markdown",
        "text/markdown, text/html;q=0.9",
        "text/markdown, */*;q=0.1",
        "text/html;q=0.2, text/markdown;q=0.3",
    ],
)
def test_the_article_s_address_gives_markdown_to_who_prefers_it(client, article, accept):
    response = client.get(article.url, headers={"Accept": accept})
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert "Accept" in response["Vary"]


@pytest.mark.parametrize(
    "accept",
    [
        BROWSER,
        "*/*",
        "",
        "text/*",
        "application/json",
        "text/markdown;q=0",
        "text/html, text/markdown;q=0.9",
        "nonsense",
    ],
)
def test_everyone_else_gets_html(client, article, accept):
    response = client.get(article.url, headers={"Accept": accept})
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept" in response["Vary"]


def test_a_draft_is_404(client, section):
    builders.article(section, slug="draft", live=False)
    assert client.get("/harbours/draft.md").status_code == 404


@pytest.mark.parametrize("address", ["/harbours/nothing.md", "/nowhere/nothing.md", "/harbours.md"])
def test_what_is_not_there_is_404(client, section, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("address", "accept"), [(".md", "*/*"), ("/", "text/markdown")])
def test_a_restricted_article_asks_for_the_login(client, article, address, accept):
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    response = client.get(article.url.rstrip("/") + address, headers={"Accept": accept})
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_renamed_article_takes_it_along(client, article):
    article.slug = "renamed"
    article.save_revision().publish()
    response = client.get("/harbours/the-harbour-that-said-no.md")
    assert response.status_code == 301
    assert response["Location"].endswith("/harbours/renamed.md")


# --- What stands in it -------------------------------------------------------------


def test_facts_stand_in_front(client, article):
    facts, rest = markdown_of(client, article).removeprefix("---\n").split("---\n", 1)
    assert facts.splitlines() == [
        'title: "The harbour that said no"',
        'authors: ["Mara Lindqvist"]',
        'section: "Harbours"',
        'topics: ["Ferries"]',
        f'published: "{article.date.isoformat()}"',
        f'canonical: "{article.full_url}"',
    ]
    assert rest.startswith("\n# The harbour that said no\n\nPort Selwyn could have sold its quay. It kept it.\n\n## 🌊 What")


def test_quote_with_speaker_and_source(client, section):
    quote = {
        "text": "<p>We <i>stopped</i>.</p><p>Then we went home.</p>",
        "speaker": "Ines Aguilar",
        "role": "harbour master",
        "source_url": "https://example.org/interview",
    }
    assert body_of(client, section, ("quote", quote)) == (
        "> We *stopped*.\n>\n> Then we went home.\n>\n> — Ines Aguilar, harbour master [Source](https://example.org/interview)\n"
    )


def test_lists(client, section):
    numbered = {"style": "numbered", "heading": "", "items": ["<p>One</p>", "<p><b>Two</b></p>"]}
    nested = "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>"
    assert body_of(client, section, ("list", numbered), ("paragraph", nested)) == (
        "1. One\n2. **Two**\n\n- a\n  1. b\n  2. c\n- d\n"
    )


def test_table(client, section):
    table = {
        "data": [["Harbour", "A|B"], ["Port\nSelwyn", "38"]],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_caption": "Ferries",
    }
    assert body_of(client, section, ("table", {"table": table, "source": "Harbour office"})) == (
        "**Ferries**\n\n| Harbour | A\\|B |\n| --- | --- |\n| Port<br>Selwyn | 38 |\n\nSource: Harbour office\n"
    )


def test_code_in_a_fence_that_holds(client, section):
    code = "def tide():\n    return '```' | 1 < 2"
    text = body_of(client, section, ("code", {"language": "python", "code": code, "caption": "tide.py"}))
    assert text.endswith(f"\n\n````python\n{code}\n````\n")
    assert "tide.py" in text


def test_figure_with_alternative_text_and_caption(client, section):
    image = {"image": builders.image().pk, "alt_text": "The [old] quay", "decorative": False}
    text = body_of(client, section, ("figure", {"image": image, "caption": "<p>At dawn.</p>", "credit": "M. L."}))
    picture, caption = text.strip().split("\n\n")
    assert picture.startswith(f"![The \\[old\\] quay]({Site.objects.get().root_url}/media/")
    assert caption == "At dawn. M. L."


def test_video_is_a_link_with_start_time_and_transcript(client, section):
    video = {
        "url": "https://youtu.be/AbCdEfGhIjK",
        "start": "26:03",
        "title": "A hearing",
        "transcript_url": "https://example.org/transcript",
        "transcript_label": "official transcript",
    }
    text = body_of(client, section, ("video", video))
    assert "[Play from 26:03: A hearing](https://www.youtube.com/watch?v=AbCdEfGhIjK&t=1563s)" in text
    assert "[official transcript](https://example.org/transcript)" in text


def test_link_to_our_page_is_absolute(client, section):
    text = body_of(client, section, ("paragraph", f'<p><a linktype="page" id="{section.pk}">Here</a></p>'))
    assert text == f"[Here]({section.full_url})\n"


def test_every_block_leaves_its_words(client, section):
    callout = {"kind": "tip", "heading": "Before you go", "text": "<p>Bring <b>coins</b>.</p>"}
    text = body_of(client, section, ("callout", callout), ("divider", None), ("heading", {"text": "On", "level": "3"}))
    assert text == "> Tip\n>\n> Before you go\n>\n> Bring **coins**.\n\n---\n\n### On\n"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>2 * 3 _x_ [a] `b` &lt;i&gt; ~ &amp;amp; #no</p>", r"2 \* 3 \_x\_ \[a\] \`b\` \<i\> \~ \&amp; #no"),
        ("<p># no heading</p>", r"\# no heading"),
        ("<p>1. no list</p>", r"1\. no list"),
        ("<p>- no item<br>+ nor this</p>", "\\- no item\\\n\\+ nor this"),
        ("<p>a<b> bold </b>b</p>", "a **bold** b"),
        ("<p>H<sub>2</sub>O, <s>old</s> <em>new</em></p>", "H<sub>2</sub>O, ~~old~~ *new*"),
        ("<p><code>a`b</code> <code>`</code></p>", "``a`b`` `` ` ``"),
        ('<p><a href="https://example.org/a (b)">x</a></p>', "[x](https://example.org/a%20%28b%29)"),
        ("<p><b></b> </p><p>Word</p>", "Word"),
        ("<blockquote><ul><li>a</li></ul><p>b</p></blockquote>", "> - a\n>\n> b"),
        (
            "<table><tr><td>1</td></tr><tr><td><code>a|b</code></td><td>2</td></tr></table>",
            "|  |  |\n| --- | --- |\n| 1 |  |\n| `a\\|b` | 2 |",
        ),
        (
            "<div><figure><img src='https://x.test/a b.png' alt=''></figure>loose</div>",
            "![](https://x.test/a%20b.png)\n\nloose",
        ),
    ],
)
def test_html_becomes_markdown(html, expected):
    assert to_markdown(html) == expected
