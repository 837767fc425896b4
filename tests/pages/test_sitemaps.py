"""What search engines are told: sitemaps and robots.txt."""

# ruff: noqa: S314 - the XML is our own

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticlePage
from pages.sitemaps import SiteSitemap
from tests import builders

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def rows(client, address: str) -> dict[str, str]:
    """Address and date of everything that a sitemap or an index lists."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    return {row.findtext(f"{SITEMAP}loc"): row.findtext(f"{SITEMAP}lastmod") for row in root}


def path(address: str) -> str:
    root = Site.objects.get().root_url
    assert address.startswith(root + "/")
    return address.removeprefix(root)


def all_paths(client) -> set[str]:
    return {path(address) for file in rows(client, "/sitemap.xml") for address in rows(client, path(file))}


def test_index_leads_to_every_public_page(client, section):
    builders.article(section, authors=(builders.author(),), topics=(builders.topic(),))
    builders.standard_page()
    builders.author("Nobody Yet")
    assert all_paths(client) == {
        "/",
        "/about/",
        "/harbours/",
        "/harbours/the-harbour-that-said-no/",
        "/authors/mara-lindqvist/",
        "/topics/ferries/",
    }


def test_what_readers_can_not_open_stays_out(client, section):
    builders.article(section, slug="draft", live=False, authors=(builders.author(),))
    hidden = builders.article(section, slug="hidden", topics=(builders.topic(),))
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert all_paths(client) == {"/", "/harbours/"}
    assert rows(client, "/news-sitemap.xml") == {}

    PageViewRestriction.objects.create(page=section, restriction_type="password", password="x")
    assert all_paths(client) == {"/"}


def test_dates_are_those_of_the_last_publication(client, section):
    article = builders.article(section, authors=(builders.author(),), topics=(builders.topic(),))
    older = datetime(2026, 3, 1, 12, tzinfo=UTC)
    Page.objects.update(last_published_at=older - timedelta(days=1))
    Page.objects.filter(pk=article.pk).update(last_published_at=older)
    for file, date in rows(client, "/sitemap.xml").items():
        assert date == older.isoformat()
        assert set(rows(client, path(file)).values()) == {older.isoformat()}  # lists change with their articles


def test_a_main_picture_is_named_once_a_page_has_shown_it(client, section):
    article = builders.article(section, hero_image=builders.image())
    client.get(article.url)
    root = ElementTree.fromstring(client.get("/sitemap-articles.xml").content)
    [location] = root.iter(f"{IMAGE}loc")
    assert path(location.text).startswith("/media/images/")
    picture = client.get(path(location.text))
    assert picture.getvalue()


def test_files_have_a_limit(client, section, monkeypatch):
    monkeypatch.setattr(SiteSitemap, "limit", 2)
    for number in range(5):
        builders.article(section, title=f"Article {number}")
    files = [path(file) for file in rows(client, "/sitemap.xml") if "articles" in file]
    assert files == [f"/sitemap-articles.xml?p={number}" for number in (1, 2, 3)]
    assert [len(rows(client, file)) for file in files] == [2, 2, 1]


@pytest.mark.parametrize("address", ["-articles.xml?p=2", "-articles.xml?p=0", "-articles.xml?p=abc", "-other.xml", "-.xml"])
def test_files_that_are_not_there_are_404(client, home, address):
    assert client.get(f"/sitemap{address}").status_code == 404


def test_news_of_two_days(client, section):
    now = timezone.now()
    builders.article(section, title="Old & gone", published_at=now - timedelta(hours=49))
    fresh = builders.article(section, title="Fresh & new", published_at=now - timedelta(hours=47))
    root = ElementTree.fromstring(client.get("/news-sitemap.xml").content)
    [row] = root
    assert row.findtext(f"{SITEMAP}loc") == fresh.full_url
    assert row.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}name") == "Galley"
    assert row.findtext(f"{NEWS}news/{NEWS}publication/{NEWS}language") == "en"
    assert row.findtext(f"{NEWS}news/{NEWS}publication_date") == fresh.published_at.isoformat()
    assert row.findtext(f"{NEWS}news/{NEWS}title") == "Fresh & new"


def test_a_control_character_breaks_no_sitemap(client, section):
    article = builders.article(section)
    ArticlePage.objects.filter(pk=article.pk).update(title="A\x0bB")
    ElementTree.fromstring(client.get("/news-sitemap.xml").content)


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-articles.xml", "/news-sitemap.xml"])
def test_unchanged_is_304(client, section, address):
    builders.article(section)
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert not first.cookies


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/sitemap.xml", 14),
        ("/sitemap-articles.xml", 4),
        ("/sitemap-pages.xml", 5),
        ("/news-sitemap.xml", 4),
        ("/robots.txt", 1),
    ],
)
def test_few_queries(client, section, django_assert_max_num_queries, address, queries):
    for number in range(3):
        builders.article(section, title=f"Article {number}", authors=(builders.author(f"Author {number}"),))
    client.get(address)
    with django_assert_max_num_queries(queries):
        assert client.get(address).status_code == 200


def test_robots(client, home):
    response = client.get("/robots.txt")
    root = Site.objects.get().root_url
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().split() == [
        *("User-agent:", "*", "Disallow:", "/admin/", "Disallow:", "/search/"),
        *("Sitemap:", f"{root}/sitemap.xml", "Sitemap:", f"{root}/news-sitemap.xml"),
    ]
