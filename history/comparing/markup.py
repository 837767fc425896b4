"""HTML as a tree that is fit to be shown beside another version of itself, and the words in it.

Templates rendered it, so it is trusted; but what runs, asks another host or would stand twice on one page is taken out, and
whatever is left open is closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.element import PreformattedString
from bs4.exceptions import ParserRejectedMarkup
from django.conf import settings

ROOT = "[document]"
DROPPED = {"base", "embed", "input", "link", "meta", "noscript", "object", "script", "style", "template", "title"}
UNWRAPPED = {"html", "head", "body", "form", "button", "label", "select", "option", "textarea", "fieldset", "dialog"}
RENAMED = {"ins": "u", "del": "s"}  # those two are ours: they say what was added and removed
ATTRIBUTES_DROPPED = re.compile(
    r"on.*|id|name|for|form|style|tabindex|autofocus|autoplay|accesskey|contenteditable|fetchpriority|headers|list"
    r"|srcdoc|ping|nonce|slot|is|popover.*|item.*|data-.*|aria-(labelledby|describedby|controls|owns|details|activedescendant|live)"
)
XML = re.compile(r"<\?xml", re.IGNORECASE)
DECLARATION = re.compile("<(?=[!?])")
TAG_NAME = re.compile("[a-z][a-z0-9-]*")
ATTRIBUTE_NAME = re.compile("[a-z][a-z0-9_:.-]*", re.IGNORECASE)
ADDRESSES = {"src", "poster", "srcset", "data", "background"}
LINK_SCHEMES = {"", "http", "https", "mailto", "tel"}
LANDMARKS = {"banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"}
SECTIONS = {"aside", "footer", "header", "main", "nav", "section"}

INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "footnote", "i", "ins", "kbd", "mark"),
    *("picture", "img", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
ATOMS = {"audio", "br", "canvas", "hr", "iframe", "img", "math", "picture", "video"}
SILENT = {"svg", "source", "track", "col", "wbr"}

# Runs of signs without space; where a language writes none, each sign; anything else by itself. With the space behind.
SIGN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
MARKS = r"!-/:-@\[-`{-~\u00a1\u00ab\u00b6\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3003\u3008-\u301f"
PIECE = re.compile(rf"\s*(?:[{SIGN}]|[^\s{SIGN}{MARKS}]+|[{MARKS}])\s*")
PREFORMATTED_PIECE = re.compile(rf"\n|[^\S\n]+|[{SIGN}]|[^\s{SIGN}{MARKS}]+|[{MARKS}]")


def read(html: str) -> BeautifulSoup:
    """The HTML as a tree, whatever it is. (BeautifulSoup refuses "<![" and warns of a text that looks like an address.)"""
    html = XML.sub("&lt;?xml", f"{html}\n" if html and "<" not in html else html)
    try:
        return BeautifulSoup(html, "html.parser")
    except ParserRejectedMarkup:
        return BeautifulSoup(DECLARATION.sub("&lt;", html), "html.parser")


def parse(html: str) -> BeautifulSoup:
    """The HTML as a cleaned tree."""
    tree = read(html)
    for part in list(tree.descendants):
        if isinstance(part, Tag):
            clean(part, tree)
        elif isinstance(part, PreformattedString):  # comments, declarations
            part.extract()
    return tree


def clean(tag: Tag, tree: BeautifulSoup) -> None:
    if tag.decomposed:
        return
    if tag.name in DROPPED:
        tag.decompose()
    elif tag.name in UNWRAPPED or not TAG_NAME.fullmatch(tag.name):
        tag.unwrap()
    else:
        tag.name = RENAMED.get(tag.name, tag.name)
        if tag.attrs:
            keep_attributes(tag)
        if foreign := foreign_address(tag):
            tag.replace_with(as_link(tag, foreign, tree))


def keep_attributes(tag: Tag) -> None:
    for name in [name for name in tag.attrs if not is_kept(name)]:
        del tag[name]
    role = tag.get("role")
    if role in LANDMARKS or (not role and tag.name in SECTIONS and tag.get("aria-label")):
        tag["role"] = "group"  # both versions may be on one page, and a page has each landmark once
    if "href" in tag.attrs:
        if tag.name != "a" or not is_address(tag["href"]):
            del tag["href"]
        else:
            tag.attrs.update(target="_blank", rel="noopener noreferrer")
            tag.attrs.pop("download", None)


@lru_cache(maxsize=1000)
def is_kept(attribute: str) -> bool:
    return bool(ATTRIBUTE_NAME.fullmatch(attribute)) and not ATTRIBUTES_DROPPED.fullmatch(attribute)


def is_address(href: str) -> bool:
    try:
        return urlsplit(href.strip()).scheme.lower() in LINK_SCHEMES
    except ValueError:
        return False


def foreign_address(tag: Tag) -> str:
    """An address on another host that a browser would ask by showing the tag; "" if there is none."""
    if tag.name == "iframe":
        return tag.get("src") or "iframe"
    if ADDRESSES.isdisjoint(tag.attrs) or "-" in tag.name or tag.name == "a":
        return ""  # the scripts of custom elements are not there
    values = (part for name in ADDRESSES for part in str(tag.get(name, "")).split(","))
    return next((value.strip() for value in values if not is_own(value)), "")


def is_own(address: str) -> bool:
    own = (settings.MEDIA_URL, settings.STATIC_URL, "data:image/")
    outside = re.match(r"\s*([a-z][a-z0-9+.-]*:|[/\\]{2})", address, re.IGNORECASE)
    return not outside or address.startswith(tuple(prefix for prefix in own if urlsplit(prefix).scheme))


def as_link(tag: Tag, address: str, tree: BeautifulSoup) -> Tag:
    """What stands in the place of something from another host: its address."""
    words = " ".join(filter(None, [tag.get("alt") or tag.get("title"), address]))
    link = tree.new_tag("a" if is_address(address) and not tag.find_parent("a") else "span", string=words)
    link["class"] = "compare-elsewhere"
    if link.name == "a":
        link.attrs.update(href=address, target="_blank", rel="noopener noreferrer")
    return link


# --- Words --------------------------------------------------------------------------------------


@dataclass(eq=False)
class Token:
    """A word, a mark or a thing like a picture, and where it is.

    `key`: what makes it the same. `leaf`: the text or tag that holds it, `start` to `end` within its text.
    `style`: the formatting and links around it; `shape`: the kinds of paragraph, list … around it.
    """

    key: str
    leaf: PageElement
    start: int
    end: int
    style: frozenset[str]
    shape: tuple[str, ...]
    home: Tag


def tokens_of(tree: BeautifulSoup) -> list[Token]:
    return list(tokens_in(tree, frozenset(), (), tree, preformatted=False))


def tokens_in(parent: Tag, style: frozenset, shape: tuple, home: Tag, *, preformatted: bool) -> Iterator[Token]:
    """Iterative, since content may be nested deeper than Python may call."""
    waiting = [(iter(parent.contents), style, shape, home, preformatted)]
    while waiting:
        children, style, shape, home, preformatted = waiting[-1]
        child = next(children, None)
        if child is None:
            waiting.pop()
        elif isinstance(child, NavigableString):
            yield from text_tokens(child, style, shape, home, preformatted=preformatted)
        elif child.name in ATOMS:
            yield Token(atom_key(child), child, 0, 0, style | details_of(child), shape, home)
        elif child.name not in SILENT:
            inline = child.name in INLINE
            waiting.append(
                (
                    iter(child.contents),
                    style | styles_of(child),
                    shape if inline else (*shape, *shapes_of(child)),
                    home if inline else child,
                    preformatted or child.name in ("pre", "textarea"),
                )
            )


def text_tokens(text: NavigableString, style: frozenset, shape: tuple, home: Tag, *, preformatted: bool) -> Iterator[Token]:
    pattern = PREFORMATTED_PIECE if preformatted else PIECE
    for match in pattern.finditer(text):
        key = match[0] if preformatted else match[0].strip()
        yield Token(key, text, match.start(), match.end(), style, shape, home)


def atom_key(tag: Tag) -> str:
    """What it shows. Tags never look like words: a word has no space."""
    shown = tag.find("img") if tag.name == "picture" else tag
    source = (shown or tag).get("src") or getattr(tag.find("source"), "attrs", {}).get("src", "")
    return f"{'img' if tag.name == 'picture' else tag.name} {source}"


def details_of(tag: Tag) -> frozenset[str]:
    """What may differ in the same picture: its alternative text."""
    shown = tag.find("img") if tag.name == "picture" else tag
    return frozenset({f"alt {shown['alt']}"} if shown and shown.get("alt") else ())


STYLES = {
    tag: style
    for style, tags in {
        "bold": "b strong",
        "italic": "i em",
        "code": "code",
        "superscript": "sup",
        "subscript": "sub",
        "strikethrough": "s strike del",
        "underline": "u ins",
        "highlight": "mark",
        "footnote": "footnote",
    }.items()
    for tag in tags.split()
}
SHAPES = {
    tag: shape
    for shape, tags in {
        "paragraph": "p",
        "bulleted": "ul",
        "numbered": "ol",
        "quotation": "blockquote",
        "code": "pre",
        "header cell": "th",
        "cell": "td",
        "caption": "figcaption caption",
        **{f"heading {level}": f"h{level}" for level in range(1, 7)},
    }.items()
    for tag in tags.split()
}


def styles_of(tag: Tag) -> frozenset[str]:
    if tag.name == "a":
        return frozenset({f"link {link_target(tag)}"}) if link_target(tag) else frozenset()
    return frozenset({STYLES[tag.name]} if tag.name in STYLES else ())


def link_target(tag: Tag) -> str:
    """Where it goes: an address, or "page:12" for a row of the database as rich text is stored."""
    return f"{tag['linktype']}:{tag.get('id', '')}" if tag.get("linktype") else tag.get("href", "")


def shapes_of(tag: Tag) -> tuple[str, ...]:
    return (SHAPES[tag.name],) if tag.name in SHAPES else ()
