"""What is in the files that readers get."""

import io

import PIL.Image
import pytest
from PIL import ImageCms
from PIL.ExifTags import Base

from images.rendering import ANIMATION
from tests.builders import image, picture

from . import files

pytestmark = pytest.mark.django_db

KINDS = ["jpeg", "png", "webp", "avif", "gif"]


def rendered(source: bytes, spec: str, name: str = "quay.jpg", **fields) -> tuple[bytes, PIL.Image.Image]:
    with image(file=source, name=name, **fields).get_rendition(spec).file.open() as file:
        content = file.read()
    opened = PIL.Image.open(io.BytesIO(content))
    opened.load()
    return content, opened


def is_near(pixel: tuple, colour: tuple) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=False))


def test_source_of_these_tests_has_what_must_go():
    content = files.camera_jpeg()
    assert all(secret in content for secret in files.SECRETS if secret != b"GPS")
    assert PIL.Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)


@pytest.mark.parametrize("kind", KINDS)
def test_location_and_device_are_gone(kind):
    content, opened = rendered(files.camera_jpeg(), f"max-200x200|format-{kind}")
    assert not [secret for secret in files.SECRETS if secret in content]
    assert set(opened.getexif()) <= {Base.Copyright, Base.Artist, Base.ImageDescription}
    assert not {"xmp", "icc_profile", "comment"} & opened.info.keys()


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif"])
def test_rights_stay(kind):
    content, opened = rendered(files.camera_jpeg(), f"max-200x200|format-{kind}")
    exif = opened.getexif()
    assert files.COPYRIGHT.encode() in content
    assert (exif[Base.Artist], exif[Base.ImageDescription]) == (files.ARTIST, files.DESCRIPTION)


def test_rights_of_a_png_stay():
    content, _ = rendered(files.png_with_texts(), "max-200x200|format-webp", "quay.png")
    assert files.COPYRIGHT.encode() in content
    assert b"Fotomatic" not in content


def test_iptc_rights_become_exif():
    iptc = b"\x1c\x02\x74" + (9).to_bytes(2, "big") + b"Port Desk"
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + len(iptc).to_bytes(4, "big") + iptc
    jpeg = picture(kind="JPEG")
    source = jpeg[:2] + b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block + jpeg[2:]
    _, opened = rendered(source, "max-200x200|format-avif")
    assert opened.getexif()[Base.Copyright] == "Port Desk"


@pytest.mark.parametrize("kind", KINDS)
def test_picture_stands_upright(kind):
    _, opened = rendered(files.camera_jpeg(), f"max-200x300|format-{kind}")
    upright = opened.convert("RGB")
    assert upright.size == (200, 300)
    assert is_near(upright.getpixel((100, 30)), files.RED)
    assert is_near(upright.getpixel((100, 270)), files.BLUE)


def test_image_knows_its_size_upright():
    taken = image(file=files.camera_jpeg(), name="quay.jpg")
    assert (taken.width, taken.height) == (400, 600)


def test_crop_follows_the_focal_point():
    focus = {"focal_point_x": 200, "focal_point_y": 580, "focal_point_width": 20, "focal_point_height": 20}
    _, opened = rendered(files.camera_jpeg(), "fill-100x50|format-png", **focus)
    assert opened.size == (100, 50)
    assert is_near(opened.getpixel((50, 5)), files.BLUE)


MODES = {
    "1": lambda: files.two_halves().convert("1"),
    "L": lambda: files.two_halves().convert("L"),
    "LA": lambda: files.two_halves().convert("LA"),
    "P": lambda: files.two_halves().convert("P"),
    "RGBA": lambda: files.two_halves().convert("RGBA"),
    "I;16": lambda: PIL.Image.new("I;16", (400, 600), 0x7FFF),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_becomes_every_kind(mode, kind):
    _, opened = rendered(files.encoded(MODES[mode](), "PNG"), f"max-90x90|format-{kind}", "quay.png")
    assert opened.size == (60, 90)
    if mode == "I;16":
        assert is_near(opened.convert("RGB").getpixel((30, 30)), (127, 127, 127))


@pytest.mark.parametrize("kind", KINDS)
def test_print_colours_become_screen_colours(kind):
    source = files.encoded(files.two_halves().convert("CMYK"), "JPEG", quality=95)
    _, opened = rendered(source, f"max-200x300|format-{kind}")
    assert is_near(opened.convert("RGB").getpixel((100, 30)), files.RED)


def test_colours_of_a_profile_are_kept_without_the_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))  # wrong for RGB: the colours stay as they are
    lab = files.encoded(files.two_halves(), "JPEG", icc_profile=profile.tobytes())
    _, broken = rendered(lab, "max-90x90|format-png")
    right = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    _, good = rendered(files.encoded(files.two_halves(), "JPEG", icc_profile=right.tobytes()), "max-90x90|format-png")
    for opened in (broken, good):
        assert is_near(opened.getpixel((30, 10)), files.RED)
        assert "icc_profile" not in opened.info


def test_transparency_is_white_in_a_jpeg():
    clear = files.encoded(PIL.Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG")
    _, opened = rendered(clear, "max-30x30|format-jpeg", "clear.png")
    assert is_near(opened.getpixel((5, 5)), (255, 255, 255))


def test_gif_keeps_moving_without_its_comment():
    content, opened = rendered(files.animation("GIF"), ANIMATION, "wave.gif")
    assert (opened.format, opened.n_frames, opened.info["loop"]) == ("GIF", 3, 0)
    assert b"Fotomatic" not in content


def test_unreadable_exif_does_not_hurt_the_picture():
    source = files.encoded(files.two_halves(), "JPEG", exif=b"Exif\0\0nothing that anybody can read")
    _, opened = rendered(source, "max-90x90")
    assert opened.size == (60, 90)


def test_operations_of_wagtail_still_work():
    _, opened = rendered(picture(), "fill-50x50|bgcolor-fff|format-webp|webpquality-5", "quay.png")
    assert (opened.format, opened.size) == ("WEBP", (50, 50))
