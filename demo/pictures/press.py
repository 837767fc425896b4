"""A small printing press: each ink is a plate in grey, multiplied onto paper, a little out of register and with grain.

Sizes and coordinates are pixels of the finished sheet. The same seed prints the same picture.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from random import Random

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

PAPER = "#f7f0e1"
INKS = {
    "navy": "#23416b",
    "teal": "#2c9a97",
    "red": "#dd4b30",
    "ochre": "#f3b23c",
    "rose": "#f2a79c",
    "sage": "#9bb68a",
    "sky": "#a9cfd6",
    "black": "#262a33",
}
SMOOTH = 2  # plates are drawn this much larger, so that edges come out smooth
DOT = 10  # pixels between the dots of a halftone
TRIM = 6

Point = tuple[float, float]


@lru_cache(maxsize=2)
def halftone_screen(width: int, height: int) -> Image.Image:
    """Thresholds of a dot screen turned by 30 degrees, 0 to 255."""
    wave = [[math.cos(2 * math.pi * x / DOT) + math.cos(2 * math.pi * y / DOT) for x in range(DOT)] for y in range(DOT)]
    cell = Image.new("L", (DOT, DOT))
    cell.putdata([round((value + 2) / 4 * 255) for row in wave for value in row])
    side = math.ceil(math.hypot(width, height) / DOT) * DOT
    row = Image.new("L", (side, DOT))
    for x in range(0, side, DOT):
        row.paste(cell, (x, 0))
    screen = Image.new("L", (side, side))
    for y in range(0, side, DOT):
        screen.paste(row, (0, y))
    screen = screen.rotate(30, Image.Resampling.BICUBIC)
    left, top = (side - width) // 2, (side - height) // 2
    return screen.crop((left, top, left + width, top + height))


class Plate:
    """What one ink prints. `ink` in the methods is how much of it, from 0 (none: cuts out) to 1."""

    def __init__(self, width: int, height: int):
        self.width, self.height = width, height
        self.mask = Image.new("L", (width * SMOOTH, height * SMOOTH))
        self.draw = ImageDraw.Draw(self.mask)
        self.gradient: Image.Image | None = None

    def polygon(self, points: Iterable[Point], ink: float = 1) -> None:
        self.draw.polygon([(x * SMOOTH, y * SMOOTH) for x, y in points], fill=round(255 * ink))

    def line(self, points: Iterable[Point], width: float = 3, ink: float = 1) -> None:
        scaled = [(x * SMOOTH, y * SMOOTH) for x, y in points]
        self.draw.line(scaled, fill=round(255 * ink), width=max(1, round(width * SMOOTH)), joint="curve")

    def disc(self, x: float, y: float, rx: float, ry: float | None = None, ink: float = 1) -> None:
        ry = rx if ry is None else ry
        box = [value * SMOOTH for value in (x - rx, y - ry, x + rx, y + ry)]
        self.draw.ellipse(box, fill=round(255 * ink))

    def ring(self, x: float, y: float, radius: float, width: float = 3, ink: float = 1) -> None:
        box = [value * SMOOTH for value in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.ellipse(box, outline=round(255 * ink), width=round(width * SMOOTH))

    def rect(self, x: float, y: float, width: float, height: float, ink: float = 1) -> None:
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], ink)

    def fill(self, ink: float = 1) -> None:
        self.rect(0, 0, self.width, self.height, ink)

    def paste(self, mask: Image.Image) -> None:
        """Add what a mask of the sheet's size shows."""
        self.mask = ImageChops.lighter(self.mask, mask.resize(self.mask.size))
        self.draw = ImageDraw.Draw(self.mask)

    def fade(self, top: float, bottom: float) -> None:
        """Print the plate in halftone dots that go from one strength to the other, down the sheet."""
        ramp = Image.linear_gradient("L").point(lambda grey: round(255 * (top + (bottom - top) * grey / 255)))
        self.gradient = ramp.resize((self.width, self.height))

    def finished(self) -> Image.Image:
        mask = self.mask.reduce(SMOOTH)
        if self.gradient is None:
            return mask
        tones = ImageChops.multiply(mask, self.gradient)
        dots = ImageChops.subtract(tones, halftone_screen(self.width, self.height), scale=0.25, offset=96)
        return ImageChops.multiply(dots, mask)


class Sheet:
    """A sheet of paper on which inks are printed one after the other."""

    def __init__(self, seed: int | str, width: int = 1600, height: int = 1067, paper: str = PAPER):
        self.random = Random(seed)  # noqa: S311 - the same picture each time is what is wanted
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width, height), paper)
        noise = Image.frombytes("L", (width // 2, height // 2), self.random.randbytes((width // 2) * (height // 2)))
        noise = noise.filter(ImageFilter.GaussianBlur(0.8)).resize((width, height), Image.Resampling.BICUBIC)
        self.grain = noise.point(lambda grey: 255 - max(0, min(255, (grey - 168) * 7)))

    @contextmanager
    def plate(self, ink: str, slip: float = 2) -> Iterator[Plate]:
        """Draw on a plate; it is printed at the end. `slip` is how far it may be out of register."""
        plate = Plate(self.width, self.height)
        yield plate
        mask = ImageChops.multiply(plate.finished(), self.shifted_grain())
        shifted = Image.new("L", mask.size)
        shifted.paste(mask, (round(self.random.uniform(-slip, slip)), round(self.random.uniform(-slip, slip))))
        self.lay(INKS[ink], shifted)

    def trimmed(self) -> Image.Image:
        """The picture without the edge that plates out of register leave bare."""
        return ImageOps.crop(self.image, TRIM)

    def shifted_grain(self) -> Image.Image:
        return ImageChops.offset(self.grain, self.random.randrange(self.width), self.random.randrange(self.height))

    def lay(self, colour: str, mask: Image.Image) -> None:
        """Multiply the paper by the ink where the mask is white."""
        channels = [
            mask.point(lambda grey, part=part: 255 - round(grey * (255 - part) / 255)) for part in ImageColor.getrgb(colour)
        ]
        self.image = ImageChops.multiply(self.image, Image.merge("RGB", channels))
