"""Pictures of harbours, tides and charts."""

import math

from . import shapes
from .press import Plate, Sheet


def crane(plate: Plate, x: float, y: float, size: float) -> None:
    """A harbour crane whose foot stands at x, y."""
    for foot in (-0.16, 0.16):
        plate.line([(x + foot * size, y), (x + foot * size * 0.4, y - 0.62 * size)], 7)
    for step in range(4):
        half = (0.16 - 0.024 * step) * size
        plate.line([(x - half, y - 0.155 * step * size), (x + half, y - 0.155 * (step + 1) * size)], 3)
    plate.rect(x - 0.13 * size, y - 0.78 * size, 0.26 * size, 0.17 * size)
    tip = (x + 0.85 * size, y - 1.18 * size)
    plate.line([(x, y - 0.75 * size), tip], 6)
    plate.line([(x - 0.05 * size, y - 1.05 * size), (x, y - 0.7 * size)], 6)
    plate.line([(x - 0.05 * size, y - 1.05 * size), tip], 2)
    plate.line([tip, (tip[0], y - 0.45 * size)], 2)
    plate.rect(tip[0] - 0.05 * size, y - 0.45 * size, 0.1 * size, 0.07 * size)


def boat(plate: Plate, x: float, y: float, size: float) -> None:
    """A fishing boat that floats at x, y."""
    hull = [(-0.5, -0.16), (-0.42, 0.08), (0.36, 0.08), (0.56, -0.24), (0.3, -0.14)]
    plate.polygon([(x + u * size, y + v * size) for u, v in hull])
    plate.rect(x - 0.3 * size, y - 0.4 * size, 0.24 * size, 0.26 * size)
    plate.rect(x - 0.26 * size, y - 0.36 * size, 0.16 * size, 0.08 * size, 0)
    plate.line([(x + 0.06 * size, y - 0.1 * size), (x + 0.06 * size, y - 0.85 * size)], 4)
    plate.line([(x + 0.06 * size, y - 0.8 * size), (x + 0.54 * size, y - 0.22 * size)], 2)
    plate.line([(x + 0.06 * size, y - 0.8 * size), (x - 0.46 * size, y - 0.14 * size)], 2)


def warehouses(plate: Plate, sheet: Sheet, y: float) -> None:
    x = -30.0
    while x < sheet.width:
        width, height = sheet.random.uniform(70, 170), sheet.random.uniform(60, 150)
        plate.rect(x, y - height, width, height)
        plate.polygon([(x, y - height), (x + width / 2, y - height - width * 0.28), (x + width, y - height)])
        for column in range(int(width // 34)):
            for row in range(int(height // 44)):
                plate.rect(x + 14 + column * 34, y - height + 14 + row * 42, 12, 20, 0)
        x += width + sheet.random.choice([0, 0, 6, 44])


def harbour(sheet: Sheet) -> None:
    with sheet.plate("ochre") as sky:
        sky.rect(-5, -5, 1620, 643)
        sky.fade(0.05, 1.2)
    with sheet.plate("red") as sun:
        sun.disc(1130, 430, 170)
    with sheet.plate("rose") as far:
        far.polygon(shapes.below(shapes.ridge(sheet.random, sheet.width, 500, 42), 640))
    with sheet.plate("teal") as sea:
        sea.rect(-5, 636, sheet.width + 10, 440)
        shapes.water(sea, sheet.random, 650, 1060, 0)
        for row in range(9):  # the sun on the water
            sea.rect(1130 - 120 + row * 9, 656 + row * 30, 240 - row * 18, 12, 0)
    with sheet.plate("navy") as town:
        warehouses(town, sheet, 640)
        for x, size in ((300, 330), (560, 270), (1390, 300)):
            crane(town, x, 646, size)
        town.rect(-5, 636, sheet.width + 10, 16)
        boat(town, 820, 800, 250)
        boat(town, 330, 930, 360)


def tide_curves(sheet: Sheet) -> None:
    with sheet.plate("sky") as ruled:
        for column in range(29):
            ruled.line([(column * 58, 0), (column * 58, 1067)], 2, 0.7)
        for row in range(19):
            ruled.line([(0, row * 58 + 20), (1600, row * 58 + 20)], 2, 0.7)
    for ink, base, size, beat in (("ochre", 760, 250, 7.0), ("teal", 700, 210, 8.5), ("rose", 640, 150, 10.0)):
        with sheet.plate(ink, slip=3) as plate:
            edge = [
                (x, base - size * math.sin(x * beat / 800 * math.pi) * (0.55 + 0.45 * math.cos(x / 1600 * 2 * math.pi)))
                for x in range(-10, 1620, 6)
            ]
            plate.polygon(shapes.below(edge, 1080))
    with sheet.plate("navy") as pen:
        for offset, width in ((0, 7), (34, 2), (68, 2)):
            pen.line(
                [
                    (x, 470 + offset - 190 * math.sin(x / 92) * (0.6 + 0.4 * math.cos(x / 255)) - 22 * math.sin(x / 31))
                    for x in range(-10, 1620, 5)
                ],
                width,
            )
        pen.disc(1180, 190, 78)
        pen.disc(1212, 178, 66, ink=0)


BEAMS = ([(1050, 300), (-40, 90), (-40, 470)], [(1050, 300), (1640, 190), (1640, 400)])


def lighthouse(sheet: Sheet) -> None:
    with sheet.plate("sky") as sky:
        sky.fill()
        for side in BEAMS:
            sky.polygon(side, 0)
        sky.fade(1, 0.15)
    with sheet.plate("ochre") as beam:
        for side in BEAMS:
            beam.polygon(side)
        beam.fade(0.95, 0.6)
    with sheet.plate("teal") as sea:
        for row in range(8):
            y = 760 + row * 42
            sea.polygon(shapes.below(shapes.wave(1600, y, 13 + row * 2, 190 + row * 26, row * 1.7), y + 26))
    with sheet.plate("navy") as rock:
        cliff = [(700, 1080), (760, 900), (850, 866), (905, 760), (960, 724), (1150, 716), (1230, 790), (1330, 836)]
        rock.polygon([*cliff, (1400, 960), (1500, 1010), (1640, 1080)])
        rock.polygon([(968, 726), (1006, 380), (1094, 380), (1132, 726)])
        rock.rect(986, 352, 128, 30)
        rock.rect(1012, 252, 76, 102)
        rock.rect(1024, 266, 52, 80, 0)
        rock.polygon([(1000, 254), (1050, 198), (1100, 254)])
        rock.line([(1050, 200), (1050, 160)], 6)
        rock.polygon([(1000, 450), (998, 520), (1104, 520), (1100, 450)], 0)
        rock.polygon([(988, 600), (980, 668), (1122, 668), (1114, 600)], 0)
    with sheet.plate("red") as bands:
        bands.polygon([(1000, 450), (998, 520), (1104, 520), (1100, 450)])
        bands.polygon([(988, 600), (980, 668), (1122, 668), (1114, 600)])
        bands.disc(1050, 306, 20)


def seabed(sheet: Sheet) -> None:
    heights = shapes.field(sheet.random, sheet.width, sheet.height, 11)
    for ink, level in (("sky", 12), ("sky", 34), ("teal", 55), ("teal", 76)):
        with sheet.plate(ink, slip=1) as plate:
            plate.paste(shapes.above(heights, level).point(lambda grey: grey * 5 // 6))
    with sheet.plate("navy", slip=1) as lines:
        for level in range(8, 98, 8):
            lines.paste(shapes.contour(heights, level, 5 if level % 24 == 8 else 3))
    with sheet.plate("red") as survey:
        for row in range(6):
            y = 250 + row * 120
            survey.line([(150, y), (1450, y)], 4)
            x = 1450 if row % 2 == 0 else 150
            if row < 5:
                survey.line(shapes.arc(x, y + 60, 60 if x > 800 else -60, 60, 90, -90), 4)
            for n in range(14):
                survey.disc(200 + n * 92, y, 7)
        survey.disc(150, 850, 22)
        survey.disc(150, 850, 11, ink=0)


def gauge(sheet: Sheet) -> None:
    with sheet.plate("sky") as sky:
        sky.fill()
        sky.fade(0.1, 0.75)
    with sheet.plate("rose") as stones:
        for row in range(9):
            for column in range(-1, 9):
                x = column * 205 + (row % 2) * 96 + sheet.random.uniform(-8, 8)
                stones.rect(x, row * 92 - 6, 196, 84, sheet.random.choice([1, 0.8, 0.6]))
        stones.rect(690, 0, 230, 1067, 0)
    with sheet.plate("navy") as staff:
        for n in range(16):
            y = n * 60 + 20
            staff.rect(700, y, 210 if n % 5 == 0 else 130, 30)
        staff.line([(695, 0), (695, 900)], 8)
        staff.line([(915, 0), (915, 900)], 8)
    with sheet.plate("teal") as sea:
        sea.polygon(shapes.below(shapes.wave(1600, 720, 12, 260), 1080))
        shapes.water(sea, sheet.random, 760, 1060, 0.25)
    with sheet.plate("red") as mark:
        mark.polygon([(920, 300), (1010, 250), (1010, 350)])


def island(sheet: Sheet) -> None:
    heights = shapes.field(sheet.random, sheet.width, sheet.height, 14, island=True)
    with sheet.plate("sky") as sea:
        for row in range(44):
            sea.line(shapes.wave(1600, 12 + row * 25, 4, 170, row * 0.9), 4)
        sea.mask.paste(0, mask=shapes.above(heights, 8).resize(sea.mask.size))
    for ink, level in (("ochre", 12), ("sage", 34), ("sage", 58), ("rose", 78)):
        with sheet.plate(ink) as plate:
            plate.paste(shapes.above(heights, level).point(lambda grey: grey * 6 // 7))
            if level > 12:  # where nobody has been, nothing is known but the shore
                plate.rect(880, 0, 740, 1100, 0)
    with sheet.plate("navy", slip=1) as lines:
        for level in range(12, 98, 9):
            lines.paste(shapes.contour(heights, level, 5 if level == 12 else 3))
        lines.rect(880, 0, 740, 1100, 0)
        for n in range(0, 30, 2):
            lines.line([(880, n * 36), (880, n * 36 + 36)], 4)
    with sheet.plate("red") as rose:
        for n in range(8):
            rose.polygon(shapes.leaf(1400, 860, 96 if n % 2 == 0 else 60, 26, n * 45))
        rose.ring(1400, 860, 108, 4)
