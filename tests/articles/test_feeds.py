"""Feeds: what subscribers get, in each format and for each part of the site."""

# ruff: noqa: S314 - the XML is our own

import json
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.template import Context, Template
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from articles.models import ArticlePage, Author
from page_cache import folders
from publication.models import Publication
from tests import builders

NAMES = ["rss.xml", "atom.xml", "feed.json"]
CONTENT_TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


@pytest.fixture
def article(section):
    picture = builders.image()
    body = [
        *builders.BODY,
        ("paragraph", f'<p>See <a linktype="page" id="{section.pk}">the section</a>.</p>'),
        ("figure", {"image": {"image": picture.pk, "alt_text": "The quay", "decorative": False}, "width": "wide"}),
        (
            "video",
            {"url": "https://youtu.be/AbCdEfGhIjK", "start": "26:03", "title": "A hearing", "poster": picture.pk},
        ),
    ]
    return builders.article(
        section,
        body=body,
        authors=(builders.author(), builders.author("Jon Abel")),
        topics=(builders.topic(), builders.topic("Tides & winds")),
        hero_image=picture,
    )


def root_url() -> str:
    return Site.objects.get().root_url


def rss_items(response) -> list[ElementTree.Element]:
    return ElementTree.fromstring(response.content).findall("channel/item")


def titles(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    return [item["title"] for item in json.loads(response.content)["items"]]


# --- Formats -----------------------------------------------------------------


def test_rss_has_full_text_authors_topics_and_picture(client, article):
    response = client.get("/feeds/rss.xml")
    channel = ElementTree.fromstring(response.content).find("channel")
    assert response["Content-Type"] == CONTENT_TYPES["rss.xml"]
    assert channel.findtext("link") == f"{root_url()}/"
    assert channel.findtext("description")
    assert channel.find(f"{ATOM}link").attrib == {"rel": "self", "href": f"{root_url()}/feeds/rss.xml"}

    [item] = channel.findall("item")
    assert item.findtext("title") == article.title
    assert item.findtext("link") == article.full_url
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert [creator.text for creator in item.findall(CREATOR)] == ["Mara Lindqvist", "Jon Abel"]
    assert item.find("author") is None  # RSS wants an e-mail address there
    assert [category.text for category in item.findall("category")] == ["Ferries", "Tides & winds"]
    assert parsedate_to_datetime(item.findtext("pubDate")) == article.date.replace(microsecond=0)
    enclosure = item.find("enclosure").attrib
    assert enclosure["type"] == "image/jpeg"
    picture = client.get(enclosure["url"].removeprefix(root_url()))
    assert len(picture.getvalue()) == int(enclosure["length"])
    assert "We only stopped selling it." in item.findtext(CONTENT)


def test_atom_has_the_same(client, article):
    response = client.get("/feeds/atom.xml")
    feed = ElementTree.fromstring(response.content)
    assert response["Content-Type"] == CONTENT_TYPES["atom.xml"]
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{root_url()}/",
        "self": f"{root_url()}/feeds/atom.xml",
    }
    assert feed.findtext(f"{ATOM}id").startswith("urn:uuid:")

    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == article.translation_key.urn
    assert entry.findtext(f"{ATOM}published") == article.date.isoformat()
    assert entry.findtext(f"{ATOM}updated") == article.last_published_at.isoformat()
    assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] == [
        "Mara Lindqvist",
        "Jon Abel",
    ]
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert "We only stopped selling it." in entry.findtext(f"{ATOM}content")
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["Ferries", "Tides & winds"]


def test_json_feed_has_the_same(client, article):
    response = client.get("/feeds/feed.json")
    feed = json.loads(response.content)
    assert response["Content-Type"] == CONTENT_TYPES["feed.json"]
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"{root_url()}/"
    assert feed["feed_url"] == f"{root_url()}/feeds/feed.json"

    [item] = feed["items"]
    assert item["id"] == article.translation_key.urn
    assert item["url"] == article.full_url
    assert item["summary"] == article.standfirst
    assert item["authors"][0] == {"name": "Mara Lindqvist", "url": f"{root_url()}/authors/mara-lindqvist/"}
    assert item["tags"] == ["Ferries", "Tides & winds"]
    assert item["image"].startswith(f"{root_url()}/media/")
    assert "We only stopped selling it." in item["content_html"]


def test_full_text_stands_alone(client, article):
    [item] = rss_items(client.get("/feeds/rss.xml"))
    html = item.findtext(CONTENT)
    assert f'<a href="{article.section.full_url}">the section</a>' in html
    assert f'<img src="{root_url()}/media/' in html
    assert 'alt="The quay"' in html
    assert 'href="https://www.youtube.com/watch?v=AbCdEfGhIjK&amp;t=1563s"' in html
    for page_only in (
        "<script",
        "<button",
        "<svg",
        "<video-player",
        "<picture",
        "srcset",
        " id=",
        " class=",
        'href="/',
    ):
        assert page_only not in html


# --- Parts of the site ---------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["", "/harbours", "/topics/ferries", "/authors/mara-lindqvist"])
def test_every_part_has_every_format(client, article, part, name):
    response = client.get(f"{part}/feeds/{name}")
    assert response.status_code == 200
    assert response["Content-Type"] == CONTENT_TYPES[name]
    assert f"{root_url()}{part}/feeds/{name}" in response.content.decode()
    assert article.title in response.content.decode()


def test_a_part_has_only_its_own_articles(client, article):
    builders.article(builders.section_page("Rivers"), title="Upstream", authors=(builders.author("Ada Bo"),))
    assert titles(client, "/feeds/feed.json") == ["Upstream", article.title]
    assert titles(client, "/rivers/feeds/feed.json") == ["Upstream"]
    assert titles(client, "/authors/ada-bo/feeds/feed.json") == ["Upstream"]
    assert titles(client, "/topics/ferries/feeds/feed.json") == [article.title]


@pytest.mark.parametrize("part", ["/nowhere", "/drafts", "/topics/nothing", "/topics/winds", "/authors/nobody", "/authors/jo"])
def test_what_readers_can_not_open_has_no_feed(client, home, part):
    drafts = builders.section_page("Drafts", live=False)
    builders.article(drafts, live=False, authors=(builders.author("Jo"),), topics=(builders.topic("Winds"),))
    assert client.get(f"{part}/feeds/rss.xml").status_code == 404


@pytest.mark.parametrize("address", ["/feeds/", "/feeds/other.xml", "/topics/feeds/rss.xml"])
def test_other_addresses_are_404(client, home, address):
    assert client.get(address).status_code == 404


def test_drafts_and_restricted_articles_stay_out(client, section):
    builders.article(section, title="Draft", slug="draft", live=False)
    hidden = builders.article(section, title="Hidden", slug="hidden", topics=(builders.topic(),))
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert titles(client, "/feeds/feed.json") == []
    assert client.get("/topics/ferries/feeds/feed.json").status_code == 404

    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert client.get("/harbours/feeds/feed.json").status_code == 404


def test_a_renamed_section_takes_its_feed_along(client, article):
    section = article.section.specific
    guid = rss_items(client.get("/feeds/rss.xml"))[0].findtext("guid")
    section.slug = "ports"
    section.save()
    Redirect.add_redirect("/harbours", section)  # as pages/addresses.py does
    response = client.get("/harbours/feeds/rss.xml")
    assert response.status_code == 301
    assert response["Location"].endswith("/ports/feeds/rss.xml")
    [item] = rss_items(client.get("/ports/feeds/rss.xml"))
    assert item.findtext("guid") == guid
    assert item.findtext("link") == f"{root_url()}/ports/{article.slug}/"


# --- Over time -------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_unchanged_is_304(client, article, name):
    first = client.get(f"/feeds/{name}")
    assert first.content == client.get(f"/feeds/{name}").content
    assert client.get(f"/feeds/{name}", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(f"/feeds/{name}", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("name", NAMES)
def test_a_site_without_articles_has_a_feed_that_stays_the_same(client, home, name):
    first = client.get(f"/feeds/{name}")
    assert first.status_code == 200
    assert client.get(f"/feeds/{name}", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_publication_is_in_the_feed_at_once(client, article):
    before = client.get("/feeds/feed.json")
    article.title = "The harbour that said yes"
    article.save_revision().publish()
    after = client.get("/feeds/feed.json", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert json.loads(after.content)["items"][0]["title"] == "The harbour that said yes"

    article.refresh_from_db()
    article.unpublish()
    assert titles(client, "/feeds/feed.json") == []


@pytest.mark.parametrize("name", NAMES)
def test_a_control_character_breaks_nothing(client, article, name):
    ArticlePage.objects.filter(pk=article.pk).update(title="A\x0b bell \x07\ufffe", standfirst="<b>&\x1f")
    Author.objects.update(name="M\x08ara")
    text = client.get(f"/feeds/{name}").content.decode()
    assert "A bell " in text
    assert "Mara" in text
    if name == "feed.json":
        assert json.loads(text)["items"][0]["summary"] == "<b>&"
    else:
        ElementTree.fromstring(text)


def test_a_missing_file_leaves_the_article_in_the_feed(client, section):
    picture = builders.image()
    picture.file.storage.delete(picture.file.name)
    article = builders.article(section, hero_image=picture)
    [item] = rss_items(client.get("/feeds/rss.xml"))
    assert item.findtext("title") == article.title
    assert item.find("enclosure") is None


# --- Cost --------------------------------------------------------------------------


def test_newest_twenty_first(client, section):
    for number in range(21):
        builders.article(section, title=f"Article {number}")
    assert titles(client, "/feeds/feed.json") == [f"Article {number}" for number in range(20, 0, -1)]


@pytest.fixture
def generation(db, settings):
    """The page cache is on, so that the cache "content" keeps what was made; the test client passes the page cache by."""
    settings.PAGE_CACHE = True
    folders.refresh()


@pytest.mark.usefixtures("generation")
@pytest.mark.parametrize("part", ["", "/harbours", "/topics/ferries", "/authors/mara-lindqvist"])
def test_a_feed_asks_the_database_six_times_at_most(client, article, django_assert_max_num_queries, part):
    client.get(f"{part}/feeds/rss.xml")
    with django_assert_max_num_queries(6):
        client.get(f"{part}/feeds/rss.xml")


def test_first_time_costs_no_more_for_many_articles(client, article, django_assert_max_num_queries):
    body = [(block["type"], block["value"]) for block in article.body.raw_data]
    for number in range(4):
        builders.article(article.section, title=f"No. {number}", body=body, hero_image=article.hero_image)
    client.get("/feeds/rss.xml")  # makes the pictures' files
    caches["content"].clear()
    with django_assert_max_num_queries(12):
        client.get("/feeds/rss.xml")


def test_everyone_gets_the_same_without_a_cookie(client, client_of, editor, article):
    anonymous, logged_in = client.get("/feeds/rss.xml"), client_of(editor).get("/feeds/rss.xml")
    assert anonymous.content == logged_in.content
    assert not anonymous.cookies
    assert "Cookie" not in anonymous.get("Vary", "")


def feed_links(rf, **context) -> str:
    context["request"] = rf.get("/")
    context["publication"] = Publication.for_request(context["request"])
    return Template("{% load feed_tags %}{% feed_links %}").render(Context(context))


def test_pages_name_their_feeds(rf, article):
    author, topic = article.authors[0], article.topics[0]
    site = '<link rel="alternate" type="application/rss+xml" title="Galley (RSS)" href="/feeds/rss.xml">'
    for context, part in [
        ({"page": article.section.specific}, "/harbours"),
        ({"page": article}, "/harbours"),
        ({"author": author}, "/authors/mara-lindqvist"),
        ({"topic": topic}, "/topics/ferries"),
        ({}, ""),
    ]:
        head = feed_links(rf, **context)
        assert site in head
        for name in NAMES:
            assert f'href="{part}/feeds/{name}"' in head


def test_an_article_names_its_markdown(client, rf, article):
    assert f'type="text/markdown" title="The text as Markdown" href="{article.url[:-1]}.md"' in feed_links(rf, page=article)


def test_an_error_page_names_nothing():
    assert not Template("{% load feed_tags %}{% feed_links %}").render(Context()).strip()
