"""The head of every kind of page, read as machines read it."""

import json

import pytest
from wagtail.models import Site

from articles.querysets import ARTICLES_PER_PAGE
from pages.metadata import as_script_data, head
from publication.models import Publication
from tests.builders import article, author, image, standard_page, topic
from tests.reading import canonical, links, soup, structured_data, tags

HOST = "http://localhost:8000"


@pytest.fixture
def publication(home) -> Publication:
    return Publication.objects.create(
        site=Site.objects.get(),
        name="The Bay Review",
        tagline="What the tide leaves",
        description="Reports from harbours.",
    )


def test_an_article_tells_cards_what_it_is(client, section, publication):
    mara, ines = author(), author("Ines Aguilar")
    page = article(section, authors=(mara, ines), topics=(topic(), topic("Work")))
    answer = client.get("/harbours/the-harbour-that-said-no/")
    head = tags(answer)
    assert soup(answer).title.string == "The harbour that said no – The Bay Review"
    assert canonical(answer) == f"{HOST}/harbours/the-harbour-that-said-no/"
    assert head["description"] == head["og:description"] == page.standfirst
    assert head["author"] == "Mara Lindqvist, Ines Aguilar"
    assert head["robots"] == "max-image-preview:large"
    assert head["twitter:card"] == "summary_large_image"
    assert (head["og:type"], head["og:site_name"], head["og:title"]) == ("article", "The Bay Review", page.title)
    assert head["og:url"] == canonical(answer)
    assert head["article:author"] == [f"{HOST}/authors/mara-lindqvist/", f"{HOST}/authors/ines-aguilar/"]
    assert head["article:section"] == "Harbours"
    assert head["article:tag"] == ["Ferries", "Work"]
    assert head["article:published_time"] == page.published_at.isoformat(timespec="seconds")
    assert (head["og:image:width"], head["og:image:height"]) == ("1200", "630")
    assert head["og:image:alt"] == "The harbour that said no. Mara Lindqvist and Ines Aguilar. The Bay Review"


def test_a_chosen_share_picture_wins(client, section):
    article(section, share_image=image("Quay"))
    head = tags(client.get("/harbours/the-harbour-that-said-no/"))
    assert head["og:image"].startswith(f"{HOST}/media/images/")
    assert head["og:image:width"] == "640"  # never enlarged
    assert head["og:image:alt"] == "A low sun above calm water."


def test_a_share_picture_whose_file_is_gone_is_drawn(client, section):
    chosen = image("Quay")
    article(section, share_image=chosen)
    chosen.file.delete(save=False)
    assert "/share/" in tags(client.get("/harbours/the-harbour-that-said-no/"))["og:image"]


def test_the_home_page_speaks_for_the_publication(client, publication):
    answer = client.get("/")
    assert soup(answer).title.string == "The Bay Review – What the tide leaves"
    assert canonical(answer) == f"{HOST}/"
    assert tags(answer)["description"] == "Reports from harbours."
    nodes = structured_data(answer)
    assert set(nodes) == {"WebSite", "Organization"}
    assert nodes["WebSite"]["potentialAction"] == {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{HOST}/search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    assert nodes["Organization"] == {
        "@type": "Organization",
        "@id": f"{HOST}/#publisher",
        "name": "The Bay Review",
        "url": f"{HOST}/",
        "logo": {"@type": "ImageObject", "url": f"{HOST}/icon-512.png", "width": 512, "height": 512},
    }


def test_a_title_for_search_engines_wins_also_on_the_home_page(client, home, publication):
    home.seo_title = "News from the bay"
    home.save()
    assert soup(client.get("/")).title.string == "News from the bay – The Bay Review"


def test_each_numbered_page_is_its_own(client, section, publication):
    for number in range(ARTICLES_PER_PAGE + 1):
        article(section, title=f"Tide {number}")
    first, second = client.get("/harbours/?page=1&utm_source=x"), client.get("/harbours/?page=2&utm_source=x")
    assert canonical(first) == f"{HOST}/harbours/"
    assert canonical(second) == tags(second)["og:url"] == f"{HOST}/harbours/?page=2"
    assert soup(second).title.string == "Harbours, page 2 – The Bay Review"


def test_an_article_has_no_numbered_pages(client, section):
    article(section)
    assert canonical(client.get("/harbours/the-harbour-that-said-no/?page=2")).endswith("/the-harbour-that-said-no/")


def test_a_standard_page_stands_below_home(client, home, publication):
    standard_page()
    nodes = structured_data(client.get("/about/"))
    assert nodes["BreadcrumbList"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "The Bay Review", "item": f"{HOST}/"},
        {"@type": "ListItem", "position": 2, "name": "About", "item": f"{HOST}/about/"},
    ]


def test_what_is_not_there_is_not_listed(client, home):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert b'<meta name="robots" content="noindex">' in answer.content
    assert b'rel="canonical"' not in answer.content


def test_a_preview_is_not_listed(section):
    page = article(section, live=False)
    answer = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert tags(answer)["robots"] == "noindex"


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "a & b", "\u2028", "Größe 🌊"])
def test_data_never_ends_its_script(text):
    written = as_script_data({"name": text})
    assert not set("<>&") & set(written)
    assert json.loads(written) == {"name": text}


def test_a_hostile_title_stays_text(client, section):
    title = """</script></title><img src=x onerror="alert(1)">'"""
    article(section, title=title, slug="hostile")
    answer = client.get("/harbours/hostile/")
    assert structured_data(answer)["NewsArticle"]["headline"] == title
    assert tags(answer)["og:title"] == title
    assert not soup(answer).find_all("img", onerror=True)


def test_icons_and_manifest_are_named(client, home):
    answer = client.get("/")
    for relation in ("icon", "apple-touch-icon", "manifest"):
        for link in links(answer, relation):
            assert client.get(link["href"]).status_code == 200
    assert len(tags(answer)["theme-color"]) == 2


def test_metadata_asks_the_database_nothing(client, section, django_assert_num_queries, rf):
    """With the authors, topics and section that the page shows anyway; the publication is read once a request."""
    page = article(section, authors=(author(),), topics=(topic(),)).specific
    request = rf.get("/harbours/")
    publication = Publication.for_request(request)
    page.authors, page.topics, page.section.get_full_url(request)
    with django_assert_num_queries(0):
        head(page.metadata(request), publication, request, page)


def test_an_error_page_stands_without_a_site(client, home):
    Site.objects.all().delete()
    assert client.get("/nothing/").status_code == 404


def test_the_archive_has_metadata(client, section, publication):
    page = article(section)
    month = page.published_at.strftime("%Y/%m")
    answer = client.get(f"/archive/{month}/?x=1")
    assert canonical(answer) == f"{HOST}/archive/{month}/"
    assert soup(answer).title.string == page.published_at.strftime("%B %Y – The Bay Review")
