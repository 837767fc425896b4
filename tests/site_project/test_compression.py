"""Texts travel compressed, files as they are."""

import gzip

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from tests.builders import article

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/", "/harbours/the-harbour-that-said-no/", "/feeds/rss.xml", "/feeds/feed.json"])
def test_texts_are_compressed(client, section, path):
    article(section)
    plain, packed = client.get(path), client.get(path, headers=GZIP)
    assert packed.status_code == 200
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in packed["Vary"]
    assert "Accept-Encoding" in plain["Vary"]  # else a cache would hand one reader's answer to another


def test_markdown_is_compressed(client, section):
    article(section, body=[("paragraph", "<p>The ferry leaves at six.</p>")] * 40)
    answer = client.get("/harbours/the-harbour-that-said-no.md", headers=GZIP)
    assert answer["Content-Encoding"] == "gzip"
    assert b"The ferry leaves at six." in gzip.decompress(answer.content)


def test_head_says_what_get_would(client, section):
    answer = client.head("/", headers=GZIP)
    assert answer["Content-Encoding"] == "gzip"
    assert int(answer["Content-Length"]) > 0
    assert answer.content == b""


def test_a_short_answer_is_not_worth_it(client, home):
    assert "Content-Encoding" not in client.get("/media/nothing.png", headers=GZIP)


@pytest.mark.parametrize("wanted", ["", "bytes=5-9"])
def test_a_file_keeps_its_length_and_its_parts(client, db, wanted):
    text = b"tide " * 1000
    log = get_document_model().objects.create(title="Log", file=ContentFile(text, "log.txt"))
    answer = client.get(log.url, headers={**GZIP, "Range": wanted})
    whole = b"".join(answer.streaming_content)
    assert "Content-Encoding" not in answer
    assert int(answer["Content-Length"]) == len(whole)
    assert whole == (text[5:10] if wanted else text)
