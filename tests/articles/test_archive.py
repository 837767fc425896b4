"""The archive by year and month."""

from datetime import UTC, datetime

import pytest
from wagtail.models import PageViewRestriction

from tests import builders


@pytest.fixture
def articles(section):
    dates = [
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 31, 23, 59, tzinfo=UTC),
    ]
    return [builders.article(section, title=f"Article {number}", published_at=date) for number, date in enumerate(dates, 1)]


def shown(response) -> list[str]:
    assert response.status_code == 200
    return [article.title for article in response.context["articles"]]


def test_years_and_months_with_their_numbers(client, articles):
    years = client.get("/archive/").context["years"]()
    assert [(year.number, year.count) for year in years] == [(2026, 2), (2024, 1)]
    assert [(month.date.month, month.count) for month in years[0].months] == [(1, 2)]


def test_the_way_leads_from_archive_to_month(client, articles):
    assert 'href="/archive/2026/"' in client.get("/archive/").content.decode()
    assert 'href="/archive/2026/01/"' in client.get("/archive/").content.decode()
    assert 'href="/archive/2026/01/"' in client.get("/archive/2026/").content.decode()


def test_newest_first(client, articles):
    assert shown(client.get("/archive/2026/")) == ["Article 3", "Article 2"]
    assert shown(client.get("/archive/2026/01/")) == ["Article 3", "Article 2"]
    assert shown(client.get("/archive/2024/02/")) == ["Article 1"]


def test_months_begin_at_midnight_of_the_publication(client, articles, settings):
    settings.TIME_ZONE = "America/New_York"
    assert shown(client.get("/archive/2025/12/")) == ["Article 2"]
    assert shown(client.get("/archive/2026/01/")) == ["Article 3"]
    assert [year.number for year in client.get("/archive/").context["years"]()] == [2026, 2025, 2024]


def test_december_ends_with_the_year(client, section):
    builders.article(section, published_at=datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    assert len(shown(client.get("/archive/2025/12/"))) == 1
    assert client.get("/archive/2026/").status_code == 404


@pytest.mark.parametrize(
    "when",
    [
        *("2025", "2026/02", "2026/13", "2026/00", "0", "0000", "0001", "0001/01", "9999", "9999/12", "99999", "20260"),
        *("-1", "abc", "2026/1", "2026/011", "2026/ab", "２０２６"),
    ],
)
def test_other_times_are_404(client, articles, when):
    assert client.get(f"/archive/{when}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "2", "abc", "", "1.5", "10**9", "1000000000", "9" * 5000])
def test_pages_that_are_not_there_are_404(client, articles, number):
    assert client.get(f"/archive/2026/?page={number}").status_code == 404
    assert client.get(f"/archive/2026/01/?page={number}").status_code == 404


def test_numbered_pages(client, section):
    for number in range(13):
        builders.article(section, title=f"Article {number}", published_at=datetime(2026, 3, 1, number, tzinfo=UTC))
    assert shown(client.get("/archive/2026/03/?page=2")) == ["Article 0"]
    assert shown(client.get("/archive/2026/?page=2")) == ["Article 0"]


def test_only_what_any_reader_may_open(client, articles, section):
    PageViewRestriction.objects.create(page=articles[0], restriction_type="login")
    builders.article(section, title="Draft", live=False, published_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert [year.number for year in client.get("/archive/").context["years"]()] == [2026]
    assert client.get("/archive/2024/").status_code == 404
    assert client.get("/archive/2024/02/").status_code == 404
    assert client.get("/archive/2020/").status_code == 404


def test_empty_archive(client, home):
    assert client.get("/archive/").status_code == 200


@pytest.mark.parametrize(("address", "queries"), [("/archive/", 6), ("/archive/2026/", 12), ("/archive/2026/01/", 12)])
def test_few_queries(client, articles, django_assert_max_num_queries, address, queries):
    client.get(address)
    with django_assert_max_num_queries(queries):
        response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
