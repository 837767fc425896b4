"""Where an article leads on to: its series, related articles, and what it says about its own mistakes."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import PageViewRestriction

from articles.models import Series
from articles.related import place_in_series, related_articles
from tests.builders import article, section_page, topic
from tests.reading import soup

START = datetime(2026, 3, 1, tzinfo=UTC)


def dated(section, title: str, day: int, **fields):
    return article(section, title=title, published_at=START + timedelta(days=day), **fields)


def titles(articles) -> list[str]:
    return [article.title for article in articles]


# --- Series ------------------------------------------------------------------


@pytest.fixture
def series(db) -> Series:
    return Series.objects.create(name="Kept going")


def test_parts_are_ordered_by_number_then_date(section, series):
    last = dated(section, "No number, late", 2, series=series)
    late = dated(section, "No number, early", 1, series=series)
    two = dated(section, "Second", 0, series=series, series_part=2)
    one = dated(section, "First", 3, series=series, series_part=1)
    places = [place_in_series(part) for part in (one, two, late, last)]
    assert [(place.number, place.total) for place in places] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (places[0].previous, places[0].next.title) == (None, "Second")
    assert (places[3].previous.title, places[3].next) == ("No number, early", None)


def test_only_public_parts_count(section, series, client):
    one = dated(section, "First", 0, series=series, series_part=1)
    secret = dated(section, "Secret", 1, series=series, series_part=2)
    dated(section, "Draft", 1, series=series, series_part=3, live=False)
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    assert place_in_series(one) is None
    assert place_in_series(secret) is None
    assert place_in_series(article(section, title="Without")) is None
    dated(section, "Fourth", 2, series=series, series_part=4)
    box = soup(client.get(one.url)).select_one("nav.series")
    assert "Part 1 of 2 in Kept going" in box.get_text()
    assert [(link["rel"], link["href"], link.get_text()) for link in box.find_all("a")] == [
        (["next"], "/harbours/fourth/", "Fourth")
    ]


def test_a_series_is_one_query(section, series, client, django_assert_num_queries):
    one = [dated(section, f"Part {number}", number, series=series) for number in range(4)][1]
    one.get_url()
    with django_assert_num_queries(1):
        place = place_in_series(one)
        assert (place.previous.url, place.next.url, place.series.name) == ("/harbours/part-0/", "/harbours/part-2/", "Kept going")


# --- Related -----------------------------------------------------------------


def test_most_topics_in_common_then_newest(section):
    ferries, tides = topic("Ferries"), topic("Tides")
    other = section_page("Islands")
    page = dated(section, "This one", 9, topics=(ferries, tides))
    dated(other, "One, old", 1, topics=(tides,))
    dated(other, "Both", 0, topics=(tides, ferries))
    dated(other, "One, new", 5, topics=(ferries,))
    dated(other, "None", 8)
    dated(other, "Draft", 8, topics=(ferries, tides), live=False)
    assert titles(related_articles(page)) == ["Both", "One, new", "One, old"]


def test_its_own_section_fills_up(section):
    ferries = topic("Ferries")
    page = dated(section, "This one", 9)
    for day in range(4):
        dated(section, f"Day {day}", day)
    dated(section_page("Islands"), "Elsewhere", 9)
    assert titles(related_articles(page)) == ["Day 3", "Day 2", "Day 1"]
    about = dated(section, "About ferries", 0, topics=(ferries,))
    page = dated(section, "Too", 9, topics=(ferries,))
    assert titles(related_articles(page, without=[None]))[0] == about.title


def test_neither_restricted_ones_nor_neighbours_in_the_series(section, client):
    series = Series.objects.create(name="Kept going")
    ferries = topic("Ferries")
    page = dated(section, "This one", 1, series=series, topics=(ferries,))
    dated(section, "Next", 2, series=series, topics=(ferries,))
    closed = section_page("Closed")
    dated(closed, "Secret", 3, topics=(ferries,))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    dated(section, "Open", 0, topics=(ferries,))
    shelf = soup(client.get(page.url)).select_one(".related")
    assert [link.get_text() for link in shelf.select("h3 a")] == ["Open"]


def test_alone_there_is_no_shelf(section, client):
    page = soup(client.get(article(section).url))
    assert not page.select(".related, nav.series, .notes, .footnotes")


# --- Corrections and updates -------------------------------------------------


def note(kind: str, date: str, text: str) -> dict:
    return {"type": "note", "value": {"kind": kind, "date": date, "text": f"<p>{text}</p>"}}


def test_corrections_are_told_at_the_top_and_shown_at_the_end(section, client):
    page = article(section)
    page.notes = page.notes.stream_block.to_python(
        [
            note("correction", "2026-03-04", "It was two guineas."),
            note("correction", "2026-03-02", "It was a Tuesday."),
            note("update", "2026-03-09", "The council has voted."),
        ]
    )
    page.save_revision().publish()
    html = soup(client.get(page.url))
    link = html.select_one(".times a")
    assert link.get_text() == "Corrected 4 March 2026"
    end = html.find(id=link["href"].removeprefix("#"))
    assert [heading.get_text() for heading in end.find_all("h3")] == [
        "Correction 4 March 2026",
        "Correction 2 March 2026",
        "Update 9 March 2026",
    ]
    assert [time["datetime"] for time in end.find_all("time")] == ["2026-03-04", "2026-03-02", "2026-03-09"]
    assert "The council has voted." in end.get_text()


def test_an_update_is_no_correction(section, client):
    page = article(section)
    page.notes = page.notes.stream_block.to_python([note("update", "2026-03-09", "The council has voted.")])
    page.save_revision().publish()
    html = soup(client.get(page.url))
    assert html.select(".notes")
    assert not html.select(".times a")


# --- Languages ---------------------------------------------------------------


def test_a_quote_in_another_language(section, client):
    quote = {"text": "<p>אנחנו כאן</p>", "speaker": "Ines Aguilar", "language": "he"}
    html = soup(client.get(article(section, body=[("quote", quote), ("paragraph", "<p>Six.</p>")]).url))
    assert html.blockquote["lang"] == "he"
    assert html.select_one("figure.quote")["dir"] == "auto"
    assert html.select_one(".body > p")["dir"] == "auto"
    plain = soup(client.get(article(section, title="Plain", body=[("quote", quote | {"language": ""})]).url))
    assert not plain.blockquote.has_attr("lang")
