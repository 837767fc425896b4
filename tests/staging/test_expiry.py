"""Nobody runs the schedule: what has expired is gone for readers all the same."""

import pytest
from django.utils import timezone

from articles.models import ArticlePage
from staging import schedule
from tests.builders import article, author, topic

from .plans import ago, expire

LISTS = [
    "/",
    "/harbours/",
    "/authors/mara-lindqvist/",
    "/topics/ferries/",
    "/feeds/feed.json",
    "/harbours/feeds/rss.xml",
    "/search/?q=tide",
    f"/archive/{timezone.now():%Y/%m}/",
    "/sitemap-articles.xml",
]


@pytest.fixture
def tides(section):
    """Two articles alike, of which one has expired a second ago."""
    about = {"authors": (author(),), "topics": (topic(),)}
    lasting, over = (article(section, title=title, **about) for title in ("High tide", "Low tide"))
    return lasting, over


def test_an_expired_article_is_gone(client, tides):
    _lasting, over = tides
    assert client.get("/harbours/low-tide/").status_code == 200
    expire(over, ago(seconds=1))
    assert client.get("/harbours/low-tide/").status_code == 410
    assert client.get("/harbours/low-tide.md").status_code == 404
    assert client.get("/harbours/high-tide/").status_code == 200


def test_expiry_to_come_changes_nothing(client, tides, django_assert_num_queries):
    _lasting, over = tides
    expire(over, ago(seconds=-60))
    assert client.get("/harbours/low-tide/").status_code == 200
    assert b"Low tide" in client.get("/harbours/").content


@pytest.mark.parametrize("address", LISTS)
def test_no_list_has_it(client, tides, address):
    _lasting, over = tides
    before = client.get(address, follow=True).content.decode()
    assert "low-tide" in before, before
    expire(over, ago(seconds=1))
    after = client.get(address, follow=True).content.decode()
    assert "low-tide" not in after


def test_the_schedule_still_finds_it(tides):
    _lasting, over = tides
    expire(over, ago(seconds=1))
    assert ArticlePage.objects.live().count() == 1
    assert schedule.make_round() == schedule.Round(done=1)
