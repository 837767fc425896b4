"""Share pictures: drawn once, only for what everybody may read, and nothing is left where nothing may be."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import RequestFactory
from PIL import Image
from wagtail.models import PageViewRestriction

from publication import drawing, views
from tests.builders import article, author
from tests.reading import tags

HOST = "http://localhost:8000"


def address(client, path: str = "/harbours/the-harbour-that-said-no/") -> str:
    return tags(client.get(path))["og:image"].removeprefix(HOST)


def files(settings) -> list[str]:
    return sorted(path.name for path in Path(settings.MEDIA_ROOT, "share").glob("*"))


def test_it_is_a_picture_that_caches_may_keep(client, section):
    article(section, authors=(author(),))
    answer = client.get(address(client))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert {"public", "immutable", "max-age=31536000"} == set(answer["Cache-Control"].split(", "))
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_it_is_drawn_once(client, section, settings, monkeypatch):
    article(section)
    path = address(client)
    first = client.get(path).content
    monkeypatch.setattr(drawing, "share_picture", None)  # a second drawing would fail
    assert client.get(path).content == first
    assert files(settings) == [path.removeprefix("/share/")]


def test_new_words_have_a_new_address_and_the_old_file_goes(client, section, settings):
    page = article(section)
    old = address(client)
    client.get(old)
    page.title = "The harbour that said yes"
    page.save_revision().publish()
    new = address(client)
    assert new != old
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert files(settings) == [new.removeprefix("/share/")]


def test_a_wrong_hash_draws_nothing(client, section, settings):
    page = article(section)
    assert client.get(f"/share/{page.pk}-{'0' * 24}.png").status_code == 404
    assert client.get(f"/share/{10**30}-{'0' * 24}.png").status_code == 404
    assert client.get(f"/share/{page.pk}-short.png").status_code == 404
    assert files(settings) == []


def test_what_is_withdrawn_or_restricted_has_no_picture(client, section):
    page = article(section)
    path = address(client)
    assert client.get(path).status_code == 200  # and kept
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(path).status_code == 404
    restriction.delete()
    page.unpublish()
    assert client.get(path).status_code == 404


def test_a_draft_is_not_told_apart_from_nothing(client, section):
    page = article(section, live=False)
    draft = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert client.get(tags(draft)["og:image"].removeprefix(HOST)).status_code == 404


def test_a_rehearsal_leaves_no_file(client, section, settings):
    page = article(section)
    path = address(client)
    request = RequestFactory().get(path)
    request.is_preview = True
    answer = views.share_picture(request, page.pk, path.rpartition("-")[2].removesuffix(".png"))
    assert answer.status_code == 200
    assert files(settings) == []


def test_a_full_disk_costs_no_answer(client, section, monkeypatch):
    article(section)
    path = address(client)

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    assert client.get(path).status_code == 200


def test_pages_of_no_article_share_the_publications_picture(client, section):
    article(section, authors=(author(),))
    assert address(client, "/authors/mara-lindqvist/") == address(client, "/")
    assert client.get(address(client, "/")).status_code == 200


@pytest.mark.parametrize(
    "title",
    [
        "Tides",
        "W" * 255,
        "D" * 80,
        "a b " * 63,
        "🌊",
        "הנמל שאמר לא",
        "拒绝的港口",
        "Гавань",
        "e\u0301tude",
        "\u200f\u202e",
    ],
)
def test_any_title_can_be_drawn(title):
    words = drawing.Words("Galley", "Harbours", title, "Mara Lindqvist")
    assert Image.open(io.BytesIO(drawing.share_picture(words))).size == (1200, 630)


@pytest.mark.parametrize("title", ["Tides", "W" * 255, "Donau" * 16, "The " + "D" * 80, "What the tide leaves behind " * 9])
def test_a_title_stays_in_its_box(title):
    lines, size = drawing.fitted(title.strip(), 1000, 320)
    assert len(lines) * size * drawing.LEADING <= 320
    assert all(drawing.font(drawing.BOLD, size).getlength(line) <= 1000 for line in lines)
    if not lines[-1].endswith(drawing.ELLIPSIS):
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("🌊 What the tide leaves", "What the tide leaves"),
        ("Café « Größe » — Гавань", "Café « Größe » — Гавань"),
        ("拒绝的港口", ""),
        ("The 港", "The"),
        ("", ""),
    ],
)
def test_letters_that_the_font_lacks_are_not_drawn_as_boxes(text, drawn):
    assert drawing.drawable(text) == drawn
