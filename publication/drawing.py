"""The pictures that are drawn and not chosen: share pictures and the letter mark. Words in, bytes out; nothing is stored here."""

import io
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pages.metadata import SHARE_SIZE

FONTS = Path(__file__).parent / "fonts"
BOLD, MEDIUM = "piazzolla-700.ttf", "piazzolla-500.ttf"

# The light scheme of static/css/tokens.css, and its paper in the dark one.
PAPER, INK, MUTED, LINE, ACCENT = "#fdfcf9", "#1d1b18", "#5f5a52", "#dcd7cd", "#9b2c1f"
DARK_PAPER = "#171512"

MARGIN = 72  # pixels, like everything below
MARK = 64
NAME_SIZE = 40
SMALL_SIZE = 32
TITLE_SIZES = (108, 96, 86, 76, 68, 60, 54, 48, 42, 36)
LEADING = 1.12
TITLE_BOX = (168, 480)  # top and bottom of the room that the title has
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
    """The lines and the largest of our sizes at which the whole text stands in the box; what can't is cut with an ellipsis."""
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
    while text and face.getlength(text + ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def share_picture(words: Words) -> bytes:
    """A PNG of SHARE_SIZE pixels."""
    width, height = SHARE_SIZE
    picture = Image.new("RGB", SHARE_SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width, 14), fill=ACCENT)
    name, title = drawable(words.publication), drawable(words.title)
    byline, kicker = drawable(words.byline), drawable(words.kicker)
    room = width - 2 * MARGIN
    if not title:
        title, name = name, ""
        kicker = "" if not words.title else kicker
    if name:
        picture.paste(letter_mark(name, MARK), (MARGIN, 64))
        face = font(BOLD, NAME_SIZE)
        pen.text((MARGIN + MARK + 20, 64 + MARK / 2), shortened(name, face, room - MARK - 20), fill=INK, font=face, anchor="lm")
    draw_title(pen, title, room)
    pen.line((MARGIN, 520, width - MARGIN, 520), fill=LINE, width=2)
    draw_foot(pen, kicker, byline, room)
    return encoded(picture)


def draw_title(pen: ImageDraw.ImageDraw, title: str, room: int) -> None:
    top, bottom = TITLE_BOX
    lines, size = fitted(title, room, bottom - top) if title else ([], 0)
    step = size * LEADING
    y = top + (bottom - top - step * len(lines)) / 2
    for line in lines:
        pen.text((MARGIN, y + step / 2), line, fill=INK, font=font(BOLD, size), anchor="lm")
        y += step


def draw_foot(pen: ImageDraw.ImageDraw, kicker: str, byline: str, room: int) -> None:
    """The byline at the left and the section at the right of the last line."""
    right = 0.0
    if kicker:
        face = font(BOLD, SMALL_SIZE)
        kicker = shortened(kicker, face, room / 2)
        right = face.getlength(kicker) + 40
        pen.text((MARGIN + room, 562), kicker, fill=ACCENT, font=face, anchor="rm")
    if byline:
        face = font(MEDIUM, SMALL_SIZE)
        pen.text((MARGIN, 562), shortened(byline, face, room - right), fill=MUTED, font=face, anchor="lm")


def letter_mark(name: str, size: int, *, rounded: bool = False) -> Image.Image:
    """A square of `size` pixels with the name's first letter."""
    scale = 4  # drawn larger and reduced, so that small sizes have smooth edges
    mark = Image.new("RGBA", (size * scale, size * scale), "#00000000")
    pen = ImageDraw.Draw(mark)
    corner = size * scale * 0.2 if rounded else 0
    pen.rounded_rectangle((0, 0, size * scale - 1, size * scale - 1), corner, fill=ACCENT)
    face = font(BOLD, int(size * scale * 0.72))
    letter = initial(name)
    left, top, right, bottom = face.getbbox(letter)
    middle = size * scale / 2
    pen.text((middle - (left + right) / 2, middle - (top + bottom) / 2), letter, fill=PAPER, font=face)
    mark = mark.resize((size, size), Image.Resampling.LANCZOS)
    return mark if rounded else mark.convert("RGB")


def initial(name: str) -> str:
    return next((character.upper() for character in drawable(name) if character.isalnum()), "·")


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
