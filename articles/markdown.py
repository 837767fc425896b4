"""An article as Markdown: at its address with .md, and at its own for those who ask for text/markdown.

Wagtail's conversion of rich text knows neither block quotes nor tables nor our blocks, so the whole article's HTML is
turned into CommonMark with GitHub's tables here.
"""

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from pages.text import without_control_characters

from .full_text import full_texts

if TYPE_CHECKING:
    from .models import ArticlePage

CONTENT_TYPE = "text/markdown; charset=utf-8"
MARKERS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "del": "~~", "s": "~~", "q": '"'}
# What Markdown has no sign for stays HTML, as CommonMark allows.
KEPT_TAGS = {"abbr", "bdi", "bdo", "kbd", "mark", "small", "sub", "sup", "u"}
BLOCKS = {
    *("aside", "blockquote", "caption", "div", "figcaption", "figure", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre"),
    *("section", "table", "ul"),
}
LINE_BREAK = "\x01"  # until the words around it stand: full_text.py leaves no control character
SPECIAL = re.compile(r"([\\`*_\[\]<>~|])|&(?=#?\w+;)")
AT_LINE_START = re.compile(r"^(\d*)([#+=.)-])", re.MULTILINE)


# --- Asking for it -----------------------------------------------------------


def asks_for_markdown(request: HttpRequest) -> bool:
    """Whether the address (see views.article_markdown) or the Accept header prefers it; browsers and */* get HTML."""
    preferred = request.get_preferred_type(["text/html", "text/markdown"])
    return getattr(request, "is_markdown_address", False) or preferred == "text/markdown"


def markdown_response(article: "ArticlePage", request: HttpRequest) -> HttpResponse:
    address = article.get_full_url(request) or ""
    response = HttpResponse(article_markdown(article, address), content_type=CONTENT_TYPE)
    response.headers["Link"] = f'<{address}>; rel="canonical"'
    if not getattr(request, "is_markdown_address", False):
        patch_vary_headers(response, ["Accept"])
    return response


# --- The article -------------------------------------------------------------


def article_markdown(article: "ArticlePage", address: str) -> str:
    """The whole article with its facts in front, as YAML (which JSON's strings and lists are)."""
    facts = {
        "title": article.title,
        "authors": [author.name for author in article.authors],
        "section": article.section.title if article.section else "",
        "topics": [topic.name for topic in article.topics],
        "published": article.date.isoformat() if article.date else "",
        "updated": article.updated_at.isoformat() if article.updated_at else "",
        "canonical": address,
    }
    front = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items() if value)
    parts = [f"---\n{front}\n---", f"# {escaped(one_line(article.title))}"]
    if article.standfirst:
        parts.append(escaped(one_line(article.standfirst)))
    [html] = full_texts([article])
    return without_control_characters("\n\n".join([*parts, to_markdown(html)]).rstrip() + "\n")


def to_markdown(html: str) -> str:
    """CommonMark for the HTML that full_text.py makes."""
    return "\n\n".join(blocks(BeautifulSoup(html, "html.parser")))


# --- Blocks ------------------------------------------------------------------


def blocks(parent: Tag) -> list[str]:
    """The Markdown of each block in an element. Loose text between blocks is a paragraph of its own."""
    found, loose = [], []
    for child in [*parent.children, None]:
        if child is not None and not has_blocks(child):
            loose.append(child)
            continue
        if text := inline(loose):
            found.append(at_line_start(text))
        loose = []
        if child is not None:
            found += block(child)
    return [text for text in found if text.strip()]


def has_blocks(node: Tag | NavigableString) -> bool:
    return isinstance(node, Tag) and (node.name in BLOCKS or node.find(BLOCKS) is not None)


def block(element: Tag) -> list[str]:
    if element.name in WRITERS:
        return [WRITERS[element.name](element)]
    return blocks(element)


def heading(element: Tag) -> str:
    return f"{'#' * int(element.name[1])} {one_line(inline(element.children))}"


def listing(element: Tag) -> str:
    """A list, with what an item holds indented below its sign."""
    start = int(element.get("start", 1)) if str(element.get("start", 1)).isdigit() else 1
    items = []
    for number, item in enumerate(element.find_all("li", recursive=False), start):
        sign = f"{number}. " if element.name == "ol" else "- "
        items.append(sign + indented(joined_item(blocks(item)), " " * len(sign)))
    return "\n".join(items)


def joined_item(parts: list[str]) -> str:
    """Tight where an item is a line with a list below it, as in the editor; else paragraphs."""
    nested = [part.startswith(("- ", "1. ")) for part in parts[1:]]
    return ("\n" if all(nested) else "\n\n").join(parts)


def quotation(element: Tag) -> str:
    return indented("> " + "\n\n".join(blocks(element)), "> ")


def figure(element: Tag) -> str:
    """What it shows with its caption; a quotation's caption, which names the speaker, belongs inside of it."""
    quote, caption = element.find("blockquote"), element.find("figcaption")
    if quote and caption:
        source = inline(caption.children)
        return indented("> " + "\n\n".join([*blocks(quote), f"— {source}"]), "> ")
    return "\n\n".join(blocks(element))


def code(element: Tag) -> str:
    inner = element.find("code") or element
    language = next((name[9:] for name in inner.get("class", []) if name.startswith("language-")), "")
    text = inner.get_text().rstrip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}{'' if language == 'text' else language}\n{text}\n{fence}"


def table(element: Tag) -> str:
    """GitHub's table, below its caption. It can't do without a header row, so there may be an empty one."""
    rows = [[cell(td) for td in row.find_all(["td", "th"])] for row in element.find_all("tr")]
    if not rows:
        return ""
    width = max(map(len, rows))
    if not element.find("thead"):
        rows.insert(0, [""] * width)
    head, *body = (f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows)
    lines = "\n".join([head, f"|{' --- |' * width}", *body])
    caption = element.find("caption")
    return f"**{inline(caption.children)}**\n\n{lines}" if caption else lines


def cell(element: Tag) -> str:
    text = inline(element.children).replace("\\\n", "<br>").replace("\n", " ")
    return re.sub(r"(?<!\\)\|", r"\\|", text)


WRITERS = {
    **dict.fromkeys(("h2", "h3", "h4"), heading),
    **dict.fromkeys(("ul", "ol"), listing),
    **dict.fromkeys(("blockquote", "aside"), quotation),
    "figure": figure,
    "hr": lambda element: "---",
    "pre": code,
    "table": table,
}


# --- Words -------------------------------------------------------------------


def inline(nodes: Iterable[Tag | NavigableString]) -> str:
    """Running text in one line, but for line breaks that the author set."""
    text = re.sub(r"\s+", " ", "".join(map(word, nodes)))
    return re.sub(f" ?{LINE_BREAK} ?", "\\\\\n", text.strip(f" {LINE_BREAK}"))


def word(node: Tag | NavigableString) -> str:
    if isinstance(node, NavigableString):
        return "" if isinstance(node, Comment) else escaped(str(node))
    if node.name == "br":
        return LINE_BREAK
    if node.name == "img":
        return f"![{escaped(one_line(node.get('alt') or ''))}]({destination(node.get('src') or '')}) "
    if node.name == "code":
        return code_span(node.get_text())
    text = "".join(map(word, node.children))
    if node.name == "a" and node.get("href"):
        return around(text, "[", f"]({destination(node['href'])})")
    if node.name in KEPT_TAGS:
        return around(text, f"<{node.name}>", f"</{node.name}>")
    marker = MARKERS.get(node.name, "")
    return around(text, marker, marker)


def around(text: str, before: str, after: str) -> str:
    """The text between two signs, which must stand close to its first and last letter."""
    inner = text.strip()
    if not inner or not before:
        return text
    lead, _inner, trail = text.partition(inner)
    return f"{lead}{before}{inner}{after}{trail}"


def code_span(text: str) -> str:
    text = one_line(text)
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}" if text else ""


def destination(address: str) -> str:
    """A link's address, with what would end it early written as percent signs and numbers."""
    return re.sub(r"[\s()<>]", lambda match: f"%{ord(match[0]):02X}", address)


def escaped(text: str) -> str:
    return SPECIAL.sub(lambda match: "\\" + match[0], text)


def at_line_start(text: str) -> str:
    """The text with what would make a line of it a heading, a rule or an item of a list put out of force."""
    return AT_LINE_START.sub(r"\1\\\2", text)


def one_line(text: str) -> str:
    return " ".join(text.split())


def indented(text: str, indent: str) -> str:
    """The text with every line but the first indented; an empty line gets no trailing blanks."""
    first, *others = text.split("\n")
    return "\n".join([first, *(indent + line if line else indent.rstrip() for line in others)])
