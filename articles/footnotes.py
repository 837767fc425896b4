"""Footnotes: an editor writes the note where its number is to stand, and marks it; the page gives the number and moves the note.

Stored rich text has it as <footnote>…</footnote>. It may hold links and emphasis, and the editor's conversion cuts it in
pieces where those begin and end: pieces with no word between them are one note.
"""

import re
from functools import lru_cache

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

TAG = "footnote"
WHOLE = re.compile(rf"\s*<{TAG}>(.*?)</{TAG}>", re.DOTALL)
NOT_INLINE = {"[document]", "h2", "h3", "h4", "li", "ol", "p", "ul"}
UNSPLIT = {"br", "embed", "hr"}


# --- In a text: each note whole, outside of links and emphasis ---------------


def with_whole_notes(html: str) -> str:
    """Rich text with each note in one <footnote> that stands in no link and no emphasis; empty ones are gone."""
    return rearranged(html) if f"<{TAG}" in html else html


@lru_cache(maxsize=500)
def rearranged(html: str) -> str:
    """Kept by its words: reading HTML costs more than all else that a paragraph takes."""
    text = BeautifulSoup(html, "html.parser")
    found = notes(text)
    for piece in text.find_all(TAG):
        piece.unwrap()
    for pieces in reversed(found):  # the last first: notes of one link then stand behind it in their order
        take_out(pieces, text)
    return str(text)


def notes(text: BeautifulSoup) -> list[list[PageElement]]:
    """Each note as its words and line breaks, which follow one another in one paragraph."""
    found, home, spaces = [], None, []
    leaves = [leaf for leaf in text.descendants if isinstance(leaf, NavigableString) or leaf.name in UNSPLIT]
    for leaf in leaves:
        here = around(leaf)[-1].parent
        if leaf.find_parent(TAG):
            if here is not home:
                found.append([])
            found[-1] += [*spaces, leaf] if here is home else [leaf]
            home, spaces = here, []
        elif here is home and isinstance(leaf, NavigableString) and not leaf.strip():
            spaces.append(leaf)  # the editor's conversion moves a space at a piece's end out of it
        else:
            home, spaces = None, []
    return found


def around(leaf: PageElement) -> list[PageElement]:
    """The leaf and the inline elements around it, from the inside out."""
    chain = [leaf]
    while chain[-1].parent.name not in NOT_INLINE:
        chain.append(chain[-1].parent)
    return chain


def take_out(pieces: list[PageElement], text: BeautifulSoup) -> None:
    """Move the pieces into an element of their own, behind the outermost element that they stand in."""
    note = text.new_tag(TAG)
    if any(str(piece).strip() for piece in pieces if isinstance(piece, NavigableString)):
        around(pieces[-1])[-1].insert_after(note)
    copies: dict[int, Tag] = {}
    for leaf in pieces:
        place, above = note, around(leaf)[1:]
        for element in reversed(above):
            if id(element) not in copies:
                copies[id(element)] = text.new_tag(element.name, attrs=element.attrs)
                place.append(copies[id(element)])
            place = copies[id(element)]
        place.append(leaf.extract())
        for element in above:
            if not element.contents:
                element.extract()


# --- On the page: numbers, and the notes below -------------------------------


def numbered(html: str) -> SafeString:
    """The HTML with a linked number for each note, and the notes themselves at its end."""
    found: list[str] = []

    def reference(match: re.Match) -> str:
        found.append(mark_safe(match[1].strip()))  # noqa: S308 - rich text, see body_tags.rich
        space = " " if match[1] != match[1].rstrip() else ""
        return render_to_string("articles/footnote_number.html", {"number": len(found)}).strip() + space

    html = WHOLE.sub(reference, html)
    if found:
        html += render_to_string("articles/footnotes.html", {"notes": found})
    return mark_safe(html)  # noqa: S308 - what templates rendered
