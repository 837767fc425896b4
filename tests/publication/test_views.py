"""Icons and the web manifest."""

import io

import pytest
from PIL import Image
from wagtail.models import Site

from publication import drawing
from publication.models import Publication
from tests.builders import image, picture


@pytest.fixture
def with_logo(home) -> Publication:
    logo = image("Logo", file=picture(600, 600))
    return Publication.objects.create(site=Site.objects.get(), name="The Bay Review", logo=logo)


def opened(answer) -> Image.Image:
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def test_without_a_logo_the_letter_is_the_icon(client, home):
    assert opened(client.get("/apple-touch-icon.png")).size == (180, 180)
    assert opened(client.get("/icon-512.png")).getpixel((5, 5)) == (0x15, 0x18, 0x1D)
    answer = client.get("/favicon.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b">G</text>" in answer.content


def test_the_logo_is_the_icon(client, with_logo):
    assert opened(client.get("/icon-512.png")).getpixel((5, 5)) == (0xBF, 0xE3, 0xF2)
    assert client.get("/favicon.svg").status_code == 404
    assert b"favicon.svg" not in client.get("/").content


def test_a_logo_whose_file_is_gone_does_not_break_the_icons(client, with_logo):
    with_logo.logo.file.delete(save=False)
    assert opened(client.get("/icon-192.png")).size == (192, 192)


@pytest.mark.parametrize("logo", [False, True])
def test_favicon_ico(client, home, request, logo):
    if logo:
        request.getfixturevalue("with_logo")
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_other_sizes_are_not_drawn(client, home):
    assert client.get("/icon-5000.png").status_code == 404


def test_the_manifest_says_who_we_are(client, home):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    data = answer.json()
    assert (data["name"], data["start_url"], data["lang"]) == ("Galley", "http://localhost:8000/", "en")
    for icon in data["icons"]:
        assert "{}x{}".format(*opened(client.get(icon["src"])).size) == icon["sizes"]


@pytest.mark.parametrize("name", ["", "🌊", "港"])
def test_a_name_without_a_letter_of_ours_has_a_mark(name):
    assert drawing.letter_mark(drawing.initial(name), 48).size == (48, 48)


def test_a_hostile_name_stays_text(client, home):
    Publication.objects.create(site=Site.objects.get(), name='"><script>')
    assert b"<script" not in client.get("/favicon.svg").content


def test_the_colours_are_those_of_the_style_sheet(settings):
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    for name, colours in {
        "paper": (drawing.PAPER, drawing.DARK_PAPER),
        "ink": (drawing.INK,),
        "muted": (drawing.MUTED,),
        "line": (drawing.LINE,),
        "accent": (drawing.ACCENT, drawing.DARK_ACCENT),
    }.items():
        (stated,) = [line for line in tokens.splitlines() if f"--color-{name}:" in line]
        assert all(colour in stated for colour in colours)
