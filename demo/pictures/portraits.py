"""Portraits of the authors and the publication's mark: square, drawn from a few shapes."""

from dataclasses import dataclass

from . import shapes
from .press import Plate, Sheet

SIDE = 800


@dataclass(frozen=True)
class Face:
    """What tells one portrait from the next: inks, and the names of the shapes."""

    ground: str
    coat: str
    hair: str
    cut: str
    skin: str = "rose"
    depth: float = 0.7
    glasses: bool = False
    beard: bool = False
    turn: int = 1


COAT = [(90, 810), (120, 700), (260, 640), (345, 610), (400, 700), (455, 610), (540, 640), (680, 700), (710, 810)]


def head(plate: Plate, ink: float) -> None:
    plate.polygon([(345, 520), (455, 520), (470, 680), (400, 730), (330, 680)], ink)
    plate.disc(400, 370, 132, 168, ink)
    for side in (-1, 1):
        plate.disc(400 + side * 132, 385, 22, 36, ink)


def hair(plate: Plate, face: Face) -> None:
    if face.cut == "bun":
        plate.disc(400 + 60 * face.turn, 170, 74)
        plate.polygon([*shapes.arc(400, 340, 146, 150, 190, -10), (500, 300), (380, 262), (285, 330)])
    elif face.cut == "short":
        plate.polygon([*shapes.arc(400, 335, 142, 148, 195, -15), (522, 320), (470, 270), (350, 282), (282, 330)])
    elif face.cut == "curls":
        for angle in range(-25, 206, 21):
            (x, y), *_ = shapes.arc(400, 330, 138, 130, angle, angle + 1)
            plate.disc(x, y, 52)
        plate.disc(400, 232, 86, 60)
    elif face.cut == "bob":
        plate.polygon(
            [
                *shapes.arc(400, 350, 168, 180, 200, -20),
                (565, 500),
                (505, 510),
                (522, 350),
                (470, 292),
                (300, 312),
                (282, 350),
                (296, 510),
                (236, 500),
            ]
        )
    elif face.cut == "bald":
        for side in (-1, 1):
            plate.polygon([(400 + side * 120, 300), (400 + side * 150, 330), (400 + side * 140, 430), (400 + side * 118, 420)])


def features(plate: Plate, face: Face) -> None:
    for side in (-1, 1):
        plate.line(shapes.arc(400 + side * 54, 348, 32, 20, 150, 30), 7)
        plate.disc(400 + side * 54, 376, 8, 9)
        if face.glasses:
            plate.ring(400 + side * 56, 378, 44, 7)
    if face.glasses:
        plate.line([(388, 372), (412, 372)], 7)
    plate.line([(400, 380), (400 + 24 * face.turn, 436), (400 + 4 * face.turn, 442)], 5)
    plate.line(shapes.arc(400, 462, 44, 30, 215, 325), 7)


def beard(plate: Plate) -> None:
    plate.polygon(
        [
            (268, 390),
            (288, 480),
            (340, 560),
            (400, 580),
            (460, 560),
            (512, 480),
            (532, 390),
            (500, 440),
            (450, 448),
            (400, 440),
            (350, 448),
            (300, 440),
        ]
    )
    plate.disc(400, 482, 44, 14, 0)


def portrait(face: Face):
    def draw(sheet: Sheet) -> None:
        with sheet.plate(face.ground) as ground:
            ground.fill()
            head(ground, 0)
            ground.polygon(COAT, 0)
            ground.fade(0.35, 0.9)
        with sheet.plate(face.skin, slip=3) as skin:
            head(skin, face.depth)
        with sheet.plate(face.coat, slip=3) as coat:
            coat.polygon(COAT)
        with sheet.plate(face.hair, slip=3) as crown:
            hair(crown, face)
            if face.beard:
                beard(crown)
        with sheet.plate("black", slip=1) as lines:
            features(lines, face)
            lines.line([(345, 612), (400, 702), (455, 612)], 6)
            lines.line([(400, 702), (400, 810)], 4)

    return draw


def mark(sheet: Sheet) -> None:
    """The publication's mark: a sounding lead on its knotted line, half in the water."""
    with sheet.plate("ochre", slip=0) as sun:
        sun.polygon(shapes.arc(400, 400, 330, 330, 0, 180))
    with sheet.plate("teal", slip=0) as sea:
        sea.polygon([*shapes.arc(400, 400, 330, 330, 180, 360)])
        for row in range(3):
            sea.line(shapes.wave(SIDE, 452 + row * 64, 9, 130, row * 2), 9, 0)
    with sheet.plate("navy", slip=0) as lead:
        lead.line([(400, 40), (400, 430)], 13)
        for y in (140, 230, 320):
            lead.rect(360, y, 80, 20)
        lead.polygon([(374, 420), (426, 420), (470, 640), (456, 668), (344, 668), (330, 640)])
        lead.ring(400, 412, 32, 13)
