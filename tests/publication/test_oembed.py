"""The card that other sites can show of an article."""

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from wagtail.models import PageViewRestriction

from tests.builders import article, author

HOST = "http://localhost:8000"
ADDRESS = f"{HOST}/harbours/the-harbour-that-said-no/"


@pytest.fixture
def story(section):
    return article(section, authors=(author(), author("Ines Aguilar")))


def ask(client, **parameters):
    return client.get("/oembed", parameters)


def test_a_card(client, story):
    answer = ask(client, url=ADDRESS)
    assert answer["Access-Control-Allow-Origin"] == "*"
    data = answer.json()
    html = BeautifulSoup(data.pop("html"), "html.parser")
    assert data == {
        "version": "1.0",
        "type": "rich",
        "title": story.title,
        "author_name": "Mara Lindqvist, Ines Aguilar",
        "provider_name": "Galley",
        "provider_url": f"{HOST}/",
        "cache_age": 86400,
        "width": 600,
        "height": 455,
        "thumbnail_url": data["thumbnail_url"],
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }
    assert client.get(data["thumbnail_url"].removeprefix(HOST)).status_code == 200
    assert html.blockquote.a["href"] == ADDRESS
    assert html.img["src"] == data["thumbnail_url"]
    assert {tag.name for tag in html.find_all(True)} <= {"blockquote", "p", "a", "img", "cite"}


def test_the_same_as_xml(client, story):
    answer = ask(client, url=ADDRESS, format="xml")
    assert answer["Content-Type"] == "text/xml"
    root = ElementTree.fromstring(answer.content)
    assert {child.tag: child.text for child in root} == {name: str(v) for name, v in ask(client, url=ADDRESS).json().items()}


@pytest.mark.parametrize(("limits", "size"), [({"maxwidth": 300}, (300, 298)), ({"maxwidth": 9999}, (600, 455))])
def test_limits_hold(client, story, limits, size):
    data = ask(client, url=ADDRESS, **limits).json()
    assert (data["width"], data["height"]) == size
    assert ("thumbnail_url" in data) == (limits["maxwidth"] >= 1200)


def test_a_low_card_has_no_picture(client, story):
    data = ask(client, url=ADDRESS, maxheight=120).json()
    assert data["height"] == 120
    assert "<img" not in data["html"]


def test_forms_of_the_address_that_mean_the_article(client, story):
    for address in (ADDRESS.rstrip("/"), f"{ADDRESS}?utm_source=x#b-1", ADDRESS.replace("localhost", "LOCALHOST")):
        assert ask(client, url=address).json()["title"] == story.title


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/harbours/the-harbour-that-said-no/",
        "http://localhost:8000.example.org/harbours/the-harbour-that-said-no/",
        "http://user@localhost:8000/harbours/the-harbour-that-said-no/",
        f"{HOST}/harbours/",
        f"{HOST}/harbours/nothing/",
        f"{HOST}/harbours/\x00/",
        "ftp://localhost:8000/harbours/the-harbour-that-said-no/",
        "http://[",
        "harbours",
        f"{HOST}/{'x' * 5000}",
    ],
)
def test_other_addresses_are_not_found(client, story, address):
    assert ask(client, url=address).status_code == 404


def test_drafts_and_restricted_articles_are_not_found(client, story, section):
    article(section, title="Low tide", live=False)
    assert ask(client, url=f"{HOST}/harbours/low-tide/").status_code == 404
    PageViewRestriction.objects.create(page=story, restriction_type="login")
    assert ask(client, url=ADDRESS).status_code == 404


def test_wrong_questions_get_a_sentence(client, story):
    assert ask(client, url=ADDRESS, format="yaml").status_code == 501
    for wrong in ({}, {"url": ""}, {"url": ADDRESS, "maxwidth": "wide"}, {"url": ADDRESS, "maxheight": "-1"}):
        answer = ask(client, **wrong)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode().endswith(".")


def test_a_hostile_title_stays_text(client, section):
    page = article(section, title='<img src=x onerror="alert(1)">', slug="hostile")
    html = BeautifulSoup(ask(client, url=f"{HOST}/harbours/hostile/").json()["html"], "html.parser")
    assert not html.find_all("img", onerror=True)
    assert page.title in html.get_text()
