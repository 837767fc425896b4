"""The pages that readers see: what is on them, also where an editor left something out."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import article, author, image, topic

SECTIONS = [("heading", {"text": f"Part {number}", "level": "2"}) for number in range(3)]
WORD = "Hafenmeisterstellvertreteramtszimmerschluesselbrettbeleuchtungsbeauftragtenbuero"


def read(client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_contents_lead_to_the_headings(client, section):
    page = read(client, article(section, body=[*SECTIONS, ("heading", {"text": "A detail", "level": "3"})]).url)
    entries = page.select(".contents a")
    assert [entry.text for entry in entries] == ["Part 0", "Part 1", "Part 2"]
    assert [entry["href"] for entry in entries] == [f"#{heading['id']}" for heading in page.select(".body > h2")]


def test_two_headings_need_no_contents(client, section):
    assert not read(client, article(section, body=SECTIONS[:2]).url).select(".contents")


def test_an_article_with_everything(client, section):
    ines = author("Ines Aguilar", role="Editor", biography="<p>Writes about quays.</p>", portrait=image("Face"))
    page = read(client, article(section, authors=(ines,), topics=(topic(),), hero_image=image(credit="Mara Moss")).url)
    assert page.select_one(".kicker a")["href"] == "/harbours/"
    assert page.select_one(".byline a")["href"] == "/authors/ines-aguilar/"
    assert page.select_one(".byline img")
    assert page.select_one(".times time")["datetime"]
    assert page.select_one(".hero img")["alt"] == "A low sun above calm water."
    assert page.select_one(".hero .credit").text == "Mara Moss"
    assert page.select_one(".tags a").text == "Ferries"
    assert "Writes about quays." in page.select_one(".author-box").text


def test_an_article_with_a_title_only(client, section):
    page = read(client, article(section, title="Tide", standfirst="").url)
    assert page.h1.text == "Tide"
    assert not page.select(".byline, .hero, .tags, .author-box, .standfirst, .contents")


@pytest.mark.parametrize(("title", "long"), [("Tide", False), (WORD, False), ("A word or two " * 18, True)])
def test_a_long_title_is_set_smaller(client, section, title, long):
    page = read(client, article(section, title=title.strip()[:255], slug="tide").url)
    assert bool(page.select(".article-head.is-long")) == long


def test_an_author_without_portrait_has_initials(client, section):
    article(section, authors=(author("Ines Aguilar"),))
    assert read(client, "/authors/ines-aguilar/").select_one(".portrait").text == "IA"


@pytest.mark.parametrize("path", ["/", "/harbours/", "/authors/mara-lindqvist/", "/topics/ferries/"])
def test_more_articles_need_no_more_queries(client, section, path):
    mara, ferries = author(), topic()

    def publish(number: int) -> None:
        title = f"Ferry {number}"
        article(section, title=title, authors=(mara,), topics=(ferries,), hero_image=image(title))

    def queries() -> int:
        client.get(path)  # makes the pictures' files
        with CaptureQueriesContext(connection) as captured:
            read(client, path)
        return len(captured)

    for number in range(2):
        publish(number)
    few = queries()
    for number in range(2, 6):
        publish(number)
    assert queries() == few


def test_pages_of_a_list_lead_to_one_another(client, section, monkeypatch):
    monkeypatch.setattr("articles.querysets.ARTICLES_PER_PAGE", 2)
    for number in range(5):
        article(section, title=f"Ferry {number}")
    second = read(client, "/harbours/?page=2")
    assert [link["href"] for link in second.select(".pages a")] == ["/harbours/", "?page=3"]
    assert "Page 2 of 3" in second.select_one(".pages").text
    assert not read(client, "/harbours/?page=3").select(".pages a[rel=next]")


def test_empty_lists_say_so(client, section):
    assert "Nothing has been published here yet." in read(client, "/harbours/").main.text
    assert "Nothing has been published here yet." in read(client, "/").main.text
