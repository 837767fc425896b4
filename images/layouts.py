"""How large a picture stands on a page. Who wants another size adds a line to LAYOUTS."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from wagtail.images.rect import Rect

from .models import PictureFile, Rendition, SiteImage
from .rendering import ANIMATION, recipe

# Uncropped layouts share their files. The height only stops what is taller than any screen.
UNCROPPED = ("max-480x960", "max-720x1440", "max-960x1920", "max-1600x3200")
LEAD = ("fill-480x270", "fill-720x405", "fill-1600x900")
SQUARE = ("fill-160x160", "fill-320x320")


@dataclass(frozen=True)
class Layout:
    """`crops`: Wagtail filter specs, smallest first. `sizes`: how wide the picture stands, as in HTML."""

    crops: tuple[str, ...]
    sizes: str
    eager: bool = False


LAYOUTS = {
    "hero": Layout(UNCROPPED, "(min-width: 64rem) 58rem, 92vw", eager=True),
    "lead": Layout(LEAD, "(min-width: 64rem) 58rem, 92vw", eager=True),
    "full": Layout(UNCROPPED, "100vw"),
    "wide": Layout(UNCROPPED, "(min-width: 64rem) 58rem, 92vw"),
    "column": Layout(UNCROPPED, "(min-width: 44rem) 42rem, 100vw"),
    "gallery": Layout(UNCROPPED, "(min-width: 44rem) 21rem, 50vw"),
    "card": Layout(("fill-360x240", "fill-720x480"), "(min-width: 40rem) 24rem, 100vw"),
    "thumb": Layout(SQUARE, "2.25rem"),
    "portrait": Layout(SQUARE, "4.5rem"),
    "portrait-large": Layout(SQUARE, "10rem"),
}


class Shape(NamedTuple):
    """All that Wagtail's filters ask of an image to say how large the result is; pixels."""

    width: int
    height: int
    focus: tuple[int | None, ...]  # x, y, width, height
    svg: bool

    def is_svg(self) -> bool:
        return self.svg

    def get_focal_point(self) -> Rect | None:
        return None if None in self.focus else Rect.from_point(*self.focus)


def specs_for(image: SiteImage, layout: str) -> list[str]:
    """The specs of the picture's files, the fallback for old browsers last. No file is larger than the picture."""
    crops = LAYOUTS[layout].crops
    if crops == UNCROPPED and PurePosixPath(image.file.name).suffix.lower() == ".gif":
        return [ANIMATION]
    focus = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    return [*specs_of(Shape(image.width, image.height, focus, image.is_svg()), crops)]


@lru_cache(maxsize=2_000)
def specs_of(shape: Shape, crops: tuple[str, ...]) -> tuple[str, ...]:
    """Kept, because a page asks for each of its pictures, and Wagtail computes each crop anew."""
    different = {}
    for crop in crops:
        different.setdefault(recipe(crop).get_transform(shape).size, crop)
    found = list(different.values())
    return (*(f"{crop}|format-{kind}" for kind in ("avif", "webp") for crop in found), f"{found[:2][-1]}|format-jpeg")


def files_of(image: SiteImage, layout: str) -> dict[str, PictureFile]:
    """Every file of the picture in this layout by its spec. Raises as make_renditions."""
    return image.get_files(*specs_for(image, layout))


def make_renditions(image: SiteImage, layout: str) -> dict[str, Rendition]:
    """Every file of the picture in this layout by its spec, made where missing: about a second of work.

    Raises SourceImageIOError when the source is missing or broken, or when nothing can be written.
    """
    return image.get_renditions(*specs_for(image, layout))
