"""Files as they come from cameras, programs and people who mean harm."""

import io
import struct
import zlib

import PIL.Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from tests.builders import picture

RED, BLUE = (200, 30, 30), (30, 30, 200)
COPYRIGHT, ARTIST, DESCRIPTION = "© Ines Aguilar", "Ines Aguilar", "The quay at six in the morning"
SECRETS = [b"Fotomatic", b"SN-4711", b"GPS", b"2026:01:02"]


def encoded(image: PIL.Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def two_halves(width: int = 400, height: int = 600) -> PIL.Image.Image:
    """Red above blue."""
    image = PIL.Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


def camera_exif(orientation: int = 1) -> PIL.Image.Exif:
    exif = PIL.Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make], exif[Base.Model] = "Fotomatic", "Fotomatic 9"
    exif[Base.Copyright] = COPYRIGHT.encode()
    exif[Base.Artist], exif[Base.ImageDescription] = ARTIST, DESCRIPTION
    exif.get_ifd(IFD.Exif).update({Base.BodySerialNumber: "SN-4711", Base.DateTimeOriginal: "2026:01:02 03:04:05"})
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (52.0, 31.0, 12.0)})
    return exif


def camera_jpeg() -> bytes:
    """A picture of red above blue from a camera that was held upright: stored on its side (orientation 6)."""
    stored = two_halves().transpose(PIL.Image.Transpose.ROTATE_90)
    return encoded(stored, "JPEG", quality=95, exif=camera_exif(6), xmp=b"<x:xmpmeta>GPS SN-4711</x:xmpmeta>")


def png_with_texts() -> bytes:
    texts = PngInfo()
    texts.add_text("Copyright", COPYRIGHT)
    texts.add_text("Software", "Fotomatic 9")
    return encoded(two_halves(), "PNG", pnginfo=texts)


def bomb(width: int = 11270, height: int = 11270) -> bytes:
    """A PNG of 127 megapixels in 15 KB, made row by row."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = bytes(width // 8 + 2)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def gif_bomb(frames: int = 100_000) -> bytes:
    """A GIF of one pixel and very many frames."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x4c\x01\x00"
    return head + frame * frames + b";"


def animation(kind: str, frames: int = 3, size: tuple[int, int] = (60, 40)) -> bytes:
    images = [PIL.Image.new("RGB", size, (index * 60, 90, 200)) for index in range(frames)]
    options = {"comment": b"Fotomatic 9"} if kind == "GIF" else {}
    return encoded(images[0], kind, save_all=True, append_images=images[1:], duration=100, loop=0, **options)


def two_pictures() -> bytes:
    """A phone's JPEG, with a depth map behind the picture."""
    return encoded(two_halves(), "MPO", save_all=True, append_images=[two_halves(40, 60)])


TRUNCATED_PNG = picture()[:600]
MISLABELLED = picture(kind="PNG")
HTML = b"<!doctype html><title>Not a picture</title><script>alert(1)</script>"
PNG_SIGNATURE_ONLY = b"\x89PNG\r\n\x1a\n" + bytes(40)
