"""Pictures of fields, towns and skies."""

import math

from . import shapes
from .press import Plate, Point, Sheet


def night_sky(sheet: Sheet) -> None:
    """White stars need white paper: all that is not a star is printed."""
    found = [
        (sheet.random.uniform(0, 1600), sheet.random.uniform(0, 840), sheet.random.choice([1.5, 1.5, 2, 2, 3, 5]))
        for _ in range(420)
    ]
    for _ in range(700):
        x = sheet.random.uniform(0, 1600)
        found.append((x, 760 - x * 0.38 + sheet.random.gauss(0, 85), sheet.random.choice([1, 1.2, 1.5, 2])))
    for ink in ("teal", "navy"):
        with sheet.plate(ink, slip=0) as night:
            night.fill()
            night.fade(*((0.5, 1) if ink == "teal" else (1.05, 0.78)))
            for x, y, size in found:
                night.disc(x, y, size, ink=0)
    with sheet.plate("black", slip=0) as ground:
        ground.polygon(shapes.below(shapes.ridge(sheet.random, 1600, 880, 26), 1080))
        for x in (250, 1340):
            ground.line([(x, 930), (x, 600)], 9)
            ground.line([(x, 604), (x + 84, 590)], 8)
        ground.polygon([(540, 930), (540, 850), (604, 838), (664, 770), (826, 770), (892, 838), (960, 854), (960, 930)])
        ground.disc(640, 922, 32)
        ground.disc(850, 922, 32)


def bridge_truss(plate: Plate, left: float, right: float, deck: float, rise: float) -> None:
    """An arched truss above the deck between two piers."""
    count = 12
    tops = []
    for n in range(count + 1):
        x = left + (right - left) * n / count
        tops.append((x, deck - rise * math.sin(math.pi * n / count)))
    plate.line(tops, 11)
    plate.line([(left, deck), (right, deck)], 11)
    for n, (x, y) in enumerate(tops):
        plate.line([(x, y), (x, deck)], 5)
        if n > 0:
            plate.line([(tops[n - 1][0], deck), (x, y)] if n <= count / 2 else [tops[n - 1], (x, deck)], 4)


def bridge(sheet: Sheet) -> None:
    with sheet.plate("rose") as sky:
        sky.fill()
        sky.fade(0.1, 0.9)
    with sheet.plate("sky") as far:
        far.polygon(shapes.below(shapes.ridge(sheet.random, 1600, 560, 60), 800))
    with sheet.plate("sage") as near:
        near.polygon(shapes.below(shapes.ridge(sheet.random, 1600, 690, 36), 800))
    with sheet.plate("teal") as river:
        river.rect(-5, 770, 1620, 300)
        shapes.water(river, sheet.random, 786, 1060, 0)
    with sheet.plate("red", slip=3) as steel:
        for left, right in ((-120, 490), (490, 1110), (1110, 1720)):
            bridge_truss(steel, left, right, 560, 250)
        steel.rect(-5, 556, 1620, 26)
    with sheet.plate("navy") as stone:
        for x in (490, 1110):
            stone.polygon([(x - 44, 582), (x + 44, 582), (x + 62, 830), (x - 62, 830)])
            for row in range(6):
                stone.line([(x - 66, 612 + row * 36), (x + 66, 612 + row * 36)], 3, 0)
        for n in range(7):
            stone.rect(470 + n * 9, 850 + n * 26, 60 - n * 6, 9)
            stone.rect(1090 + n * 9, 850 + n * 26, 60 - n * 6, 9)
        stone.line([(760, 580), (760, 668)], 2)
        stone.line([(850, 580), (850, 668)], 2)
        stone.rect(746, 664, 118, 8)
        for x in (784, 826):
            stone.rect(x - 7, 624, 14, 40)
            stone.disc(x, 615, 9)


def scythe_field(sheet: Sheet) -> None:
    with sheet.plate("ochre") as sky:
        sky.fill()
        sky.disc(420, 330, 120, ink=0)
        sky.fade(0.7, 0.25)
    with sheet.plate("red") as sun:
        sun.disc(420, 330, 108)
    for ink, base, size in (("sky", 470, 46), ("sage", 590, 40)):
        with sheet.plate(ink) as hills:
            hills.polygon(shapes.below(shapes.ridge(sheet.random, 1600, base, size), 1080))
    with sheet.plate("teal") as grass:
        for _ in range(1100):
            x, y = sheet.random.uniform(-20, 1620), sheet.random.uniform(830, 1120)
            if x + y * 0.9 < 1640 - sheet.random.uniform(0, 60):
                continue
            height, lean = sheet.random.uniform(70, 190), sheet.random.uniform(-26, 40)
            grass.polygon([(x - 4, y), (x + lean, y - height), (x + 5, y)])
    with sheet.plate("navy") as tool:
        tool.line([(460, 840), (610, 520), (850, 200), (900, 80)], 19)
        tool.line([(656, 458), (600, 420)], 15)
        tool.line([(790, 280), (732, 250)], 15)
        outer = shapes.arc(460, 1060, 470, 236, 92, 8)
        inner = shapes.arc(456, 1084, 474, 200, 8, 92)
        tool.polygon([*outer, *inner])
        tool.disc(460, 836, 20)


Tip = tuple[float, float, float]  # x, y, and the angle of the twig that ends there


def branch(sheet: Sheet, plate: Plate, start: Point, length: float, angle: float, depth: int) -> list[Tip]:
    """A branch that divides `depth` times; gives the ends of its twigs."""
    turn = math.radians(angle)
    end = (start[0] + length * math.cos(turn), start[1] - length * math.sin(turn))
    plate.line([start, end], 1.5 + depth * 1.9)
    if depth == 0:
        return [(*end, angle)]
    tips = []
    for bend in (-28, 8, 34)[: 3 if depth > 3 else 2]:
        shorter = length * sheet.random.uniform(0.62, 0.84)
        tips += branch(sheet, plate, end, shorter, angle + bend + sheet.random.uniform(-9, 9), depth - 1)
    return tips


def hedge(sheet: Sheet) -> None:
    with sheet.plate("sky") as sky:
        sky.fill()
        sky.fade(0.55, 0)

    tips: list[Tip] = []
    with sheet.plate("navy") as stems:
        for x in (110, 420, 800, 1150, 1500):
            length, angle = sheet.random.uniform(210, 260), sheet.random.uniform(84, 96)
            tips += branch(sheet, stems, (x, 1090), length, angle, 6)
    for ink, share in (("sage", 0.75), ("teal", 0.3)):
        with sheet.plate(ink, slip=4) as leaves:
            for x, y, angle in tips:
                if sheet.random.random() < share:
                    leaves.polygon(shapes.leaf(x, y, sheet.random.uniform(44, 86), 28, angle + sheet.random.uniform(-50, 50)))
    with sheet.plate("red", slip=3) as berries:
        for x, y, _angle in sheet.random.sample(tips, 150):
            berries.disc(x + 8, y + 12, sheet.random.uniform(7, 12))


LAMPS = ((300, 330, 1.0), (1300, 330, 1.0), (540, 440, 0.6), (1060, 440, 0.6))  # x, y, size


def lamps(sheet: Sheet) -> None:
    with sheet.plate("sky") as evening:
        evening.fill()
        for x, y, size in LAMPS:
            evening.disc(x, y, 120 * size, ink=0)
        evening.fade(1, 0.3)
    with sheet.plate("teal") as houses:
        for side in (0, 1):
            for n in range(6):
                near, far = n / 6, (n + 1) / 6
                xs = [(1 - t) * 0 + t * 660 for t in (near, far)]
                xs = [1600 - x for x in xs] if side else xs
                top = sheet.random.uniform(0.82, 1.2)
                roofs = [560 - (560 - 60 * top) * (1 - t * 0.86) for t in (near, far)]
                bases = [640 + 400 * (1 - t) ** 1.0 for t in (near, far)]
                houses.polygon(
                    [(xs[0], roofs[0]), (xs[1], roofs[1]), (xs[1], bases[1]), (xs[0], bases[0])], 0.55 + 0.45 * (n % 2)
                )
    with sheet.plate("ochre") as light:
        for x, y, size in LAMPS:
            light.disc(x, y, 120 * size)
            light.polygon(
                [
                    (x - 50 * size, y),
                    (x + 50 * size, y),
                    (x + 250 * size, y + 610 * size),
                    (x - 250 * size, y + 610 * size),
                ],
                0.55,
            )
    with sheet.plate("navy") as posts:
        posts.polygon([(-10, 1080), (660, 650), (940, 650), (1610, 1080)], 0.35)
        for x, y, size in LAMPS:
            posts.line([(x, y), (x, y + 580 * size)], 13 * size)
            posts.polygon(
                [
                    (x - 36 * size, y - 30 * size),
                    (x + 36 * size, y - 30 * size),
                    (x + 22 * size, y + 42 * size),
                    (x - 22 * size, y + 42 * size),
                ]
            )
            posts.polygon([(x - 44 * size, y - 30 * size), (x, y - 72 * size), (x + 44 * size, y - 30 * size)])
            posts.rect(x - 22 * size, y + 555 * size, 44 * size, 30 * size)


def culvert(sheet: Sheet) -> None:
    """A town map, on which a river shows through the streets."""
    with sheet.plate("ochre") as blocks:
        x = 0.0
        while x < 1600:
            width = sheet.random.uniform(90, 190)
            y = -sheet.random.uniform(0, 80)
            while y < 1067:
                height = sheet.random.uniform(70, 170)
                blocks.rect(x, y, width - 16, height - 14, sheet.random.choice([1, 0.75, 0.5]))
                y += height
            x += width
    course = [(x, 560 + 190 * math.sin(x / 260) + 60 * math.sin(x / 97)) for x in range(-20, 1640, 10)]
    with sheet.plate("teal", slip=4) as river:
        river.line(course, 118, 0.55)
        river.line([(x, y + 6) for x, y in course], 70)
    with sheet.plate("navy") as lines:
        for offset in (-22, 0, 20):
            lines.line([(x, y + offset) for x, y in course], 3)
        for x, y in course[8::16]:
            lines.ring(x, y, 15, 5)
    with sheet.plate("red") as market:
        market.rect(690, 300, 250, 160)
        for n in range(6):
            market.rect(700 + n * 41, 310, 20, 140, 0)
