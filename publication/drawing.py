"""The pictures that are drawn and not chosen: share pictures and the letter mark. Nothing is stored here."""

import io
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html
from PIL import Image, ImageDraw, ImageFont

from pages.metadata import SHARE_SIZE

FONTS = Path(__file__).parent / "fonts"
BOLD, MEDIUM = "piazzolla-700.ttf", "piazzolla-500.ttf"

# As in static/css/tokens.css: the light scheme, and two colours of the dark one.
PAPER, INK, MUTED, LINE, ACCENT = "#fcfcfa", "#15181d", "#565c66", "#d3d6da", "#1f45c4"
DARK_PAPER, DARK_ACCENT = "#14161a", "#9fb6ff"

MARGIN = 72  # pixels, like everything below
ROOM = SHARE_SIZE[0] - 2 * MARGIN
TOP, RULE, FOOT = 64, 520, 562  # of the name, the line and the byline
MARK = 64
NAME_SIZE = 40
SMALL_SIZE = 34
TITLE_SIZES = (108, 96, 86, 76, 68, 60, 54, 48, 42, 36)
LEADING = 1.12
TITLE_BOX = (158, 492)  # top and bottom of the room that the title has
STROKE, INDENT = 14, 44  # the blue pencil beside the title: its width, and how far the title stands from the margin
ELLIPSIS = "…"
COLOURS = 64  # of the palette: enough for smooth edges, and a third of the bytes


@dataclass(frozen=True)
class Words:
    """What a share picture says. An empty title: the publication itself, and the byline is its tagline."""

    publication: str
    kicker: str
    title: str
    byline: str


@lru_cache(maxsize=32)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size)


@lru_cache(maxsize=4096)
def has_glyph(character: str) -> bool:
    """Whether our font shows the character as itself: not as nothing, and not as the box for what is missing."""
    face = font(BOLD, 36)
    mask, missing = face.getmask(character), face.getmask("\uffff")
    return bool(mask.getbbox()) and (mask.size, bytes(mask)) != (missing.size, bytes(missing))


def drawable(text: str) -> str:
    """The text without what our font lacks (emoji, say); '' when that would be more than a quarter of its letters."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(c if c.isspace() or has_glyph(c) else "" for c in text)
    letters = sum(map(str.isalnum, text))
    if sum(map(str.isalnum, kept)) < letters * 0.75:
        return ""
    return " ".join(kept.split())


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Lines of at most `width` pixels; a word that is longer is cut where it must be."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) <= width:
            lines[-1] = longer
            continue
        if face.getlength(word) <= width:
            lines.append(word)
            continue
        for character in f" {word}" if lines[-1] else word:
            if face.getlength(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return [line.strip() for line in lines if line.strip()]


def balanced(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The same number of lines, as even as they can be: a title whose last line is one word looks unfinished."""
    lines = wrapped(text, face, width)
    low, high = width // 2, width
    while high - low > 8:
        middle = (low + high) // 2
        if len(wrapped(text, face, middle)) > len(lines):
            low = middle
        else:
            high = middle
    # Narrowing must not cut a word that fits.
    widest = max((face.getlength(word) for word in text.split()), default=0)
    return wrapped(text, face, max(high, min(widest, width)))


def fitted(text: str, width: int, height: int) -> tuple[list[str], int]:
    """The lines, and the largest of our sizes at which all stand in the box. What can't is cut with an ellipsis."""
    for size in TITLE_SIZES:
        face = font(BOLD, size)
        if len(wrapped(text, face, width)) * size * LEADING <= height:
            return balanced(text, face, width), size
    size = TITLE_SIZES[-1]
    lines = wrapped(text, font(BOLD, size), width)[: int(height / size / LEADING)]
    lines[-1] = shortened(lines[-1] + ELLIPSIS, font(BOLD, size), width)
    return lines, size


def shortened(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """One line of at most `width` pixels."""
    if face.getlength(text) <= width:
        return text
    text = text.removesuffix(ELLIPSIS)
    kept = bisect_left(range(len(text)), 1, key=lambda end: face.getlength(text[: end + 1] + ELLIPSIS) > width)
    return text[:kept].rstrip() + ELLIPSIS


def share_picture(words: Words) -> bytes:
    """A PNG of SHARE_SIZE pixels."""
    picture = Image.new("RGB", SHARE_SIZE, PAPER)
    picture.paste(letter_mark(initial(words.publication), MARK), (MARGIN, TOP))
    pen = ImageDraw.Draw(picture)
    title, name = drawable(words.title), drawable(words.publication)
    if title:
        draw_name(pen, name)
    draw_title(pen, title or name)
    pen.line((MARGIN, RULE, MARGIN + ROOM, RULE), fill=LINE, width=2)
    draw_foot(pen, drawable(words.kicker), drawable(words.byline))
    return encoded(picture)


def draw_name(pen: ImageDraw.ImageDraw, name: str) -> None:
    face, left = font(BOLD, NAME_SIZE), MARK + 20
    name = shortened(name, face, ROOM - left)
    pen.text((MARGIN + left, TOP + MARK / 2), name, fill=INK, font=face, anchor="lm")


def draw_title(pen: ImageDraw.ImageDraw, title: str) -> None:
    """The title with a stroke of the blue pencil beside it, in the middle of its box."""
    top, bottom = TITLE_BOX
    lines, size = fitted(title, ROOM - INDENT, bottom - top) if title else ([], 0)
    step = size * LEADING
    y = top + (bottom - top - step * len(lines)) / 2
    pen.rectangle((MARGIN, y, MARGIN + STROKE - 1, y + step * len(lines)), fill=ACCENT)
    for line in lines:
        pen.text((MARGIN + INDENT, y + step / 2), line, fill=INK, font=font(BOLD, size), anchor="lm")
        y += step


def draw_foot(pen: ImageDraw.ImageDraw, kicker: str, byline: str) -> None:
    """The byline at the left and the section at the right of the last line."""
    left, bold = font(MEDIUM, SMALL_SIZE), font(BOLD, SMALL_SIZE)
    kicker = shortened(kicker, bold, ROOM / 2)
    byline = shortened(byline, left, ROOM - (bold.getlength(kicker) + 40 if kicker else 0))
    pen.text((MARGIN, FOOT), byline, fill=MUTED, font=left, anchor="lm")
    pen.text((MARGIN + ROOM, FOOT), kicker, fill=ACCENT, font=bold, anchor="rm")


def initial(name: str) -> str:
    """The letter that stands for the name."""
    return next((character.upper() for character in drawable(name) if character.isalnum()), "·")


@lru_cache(maxsize=16)
def letter_mark(letter: str, size: int) -> Image.Image:
    """A square of `size` pixels: the blue pencil's stroke and the letter. Shared: not to be drawn upon."""
    side = size * 4  # drawn larger and reduced, so that small sizes have smooth edges
    mark = Image.new("RGB", (side, side), INK)
    pen = ImageDraw.Draw(mark)
    pen.rectangle((side * 0.18, side * 0.17, side * 0.27, side * 0.83), fill=DARK_ACCENT)
    face = font(BOLD, int(side * 0.66))
    left, top, right, bottom = face.getbbox(letter)
    pen.text((side * 0.59 - (left + right) / 2, side * 0.5 - (top + bottom) / 2), letter, fill=PAPER, font=face)
    return mark.resize((size, size), Image.Resampling.LANCZOS)


def svg_mark(letter: str) -> str:
    """The same as SVG. Its letter is text in a serif of the reader's: an icon can't load our font."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="{}" d="M0 0h64v64H0z"/>'
        '<path fill="{}" d="M11.5 11h6v42h-6z"/><text x="38" y="47" font-family="Georgia, serif" font-weight="700" '
        'font-size="43" text-anchor="middle" fill="{}">{}</text></svg>',
        INK,
        DARK_ACCENT,
        PAPER,
        letter,
    )


def encoded(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def icon_file(picture: Image.Image) -> bytes:
    """An .ico with the sizes that browsers and desktops ask for."""
    file = io.BytesIO()
    picture.save(file, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    return file.getvalue()


def alt_text(words: Words) -> str:
    """What the picture says, for those who can't see it."""
    return ". ".join(part for part in (words.title or words.publication, words.byline, words.title and words.publication) if part)
