"""What is marked in two renderings. `Marked.merged` without its marks is either of them, whatever they are."""

import re
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from history.comparing.marking import Marked
from history.comparing.markup import parse
from history.comparing.sequences import Effort
from history.comparing.trees import SPOKEN

pytestmark = pytest.mark.once

VOID = {"br", "hr", "img"}

# --- Any HTML -------------------------------------------------------------------------------------------

words = st.sampled_from(["the", "harbour", "ferry", "leaves", "at", "six", ",", ".", "!", "5"])
styles = st.sampled_from(["b", "i", "code", "span", "footnote", "s", "ins", "del"])
inline = st.recursive(
    words.map("{} ".format),
    lambda inner: st.tuples(styles, st.lists(inner, max_size=3)).map(lambda one: f"<{one[0]}>{''.join(one[1])}</{one[0]}>"),
    max_leaves=6,
)
text = st.lists(st.one_of(inline, words.map("<a href='/{}'>link</a>".format)), max_size=4).map("".join)


def inside(tag: str, content: st.SearchStrategy[str], least: int = 0, most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(content, min_size=least, max_size=most).map(lambda parts: f"<{tag}>{''.join(parts)}</{tag}>")


cell = inside("td", text, most=1)
block = st.recursive(
    st.one_of(
        *(inside(tag, text, most=1) for tag in ("p", "h2", "pre", "div")),
        *(inside(tag, inside("li", text, most=1)) for tag in ("ul", "ol")),
        inside("table", inside("tbody", inside("tr", cell), most=1), most=1),
        st.builds("<figure><img src='/{}.png' alt='A {}'><figcaption>{}</figcaption></figure>".format, words, words, text),
        st.just("<hr>"),
    ),
    lambda inner: st.one_of(inside("blockquote", inner), inside("div", inner), inside("ul", inside("li", inner))),
    max_leaves=5,
)
html = st.lists(block, max_size=4).map("\n".join)
anything = st.one_of(html, st.text("<>/&;\"' =abpdivulli-!?[]", max_size=60))


class Balance(HTMLParser):
    """Fails for what is not closed in its order."""

    def __init__(self, markup: str):
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in VOID

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def letters(markup: str, without: str = "") -> str:
    """Its words without spaces, without those in one kind of mark, and without what is only said."""
    tree = BeautifulSoup(markup, "html.parser")
    for part in tree.select(f".{SPOKEN}, {without or 'none'}"):
        part.decompose()
    return "".join(tree.get_text().split())


def marked(old: str, new: str) -> Marked:
    return Marked(old, new, Effort())


@settings(max_examples=300, deadline=None)
@given(anything, anything)
def test_both_versions_are_in_what_is_shown(old, new):
    shown = marked(old, new)
    before, after = (letters(parse(markup).decode()) for markup in (old, new))
    assert letters(shown.merged, without="ins") == before
    assert letters(shown.merged, without="del") == after
    assert (letters(shown.old), letters(shown.new)) == (before, after)
    for markup in (shown.merged, shown.old, shown.new):
        Balance(markup)


@settings(max_examples=100, deadline=None)
@given(html)
def test_nothing_is_marked_in_the_same(same):
    shown = marked(same, same)
    assert not shown.is_seen
    assert not BeautifulSoup(shown.merged, "html.parser").select("ins, del, [class^=compare]")


# --- What a reader of the marks sees ----------------------------------------------------------------------


TELLS_NOTHING = re.compile(r' (target="_blank"|rel="[^"]*"|class="compare-restyled")')


def plain(shown: Marked) -> str:
    """Both in one, without what is only said."""
    tree = BeautifulSoup(shown.merged, "html.parser")
    for part in tree.select(f".{SPOKEN}"):
        part.decompose()
    return TELLS_NOTHING.sub("", str(tree))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("<p>at six.</p>", "<p>at seven.</p>", "<p>at <del>six</del><ins>seven</ins>.</p>"),
        ("<p>one</p>", "<p>one</p><p>two</p>", "<p>one</p><p><ins>two</ins></p>"),
        ("<p>one</p><p>two</p>", "<p>two</p>", "<p><del>one</del></p><p>two</p>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li></ul>", "<ul><li>a</li><li><del>b</del></li></ul>"),
        ("<p>a <b>b</b></p>", "<p>a b</p>", "<p>a <span>b</span></p>"),
        ("<p>a b</p>", "<p>a <a href='/x'>b</a></p>", '<p>a <span><a href="/x">b</a></span></p>'),
        (
            "<p>one <b>two three</b> four</p>",
            "<p>one <b>two</b></p>",
            "<p>one <b>two</b><del>three</del><del> four</del></p>",
        ),
        ("<p>new <b>and bold</b> words</p>", "<p></p>", "<p><del>new <b>and bold</b> words</del></p><p></p>"),
        # A sentence put in before one that begins or ends alike is marked from its own beginning to its own end.
        ("<p>He left. He came.</p>", "<p>He left. He ate. He came.</p>", "<p>He left. <ins>He ate. </ins>He came.</p>"),
        ("<ul><li>one.</li></ul>", "<ul><li>one.</li><li>two.</li></ul>", "<ul><li>one.</li><li><ins>two.</ins></li></ul>"),
        # A cell's words stay in the cell.
        (
            "<table><tr><td>a</td><td>1</td><td>z</td></tr></table>",
            "<table><tr><td>a</td><td>2</td><td>z</td></tr></table>",
            "<table><tr><td>a</td><td><del>1</del><ins>2</ins></td><td>z</td></tr></table>",
        ),
        (
            "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
            "<table><tr><td>a</td></tr></table>",
            "<table><tr><td>a</td></tr><tr><td><del>b</del></td></tr></table>",
        ),
        ("<pre>a = 1\n</pre>", "<pre>a  = 1\n</pre>", "<pre>a<del> </del><ins>  </ins>= 1\n</pre>"),
    ],
)
def test_marks(old, new, shown):
    assert plain(marked(old, new)) == shown


def test_a_word_in_common_does_not_tear_two_sentences_apart():
    shown = marked("<p>The ferry leaves the quay early.</p>", "<p>Nobody knows the reason yet.</p>")
    assert plain(shown) == "<p><del>The ferry leaves the quay early</del><ins>Nobody knows the reason yet</ins>.</p>"


def test_another_kind_of_paragraph_is_marked_at_its_element():
    shown = marked("<p>one two</p>", "<ul><li>one two</li></ul>")
    assert "compare-reshaped" in shown.merged
    assert "<ins>" not in shown.merged


def test_another_picture_and_another_alternative_text():
    sun, low_sun, fog = '<img alt="A" src="/a.png"/>', '<img alt="B" src="/a.png"/>', '<img alt="A" src="/b.png"/>'
    assert plain(marked(sun, fog)) == f"<del>{sun}</del><ins>{fog}</ins>"
    assert plain(marked(sun, low_sun)) == f"<span>{low_sun}</span>"


def test_every_mark_says_itself():
    tree = BeautifulSoup(marked("<p>six</p>", "<p>seven</p>").merged, "html.parser")
    assert [one.get_text() for one in tree.select(f".{SPOKEN}")] == ["removed: ", " end of removed", "added: ", " end of added"]


@pytest.mark.parametrize(
    ("given_html", "left"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()" id="b-1" style="color:red">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<section aria-label="Notes" role="region">a</section>', '<section aria-label="Notes" role="group">a</section>'),
        ("<del>a</del><ins>b</ins>", "<s>a</s><u>b</u>"),
        ("<!-- a --><form><input><button>b</button></form>", "b"),
        ("<p>a<b>b", "<p>a<b>b</b></p>"),
    ],
)
def test_what_runs_or_would_stand_twice_on_a_page_is_taken_out(given_html, left):
    assert parse(given_html).decode() == left


@pytest.mark.parametrize(
    "foreign",
    [
        '<img src="https://evil.example/a.png" alt="A">',
        '<img src="/a.png" srcset="/a.png 1x, //evil.example/a.png 2x">',
        '<iframe src="https://evil.example/"></iframe>',
        '<video poster="https://evil.example/a.png"></video>',
    ],
)
def test_nothing_is_asked_of_another_host(foreign):
    tree = parse(foreign)
    assert [tag.name for tag in tree.find_all(True)] == ["a"]
    assert "evil.example" in tree.get_text()
