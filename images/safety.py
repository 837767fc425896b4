"""What is known about a picture before its pixels are decoded, and what is checked before anyone relies on them.

Wagtail and Willow ask a picture's size by decoding it: 15 KB of PNG can cost 740 MB. Here the header is enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import PIL.Image
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL.ExifTags import Base as Tag
from willow.image import AvifImageFile, GIFImageFile, ImageFile, JPEGImageFile, PNGImageFile, WebPImageFile
from willow.registry import registry

FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
MAX_FRAMES = 1000

DAMAGED = _("This file is damaged or is not a picture: save it again as JPEG, PNG, WebP or AVIF, and upload that.")
TOO_MANY_PIXELS = format_lazy(
    _("This picture has more than {limit} million pixels: make it smaller (4000 pixels wide, say), and upload that."),
    limit=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000,
)
TOO_MANY_FRAMES = _("This animation is too long or too large: cut or shrink it, or put it on the page as a video.")
MOVING = _("This picture moves, which only a GIF can do here: save one still of it, or upload it as a GIF.")


@contextmanager
def refusing_damage() -> Iterator[None]:
    """Whatever a decoder trips over becomes a ValidationError. Decoders raise nearly anything on hostile input."""
    try:
        yield
    except (ValidationError, PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning):
        raise
    except Exception as error:
        raise ValidationError(DAMAGED, code="invalid_image") from error


def undecoded(file: BinaryIO) -> PIL.Image.Image:
    """The picture as its header says. Raises ValidationError, or Pillow's own error for a size beyond its limit."""
    with refusing_damage():
        file.seek(0)
        return PIL.Image.open(file, formats=FORMATS)


def is_turned(picture: PIL.Image.Image) -> bool:
    """Whether a camera noted that the picture lies on its side. Orientations 5 to 8 in the EXIF standard do."""
    # To look for what may stand behind a PNG's pixels, Pillow would decode them.
    if picture.format == "PNG" and "exif" not in picture.info:
        return False
    return exif_of(picture).get(Tag.Orientation) in {5, 6, 7, 8}


def exif_of(picture: PIL.Image.Image) -> PIL.Image.Exif:
    """The picture's EXIF data. What nobody can read is forgotten: it is no reason to refuse the picture."""
    try:
        return picture.getexif()
    except Exception:
        picture.info.pop("exif", None)
        picture._exif = PIL.Image.Exif()
        return picture._exif


def upright_size(picture: PIL.Image.Image) -> tuple[int, int]:
    """Width and height in pixels as a reader sees the picture."""
    return picture.size[::-1] if is_turned(picture) else picture.size


def check_size(file: BinaryIO) -> None:
    """Raise ValidationError for a picture of too many pixels, or one that can't be read. Decodes nothing."""
    try:
        width, height = undecoded(file).size
    except (PIL.Image.DecompressionBombError, PIL.Image.DecompressionBombWarning):
        raise ValidationError(TOO_MANY_PIXELS, code="file_too_many_pixels") from None
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS, code="file_too_many_pixels")


def check_pixels(file: BinaryIO) -> None:
    """Raise ValidationError for a picture that ends early or moves where it can't. Decodes: call check_size before."""
    picture = undecoded(file)
    with refusing_damage():
        picture.load()
        if picture.format == "GIF":
            check_frames(picture)
        # A phone's JPEG may hold a second picture (a depth map), which nobody sees.
        elif picture.format in {"AVIF", "PNG", "WEBP"} and picture.is_animated:
            raise ValidationError(MOVING, code="animated")


def check_frames(picture: PIL.Image.Image) -> None:
    # Counting first would read the whole file: a GIF of 20 MB can hold over a million frames.
    allowed = min(MAX_FRAMES, settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // (picture.width * picture.height))
    try:
        for frame in range(1, allowed + 1):
            picture.seek(frame)
    except EOFError:
        return
    raise ValidationError(TOO_MANY_FRAMES, code="too_many_frames")


def size_from_header(file: ImageFile) -> tuple[int, int]:
    return upright_size(undecoded(file.f))


def one_frame(file: ImageFile) -> int:
    return 1  # check_pixels counts


def teach_willow() -> None:
    """Let Willow, which Wagtail asks, answer from the header."""
    for kind in (AvifImageFile, GIFImageFile, JPEGImageFile, PNGImageFile, WebPImageFile):
        registry.register_operation(kind, "get_size", size_from_header)
        registry.register_operation(kind, "get_frame_count", one_frame)
