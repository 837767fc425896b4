"""Every way in through the admin refuses the same files with the same sentences."""

import json
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from images.models import SiteImage
from tests.builders import picture

from . import files

pytestmark = pytest.mark.django_db

REFUSED = {
    "127 megapixels": ("bomb.png", files.bomb(), "more than 50 million pixels"),
    "51 megapixels": ("large.png", files.bomb(10_200, 5_000), "more than 50 million pixels"),
    "truncated": ("cut.png", files.TRUNCATED_PNG, "damaged"),
    "truncated JPEG": ("cut.jpg", picture(kind="JPEG")[:2000], "damaged"),
    "signature only": ("empty.png", files.PNG_SIGNATURE_ONLY, "damaged"),
    "a PNG called JPEG": ("wrong.jpg", files.MISLABELLED, "correct the name"),
    "HTML": ("page.png", files.HTML, "not a picture"),
    "HTML as XML": ("page.png", b"<html><body/></html>", "correct the name"),
    "zero bytes": ("nothing.png", b"", "empty"),
    "very many frames": ("long.gif", files.gif_bomb(), "too long"),
    "large frames": ("large.gif", files.animation("GIF", 3, (5000, 4000)), "too large"),
    "moving WebP": ("moving.webp", files.animation("WEBP"), "GIF"),
    "moving AVIF": ("moving.avif", files.animation("AVIF"), "save it again"),
    "moving PNG": ("moving.png", files.animation("PNG"), "save it again"),
    "SVG": ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Supported formats"),
}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def send_multiple(client, name: str, content: bytes) -> str:
    data = {"title": "Quay", "files[]": upload(name, content), "collection": 1}
    return client.post(reverse("wagtailimages:add_multiple"), data).json().get("error_message", "")


def send_chooser(client, name: str, content: bytes) -> str:
    prefix = "image-chooser-upload-"
    data = {f"{prefix}title": "Quay", f"{prefix}file": upload(name, content), f"{prefix}collection": 1}
    response = client.post(reverse("wagtailimages_chooser:create"), data)
    assert response.status_code == 200
    return json.dumps(response.json())


WAYS = {"multiple": send_multiple, "chooser": send_chooser}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_unsafe_file_is_refused_with_what_to_do(case, way, editor, client_of):
    name, content, sentence = REFUSED[case]
    assert sentence in WAYS[way](client_of(editor), name, content)
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", picture()),
        ("a.JPG", picture(kind="JPEG")),
        ("a.webp", picture(kind="WEBP")),
        ("a.avif", picture(kind="AVIF")),
        ("a.gif", files.animation("GIF")),
        ("two.jpg", files.two_pictures()),
        ("odd.jpg", files.encoded(files.two_halves(), "JPEG", exif=b"Exif\0\0nothing that anybody can read")),
    ],
)
def test_good_file_is_taken(way, name, content, editor, client_of):
    WAYS[way](client_of(editor), name, content)
    assert SiteImage.objects.get().file_hash


def test_edit_form_refuses_an_unsafe_replacement(editor, client_of):
    client = client_of(editor)
    send_multiple(client, "quay.png", picture())
    image = SiteImage.objects.get()
    data = {"title": "Quay", "file": upload("cut.png", files.TRUNCATED_PNG), "collection": 1}
    response = client.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    assert "damaged" in response.content.decode()
    assert SiteImage.objects.get().file_hash == image.file_hash


def test_control_characters_leave_the_texts(editor, client_of):
    client = client_of(editor)
    send_multiple(client, "quay.png", picture())
    image = SiteImage.objects.get()
    data = {"title": "Qu\x08ay", "description": "Cal\x1fm", "credit": "In\x0bes", "collection": 1}
    client.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    image.refresh_from_db()
    assert (image.title, image.description, image.credit) == ("Quay", "Calm", "Ines")


MEASURE = """
import sys, time
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.forms import get_image_form
from images.models import SiteImage
field = get_image_form(SiteImage).base_fields["file"]
upload = SimpleUploadedFile("bomb.png", sys.stdin.buffer.read())

def peak():  # MB. Not getrusage: its peak survives exec, so the test runner's own would count.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))

before = peak()
start = time.perf_counter()
try:
    field.clean(upload)
except django.core.exceptions.ValidationError as error:
    print(error.messages[0], time.perf_counter() - start, before, peak(), sep="|")
"""


def test_bomb_costs_neither_time_nor_memory():
    content = files.bomb()
    assert len(content) < 20_000
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MEASURE], input=content, capture_output=True, check=True, timeout=60
    )
    message, seconds, before, after = result.stdout.decode().split("|")
    assert "pixels" in message
    assert float(seconds) < 1
    assert float(after) < 250
    assert float(after) - float(before) < 20
