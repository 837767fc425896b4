"""From the file that an editor uploaded to those that readers get: pixels, upright and in sRGB, and who has the rights.

Location, camera, serial number, thumbnail and colour profile (which can name the device) stay behind, because nothing
of the source's metadata is copied but the three texts of RIGHTS.
"""

from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import BinaryIO

import PIL.Image
import willow
from django.conf import settings
from django.core.files import File
from PIL import ImageCms, ImageOps, IptcImagePlugin
from PIL.ExifTags import Base as Tag
from wagtail.images.image_operations import ImageTransform
from wagtail.images.models import AbstractImage, Filter
from willow.plugins.pillow import PillowImage

from .safety import exif_of, undecoded, upright_size

ANIMATION = "original|format-gif"  # the one spec under which a GIF keeps moving

RIGHTS = {  # EXIF tag: the same in IPTC (record, dataset), and as a PNG's keyword
    Tag.ImageDescription: ((2, 120), "Description"),
    Tag.Artist: ((2, 80), "Author"),
    Tag.Copyright: ((2, 116), "Copyright"),
}
RIGHTS_LENGTH = 1000  # bytes; some archives put whole contracts there

# Measured at 1600 pixels: AVIF at speed 6 takes four times as long (0.35 s) for files that are a tenth smaller.
ENCODING = {
    "avif": {"quality": getattr(settings, "WAGTAILIMAGES_AVIF_QUALITY", 50), "speed": 8},
    "gif": {},
    "jpeg": {"quality": getattr(settings, "WAGTAILIMAGES_JPEG_QUALITY", 80), "progressive": True, "optimize": True},
    "png": {},
    "webp": {"quality": getattr(settings, "WAGTAILIMAGES_WEBP_QUALITY", 80), "method": 4},
}


class CleanFilter(Filter):
    """Wagtail's filter with its operations (max, fill, format, quality …); the way from file to file is our own."""

    def run(self, image: AbstractImage, output: BinaryIO, source: File | None = None) -> willow.Image:
        output.close()  # Wagtail's temporary file, which it would leave open
        result = BytesIO()
        with self.get_willow_image(image, source) as original:
            picture = undecoded(original.f)
            if self.spec == ANIMATION and picture.format == "GIF":
                picture.save(result, "GIF", save_all=True, comment=b"")
                return willow.Image.open(result)
            env = {"original-format": original.format_name}
            rights = rights_of(picture)
            picture = PillowImage(in_srgb(resized(picture, self.get_transform(image, upright_size(picture)))))
        for operation in self.filter_operations:
            picture = operation.run(picture, image, env) or picture
        encode(picture.image, env, rights, result)
        return willow.Image.open(result)


@lru_cache(maxsize=500)
def recipe(spec: str) -> Filter:
    """The filter, taken apart once: Wagtail does that again for each file of each picture that a page shows."""
    return Filter(spec)


def resized(picture: PIL.Image.Image, transform: ImageTransform) -> PIL.Image.Image:
    """The picture upright, cropped and resized as the transform says."""
    width, height = picture.size
    # A JPEG can be decoded at a half, a quarter or an eighth: twice what is needed looks the same.
    exif_of(picture)
    picture.draft(None, (ceil(2 * width * max(transform.scale)), ceil(2 * height * max(transform.scale))))
    reduced = picture.width / width
    ImageOps.exif_transpose(picture, in_place=True)
    picture = resizable(picture)
    if transform.size == picture.size:
        return picture
    left, top, right, bottom = (side * reduced for side in transform.get_rect().round())
    box = (max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height))
    return picture.resize(transform.size, PIL.Image.Resampling.LANCZOS, box, reducing_gap=2.0)


def resizable(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The picture in a mode whose values are amounts of light, not numbers of colours."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in {"RGB", "RGBA", "L", "CMYK"}:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def in_srgb(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The picture as RGB or RGBA with the colours that its profile means, and nothing of its metadata."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile := picture.info.get("icc_profile"):
        try:
            given, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            picture = ImageCms.profileToProfile(picture, given, srgb, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile: the colours as they are
    picture = picture if picture.mode == mode else picture.convert(mode)
    picture.info = {}
    return picture


def rights_of(picture: PIL.Image.Image) -> bytes:
    """Copyright, author and description as an EXIF block, from EXIF, IPTC or a PNG's texts; empty without any."""
    exif, iptc, kept = exif_of(picture), IptcImagePlugin.getiptcinfo(picture) or {}, PIL.Image.Exif()
    for tag, (dataset, keyword) in RIGHTS.items():
        # Pillow reads EXIF texts as Latin-1, whatever they are: this gives back the bytes of the file.
        text = str(exif.get(tag, "")).encode("latin-1", "replace") or iptc.get(dataset) or picture.info.get(keyword, "")
        text = b", ".join(text) if isinstance(text, list) else text
        text = text.encode() if isinstance(text, str) else text
        if text.strip(b" \0"):
            kept[tag] = text[:RIGHTS_LENGTH]
    return kept.tobytes() if kept else b""


def encode(picture: PIL.Image.Image, env: dict, rights: bytes, output: BinaryIO) -> None:
    kind = env.get("output-format") or {"gif": "png"}.get(env["original-format"], env["original-format"])
    options = dict(ENCODING[kind])
    if quality := env.get(f"{kind}-quality"):
        options["quality"] = quality
    if rights and kind != "gif":
        options["exif"] = rights
    if kind == "jpeg" and picture.mode == "RGBA":
        picture = PIL.Image.alpha_composite(PIL.Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    picture.save(output, kind.upper(), **options)
