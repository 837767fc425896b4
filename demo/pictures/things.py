"""Pictures of tools, plants and patterns."""

import math

from . import shapes
from .press import Plate, Sheet


def weave(plate: Plate, pattern: list[str], box: tuple[int, int, int, int], cell: int) -> None:
    """Fill a box (x, y, width, height) with a draft: a filled cell where the warp lies on top."""
    left, top, width, height = box
    for row in range(height // cell):
        line = pattern[row % len(pattern)]
        for column in range(width // cell):
            if line[column % len(line)] == "#":
                plate.rect(left + column * cell, top + row * cell, cell - 2, cell - 2)


TWILL = ["##..", ".##.", "..##", "#..#"]
HERRINGBONE = ["##..##....##..##", "#..##..##..##..#", "..##..####..##..", ".##..##..##..##."]
BIRDSEYE = ["#...#...", ".#.#.#.#", "..#...#.", ".#.#.#.#"]
ROSEPATH = ["##...##.", "###.###.", ".#####..", "..###...", ".#####..", "###.###."]


def loom(sheet: Sheet) -> None:
    with sheet.plate("rose") as wall:
        wall.fill()
        wall.fade(0.2, 0.8)
    with sheet.plate("ochre", slip=3) as warp:
        for n in range(64):
            x = 300 + n * 15.9
            warp.line([(x, 90), (x, 620)], 5)
    with sheet.plate("red", slip=3) as cloth:
        weave(cloth, ROSEPATH, (296, 640, 1020, 330), 15)
    with sheet.plate("teal") as stripes:
        for y in (640, 760, 880):
            stripes.rect(296, y, 1018, 60)
    with sheet.plate("navy") as frame:
        for x in (190, 1350):
            frame.rect(x, 30, 60, 1037)
        frame.rect(150, 70, 1300, 46)
        frame.rect(190, 985, 1220, 60)
        for y in (300, 420):
            frame.rect(250, y, 1100, 16)
            for n in range(64):
                frame.line([(300 + n * 15.9, y - 38), (300 + n * 15.9, y + 54)], 1.5)
        frame.rect(250, 590, 1100, 40)
        frame.polygon(shapes.leaf(520, 672, 330, 62, -3))
        frame.rect(620, 664, 120, 16, 0)


def draft(pattern: list[str], inks: tuple[str, str]):
    """A square of woven cloth with the given draft."""

    def draw(sheet: Sheet) -> None:
        with sheet.plate(inks[0]) as ground:
            for column in range(0, sheet.width, 24):
                ground.rect(column, 0, 21, sheet.height, 0.85)
        with sheet.plate(inks[1], slip=3) as threads:
            weave(threads, pattern, (0, 0, sheet.width, sheet.height), 24)
        with sheet.plate("navy") as edge:
            for x in (30, sheet.width - 54):
                for row in range(0, sheet.height, 24):
                    edge.rect(x + (row // 24 % 2) * 8, row, 16, 21)

    return draw


def glyph(plate: Plate, kind: str, x: float, y: float, size: float) -> None:
    """One big letter, drawn from bars and bowls; x, y is its upper left corner."""
    stem, bar = 0.2 * size, 0.11 * size
    if kind in "EHLT":
        plate.rect(x + (0.3 * size if kind == "T" else 0), y, stem, size)
    if kind in "EL":
        plate.rect(x, y + size - bar, 0.72 * size, bar)
    if kind in "ET":
        plate.rect(x, y, 0.78 * size, bar)
    if kind in "EH":
        plate.rect(x, y + 0.45 * size, 0.6 * size, bar)
    if kind == "H":
        plate.rect(x + 0.56 * size, y, stem, size)
    if kind == "O":
        plate.disc(x + 0.45 * size, y + 0.5 * size, 0.46 * size, 0.52 * size)
        plate.disc(x + 0.45 * size, y + 0.5 * size, 0.22 * size, 0.42 * size, 0)
    if kind == "A":
        plate.polygon(
            [
                (x + 0.3 * size, y),
                (x + 0.52 * size, y),
                (x + 0.9 * size, y + size),
                (x + 0.66 * size, y + size),
                (x + 0.38 * size, y + 0.22 * size),
                (x + 0.12 * size, y + size),
                (x, y + size),
            ]
        )
        plate.rect(x + 0.2 * size, y + 0.62 * size, 0.46 * size, bar)


def sorts(sheet: Sheet) -> None:
    """Type in a case: blocks of metal with letters on them."""
    letters = iter("LEATHOTELATHEOHALTTOTAL" * 3)
    with sheet.plate("sky") as metal:
        for row in range(4):
            for column in range(6):
                metal.rect(30 + column * 262, 30 + row * 258, 240, 236, sheet.random.choice([0.5, 0.75, 1]))
    chosen = [(30 + column * 262, 30 + row * 258, next(letters)) for row in range(4) for column in range(6)]
    for turn, ink in enumerate(("red", "ochre", "teal")):
        with sheet.plate(ink, slip=5) as plate:
            for x, y, kind in chosen[turn::3]:
                glyph(plate, kind, x + 44, y + 38, 166)
    with sheet.plate("navy") as case:
        for row in range(5):
            case.rect(-5, 8 + row * 258, 1620, 14)
        for column in range(7):
            case.rect(10 + column * 262, -5, 12, 1080)
        for x, y, kind in [*chosen[1::3], *chosen[2::3]]:
            glyph(case, kind, x + 44, y + 38, 166)


def plant(sheet: Sheet, stems: Plate, leaves: list, x: float, y: float, height: float) -> tuple[float, float]:
    """A bent stem with leaves in pairs; gives where it ends."""
    bend = sheet.random.uniform(-90, 90)
    points = [(x + bend * (t / 20) ** 2, y - height * t / 20) for t in range(21)]
    stems.line(points, 6)
    for n in range(4, 18, 3):
        for side in (30, 150):
            length = (150 - n * 5) * sheet.random.uniform(0.8, 1.15)
            leaves.append(shapes.leaf(*points[n], length, length * 0.36, side + sheet.random.uniform(-12, 12)))
    return points[-1]


def seeds(sheet: Sheet) -> None:
    leaves: list = []
    heads = []
    with sheet.plate("ochre") as sun:
        sun.disc(800, 470, 400)
        sun.fade(0.9, 0.35)
    with sheet.plate("navy") as stems:
        for x in (200, 470, 770, 1080, 1380):
            heads.append(plant(sheet, stems, leaves, x, 850, sheet.random.uniform(470, 640)))
        for _ in range(46):
            x, y = sheet.random.uniform(40, 1560), sheet.random.uniform(905, 1040)
            stems.polygon(shapes.leaf(x, y, 34, 17, sheet.random.uniform(0, 180)))
    for ink, turn in (("teal", 0), ("sage", 1)):
        with sheet.plate(ink, slip=4) as plate:
            for outline in leaves[turn::2]:
                plate.polygon(outline)
    with sheet.plate("red", slip=3) as flowers:
        for n, (x, y) in enumerate(heads):
            for petal in range(9):
                flowers.polygon(shapes.leaf(x, y, 74 + n % 2 * 26, 40, petal * 40 + n * 7))
    with sheet.plate("black") as hearts:
        for x, y in heads:
            hearts.disc(x, y, 20)
    with sheet.plate("rose") as soil:
        soil.rect(-5, 860, 1620, 220)


BOXES = ((90, 560, 300, 300), (1180, 640, 330, 220), (1240, 460, 210, 180))  # x, y, width, height


def ladders(sheet: Sheet) -> None:
    with sheet.plate("teal") as wall:
        wall.rect(-5, -5, 1620, 865)
        for x, y, w, h in BOXES:
            wall.rect(x, y, w, h, 0)
        wall.fade(0.25, 1)
    with sheet.plate("ochre") as floor:
        floor.rect(-5, 860, 1620, 220)
    with sheet.plate("rose", slip=3) as boxes:
        for x, y, w, h in BOXES:
            boxes.rect(x, y, w, h)
    with sheet.plate("red", slip=3) as ladder:
        for left, lean, rungs in ((470, 120, 11), (760, -60, 12)):
            for side in (0, 150):
                ladder.line([(left + side, 960), (left + side + lean, 70)], 17)
            for n in range(rungs):
                y = 920 - n * 74
                shift = lean * (960 - y) / 890
                ladder.line([(left + shift, y), (left + 150 + shift, y)], 12)
    with sheet.plate("navy") as tools:
        tools.rect(1000, 420, 16, 440)
        tools.polygon([(940, 420), (1090, 400), (1090, 452), (940, 452)])
        tools.ring(240, 430, 98, 22)
        tools.line([(240, 528), (240, 562)], 16)
        for x, y, w, h in BOXES:
            for n in range(1, 4):
                tools.line([(x, y + n * h / 4), (x + w, y + n * h / 4)], 4)
        tools.polygon([(1290, 440), (1420, 440), (1440, 460), (1270, 460)])
        tools.line([(-5, 860), (1605, 860)], 5)


def margins(sheet: Sheet) -> None:
    """An open book with notes in its margins."""
    with sheet.plate("teal") as table:
        table.fill()
        table.polygon([(180, 170), (790, 220), (790, 960), (180, 910)], 0)
        table.polygon([(1420, 170), (810, 220), (810, 960), (1420, 910)], 0)
        table.fade(0.9, 0.6)
    with sheet.plate("rose") as page:
        page.polygon([(180, 170), (790, 220), (790, 960), (180, 910)], 0.35)
        page.polygon([(810, 220), (900, 214), (900, 954), (810, 960)])
        page.polygon([(790, 220), (700, 214), (700, 954), (790, 960)])
    with sheet.plate("navy") as text:
        for row in range(20):
            y = 262 + row * 30
            end = 620 if row % 6 == 5 else 730
            text.line([(330, y - 18 + row * 0.3), (end, y + 2)], 9)
            end = 1100 if row % 7 == 4 else 1270
            text.line([(870, y + 4), (end, y - 24)], 9)
    with sheet.plate("red", slip=1) as notes:
        for x, y, count in ((210, 300, 4), (218, 600, 3), (1296, 380, 5), (1300, 720, 2)):
            for n in range(count):
                notes.line([(x + t * 9, y + n * 26 + 7 * math.sin(t * 1.7 + n)) for t in range(9 if n < count - 1 else 6)], 4)
        notes.line([(330, 470), (640, 486)], 5)
        notes.line(shapes.arc(1236, 560, 34, 84, 80, -80), 5)
        notes.line(shapes.arc(316, 640, 26, 60, 100, 260), 5)
    with sheet.plate("ochre") as pencil:
        pencil.polygon([(1010, 1040), (1480, 860), (1494, 898), (1024, 1076)])
    with sheet.plate("black") as lead:
        lead.polygon([(1010, 1040), (1024, 1076), (972, 1076)])
        lead.polygon([(1480, 860), (1510, 850), (1524, 886), (1494, 898)])


def hearing(sheet: Sheet) -> None:
    """A hall in which a commission listens to one speaker."""
    with sheet.plate("ochre") as wall:
        wall.fill()
        for n in range(5):
            x = 140 + n * 290
            wall.polygon([(x, 520), *reversed(shapes.arc(x + 80, 210, 80, 100, 0, 180)), (x + 160, 520)], 0)
        wall.fade(0.55, 0.95)
    with sheet.plate("sky") as windows:
        for n in range(5):
            x = 140 + n * 290
            windows.polygon([(x, 520), *reversed(shapes.arc(x + 80, 210, 80, 100, 0, 180)), (x + 160, 520)], 0.8)
    with sheet.plate("red", slip=3) as bench:
        bench.polygon([(60, 640), (1540, 640), (1600, 760), (0, 760)])
    with sheet.plate("navy") as people:
        for n in range(7):
            x = 190 + n * 203
            people.disc(x, 540, 32)
            people.polygon([(x - 66, 642), (x - 50, 590), (x, 570), (x + 50, 590), (x + 66, 642)])
        people.line([(800, 1067), (800, 860)], 10)
        people.disc(800, 800, 62)
        people.polygon([(620, 1080), (650, 920), (740, 872), (860, 872), (950, 920), (980, 1080)])
        people.rect(1090, 850, 14, 230)
        people.line([(1097, 856), (1010, 830)], 7)
        people.disc(1004, 828, 15)
        for row in range(3):
            people.line([(0, 780 + row * 12), (1600, 780 + row * 12)], 3)
