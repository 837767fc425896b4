"""The second yardstick must stay the same page as ours, or what it says of our costs is not true."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticlePage, Series
from home.models import HomePage
from publication.models import Publication
from tests.builders import article, author, image, picture, section_page, topic
from tests.page_kinds import every_block

from .rendering import TEMPLATES, renderer


def small(title: str = "Sun above the harbour", **fields):
    return image(title, file=picture(48, 32), **fields)


@pytest.fixture
def story(db, settings) -> ArticlePage:
    """An article with every kind of block, and whatever else a page may have."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], TEMPLATES]}]
    section = section_page(show_in_menus=True)
    home = HomePage.objects.get()
    publication = Publication.for_site(home.get_site())
    publication.footer_links = [("link", {"page": section, "label": "All harbours"})]
    publication.logo, publication.tagline = small("Mark"), "How things are kept"
    publication.save()
    people, subject, series = (author(portrait=small(), role="Editor"), author("Ines Aguilar")), topic(), Series(name="Tides")
    series.save()
    for number in range(3):
        article(section, title=f"Low tide {number}", authors=people, topics=(subject,), hero_image=small(), series=series)
    note = {"kind": "correction", "date": "2026-05-01", "text": "<p>The ferry leaves at <b>six</b>.</p>"}
    notes = [{"type": "note", "value": note}]
    more = {"hero_image": small(credit="M. L."), "hero_caption": "<p>Noon.</p>", "series": series, "series_part": 1}
    return article(section, title="Everything", body=every_block(), authors=people, topics=(subject,), notes=notes, **more)


def page_at(path: str, *, usual: bool) -> BeautifulSoup:
    page = BeautifulSoup(renderer(path, usual)(), "html.parser")
    for hidden in page.find_all(["script", "style", "svg"]):
        hidden.decompose()
    return page


def test_the_usual_way_shows_the_words_and_pictures_of_our_page(story):
    ours, usual = page_at(story.url, usual=False), page_at(story.url, usual=True)
    assert usual.get_text(" ").split() == ours.get_text(" ").split()
    assert len(usual.find_all("img")) == len(ours.find_all("img")) > 8
    assert len(usual.find_all("source")) == len(ours.find_all("source"))


def test_the_usual_way_asks_for_each_thing_where_it_needs_it(story):
    """Were our own routing, manager or templates in it, it would be no yardstick."""
    counts = []
    for usual in (False, True):
        render = renderer(story.url, usual)
        render()  # makes the pictures
        with CaptureQueriesContext(connection) as queries:
            render()
        counts.append(len(queries))
    assert counts[1] > 3 * counts[0]
    # Wagtail's manager brings no files along (the publication does, for its logo); tags find theirs in Wagtail's own cache.
    assert sum("images_rendition" in query["sql"] for query in queries) <= 1
