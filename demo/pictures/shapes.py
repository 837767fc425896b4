"""Lines and outlines that several pictures share. All take and give pixels of the sheet."""

import math
from random import Random

from PIL import Image, ImageChops, ImageFilter

from .press import Plate, Point


def ridge(random: Random, width: int, base: float, height: float, rough: float = 1) -> list[Point]:
    """The upper edge of a chain of hills: `base` is its mean y, `height` how far it goes up and down."""
    waves = [(random.uniform(0.6, 1.6) * n, random.uniform(0, 7), 1 / n ** (1.6 / rough)) for n in range(1, 9)]
    return [
        (x, base - height * sum(a * math.sin(f * 2 * math.pi * x / width + p) for f, p, a in waves))
        for x in range(-20, width + 30, 10)
    ]


def below(edge: list[Point], bottom: float) -> list[Point]:
    """The area between an edge and a line below it."""
    return [*edge, (edge[-1][0], bottom), (edge[0][0], bottom)]


def wave(width: int, y: float, height: float, length: float, phase: float = 0) -> list[Point]:
    return [(x, y + height * math.sin(2 * math.pi * x / length + phase)) for x in range(-20, width + 30, 8)]


def water(plate: Plate, random: Random, top: float, bottom: float, ink: float = 1) -> None:
    """Short strokes of light on water, longer and further apart towards the reader."""
    y = top
    while y < bottom:
        depth = (y - top) / (bottom - top)
        for _ in range(round(9 - 4 * depth)):
            x, length = random.uniform(-50, plate.width), random.uniform(40, 120) * (0.6 + 1.6 * depth)
            plate.line([(x, y), (x + length, y + random.uniform(-1, 1))], 2 + 4 * depth, ink)
        y += 9 + 26 * depth


def leaf(x: float, y: float, length: float, width: float, angle: float) -> list[Point]:
    """A pointed leaf that starts at x, y. `angle` in degrees, 0 to the right, 90 upwards."""
    turn = math.radians(-angle)
    cos, sin = math.cos(turn), math.sin(turn)
    steps = [n / 14 for n in range(15)]
    upper = [(t * length, -width * math.sin(math.pi * t**0.8) / 2) for t in steps]
    lower = [(t * length, width * math.sin(math.pi * t**0.8) / 2) for t in reversed(steps)]
    return [(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in upper + lower]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> list[Point]:
    """Points on an ellipse from one angle to the other, in degrees, 0 to the right, 90 upwards."""
    count = max(6, round(abs(end - start) / 4))
    angles = [math.radians(start + (end - start) * n / count) for n in range(count + 1)]
    return [(x + rx * math.cos(a), y - ry * math.sin(a)) for a in angles]


def field(random: Random, width: int, height: int, hills: int = 9, island: bool = False) -> Image.Image:
    """Heights of a landscape from about 0 to 100, as an image in mode F."""
    small_w, small_h = width // 16, height // 16
    bumps = [
        (random.uniform(0, 1), random.uniform(0, 1), random.uniform(0.07, 0.26), random.uniform(0.35, 1)) for _ in range(hills)
    ]
    values = []
    for row in range(small_h):
        for column in range(small_w):
            x, y = column / small_w, row / small_h
            value = sum(h * math.exp(-((x - bx) ** 2 * 2.2 + (y - by) ** 2) / (2 * s * s)) for bx, by, s, h in bumps)
            if island:
                value *= max(0, 1 - ((x - 0.5) / 0.47) ** 4 - ((y - 0.5) / 0.48) ** 4)
            values.append(value)
    peak = max(values)
    small = Image.new("F", (small_w, small_h))
    small.putdata([100 * value / peak for value in values])
    return small.resize((width, height), Image.Resampling.BICUBIC)


def above(heights: Image.Image, level: float) -> Image.Image:
    """Where a landscape is higher than `level`, with a smooth edge."""
    return heights.point(lambda value: value * 700 + (128 - level * 700)).convert("L")


def contour(heights: Image.Image, level: float, width: int = 3) -> Image.Image:
    """The line at one height; `width` is odd."""
    inside = above(heights, level)
    return ImageChops.subtract(inside.filter(ImageFilter.MaxFilter(width)), inside)
