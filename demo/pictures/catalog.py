"""Every picture of the demo publication: what it is called, what it shows and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from . import land, portraits, sea, things
from .portraits import Face
from .press import Sheet

STUDIO = "Leadline / Print room"
WIDE, SQUARE = (1612, 1079), (812, 812)  # with the edge that is trimmed


@dataclass(frozen=True)
class Picture:
    title: str
    description: str
    draw: Callable[[Sheet], None]
    size: tuple[int, int] = WIDE
    credit: str = STUDIO


def cloth(name: str, pattern: list[str], inks: tuple[str, str], shows: str) -> Picture:
    return Picture(f"Draft: {name}", shows, things.draft(pattern, inks), (1212, 1212))


def face(name: str, shows: str, drawn: Face) -> Picture:
    return Picture(f"Portrait of {name}", f"Drawn portrait of {name}, {shows}.", portraits.portrait(drawn), SQUARE)


PICTURES: dict[str, Picture] = {
    "harbour": Picture(
        "Port Selwyn, evening",
        "A low red sun behind the warehouses and cranes of a harbour; two fishing boats lie on green water.",
        sea.harbour,
    ),
    "tide-curves": Picture(
        "Four tides on squared paper",
        "Overlapping tide curves in green, ochre and rose on squared paper, with a dark line above them and a crescent moon.",
        sea.tide_curves,
    ),
    "lighthouse": Picture(
        "Gannet Head light",
        "A striped lighthouse on a dark rock sends two yellow beams over white-edged waves.",
        sea.lighthouse,
    ),
    "seabed": Picture(
        "Survey lines off Marrow Bay",
        "A chart of the sea floor with depth lines in green; a red track runs back and forth across it.",
        sea.seabed,
    ),
    "gauge": Picture(
        "The tide staff at the Custom House",
        "A black and white tide staff on a wall of pink stone; a red arrow marks a height well above the water.",
        sea.gauge,
    ),
    "island": Picture(
        "An island half surveyed",
        "A map of an island: contour lines fill its western half and stop at a dashed line; the east is left blank.",
        sea.island,
    ),
    "night-sky": Picture(
        "The sky above the car park",
        "A dense field of stars above a dark hill, a parked car and two street lamps that are switched off.",
        land.night_sky,
    ),
    "bridge": Picture(
        "The Aldermere viaduct",
        "A red steel bridge of three arches on stone piers; two painters stand on a cradle below its deck.",
        land.bridge,
    ),
    "scythe": Picture(
        "Before the dew is off",
        "A scythe stands in front of green hills and a low sun, with long grass to its right.",
        land.scythe_field,
    ),
    "hedge": Picture(
        "Hawthorn, unlaid",
        "Five bare-stemmed hawthorns whose crowns of green leaves and red berries grow into each other.",
        land.hedge,
    ),
    "lamps": Picture(
        "Cooper Street at dusk",
        "A street between dark houses, lit by four lamps with yellow halos.",
        land.lamps,
    ),
    "culvert": Picture(
        "The Corrin below the town",
        "A map of ochre town blocks; a green river winds below them and passes under a red market hall.",
        land.culvert,
    ),
    "loom": Picture(
        "A counterbalance loom",
        "A loom seen from the front: ochre warp threads above, red and green patterned cloth below, a shuttle between.",
        things.loom,
    ),
    "twill": cloth("twill", things.TWILL, ("sky", "navy"), "Woven cloth in blue and white with fine diagonal lines."),
    "herringbone": cloth(
        "herringbone",
        things.HERRINGBONE,
        ("ochre", "red"),
        "Woven cloth in red and ochre with a zigzag of slanted lines.",
    ),
    "birdseye": cloth(
        "bird's eye", things.BIRDSEYE, ("rose", "teal"), "Woven cloth in green and rose with small dotted diamonds."
    ),
    "rosepath": cloth(
        "rosepath", things.ROSEPATH, ("sage", "red"), "Woven cloth in red and sage green with rows of small arrows."
    ),
    "sorts": Picture(
        "Sorts in their case",
        "Large metal letters in red, green, ochre and blue lie in the compartments of a type case.",
        things.sorts,
    ),
    "seeds": Picture(
        "Five plants kept for seed",
        "Five red flowers with paired leaves stand before an ochre sun; dark seeds lie in the soil below.",
        things.seeds,
    ),
    "ladders": Picture(
        "The lending room",
        "Two red ladders lean in a green room between boxes, a mallet and a coil of rope.",
        things.ladders,
    ),
    "margins": Picture(
        "A book that was argued with",
        "An open book with red handwriting in its margins and a pencil beside it.",
        things.margins,
    ),
    "hearing": Picture(
        "The commission sits",
        "Seven people behind a red bench in a hall with tall windows listen to one speaker at a microphone.",
        things.hearing,
    ),
    "maren": face("Maren Oakhurst", "with red curls and a blue shirt", Face("ochre", "navy", "red", "curls")),
    "tobiah": face(
        "Tobiah Renswick",
        "bald, with a black beard and a red shirt",
        Face("sky", "red", "black", "bald", depth=0.9, beard=True),
    ),
    "ada": face(
        "Ada Fennimore",
        "with dark hair in a bun and round glasses",
        Face("sage", "navy", "black", "bun", skin="ochre", depth=0.7, glasses=True),
    ),
    "joss": face(
        "Joss Terrowen",
        "with short dark hair and a green shirt",
        Face("rose", "teal", "navy", "short", depth=0.5, turn=-1),
    ),
    "nadira": face(
        "Nadira Quillane",
        "with a black bob and a yellow shirt",
        Face("teal", "ochre", "black", "bob", skin="red", depth=0.4),
    ),
    "laszlo": face(
        "Laszlo Imbery",
        "with short black hair, a beard and glasses",
        Face("ochre", "sage", "black", "short", skin="red", depth=0.7, glasses=True, beard=True),
    ),
    "mark": Picture("Leadline mark", "A sounding lead on its knotted line, half in the water.", portraits.mark, SQUARE),
}
