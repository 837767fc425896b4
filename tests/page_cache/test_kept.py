"""What pages share is kept between requests that Django answers: pages/kept.py and the keys of the cache "content"."""

import shutil
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from home.models import HomePage
from page_cache import folders, keys
from pages.kept import kept, site_of
from publication.models import Publication
from tests.builders import article, author, image, standard_page, topic

from .conftest import HOST

ADDRESS = "/harbours/the-harbour-that-said-no/"
PASSED_BY = {"HTTP_COOKIE": "sessionid=nobody"}  # Django answers itself


@pytest.fixture
def publication(home, commits) -> Publication:
    with commits():
        about = standard_page("About")
        row = Publication.for_site(Site.objects.get())
        row.name, row.logo = "The Selwyn Review", image("Logo")
        row.navigation = [("link", {"page": about, "address": "", "label": ""})]
        row.save()
    return row


def frame(reader, address: str = ADDRESS) -> tuple[str, list[str]]:
    """The name and the links at the top of the page, as Django answers."""
    answer = reader(address, **PASSED_BY)
    assert answer.rendered == 1
    page = BeautifulSoup(answer.body, "html.parser")
    return page.select_one(".brand").text.strip(), [link.text for link in page.select("#menu a")]


def questions(reader, address: str = ADDRESS) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        assert reader(address, **PASSED_BY).rendered == 1
    return [one["sql"] for one in asked]


def about_the_frame(asked: list[str]) -> list[str]:
    return [sql for sql in asked if any(f'FROM "{table}"' in sql for table in ("wagtailcore_site", "publication_publication"))]


def test_what_pages_share_is_asked_for_once(reader, story, publication):
    assert len(about_the_frame(questions(reader))) == 3  # the site, the addresses of all sites, the publication
    assert not about_the_frame(questions(reader))
    assert not about_the_frame(questions(reader, "/"))


def test_the_next_request_sees_a_change(reader, story, publication, commits):
    assert frame(reader) == ("The Selwyn Review", ["About"])
    with commits():
        publication.name = "The Marrow Bay Review"
        publication.save()
        HomePage.objects.get().get_children().get(slug="about").specific.unpublish()
    assert frame(reader) == ("The Marrow Bay Review", [])


def test_what_was_read_before_a_change_is_not_found_after_it(reader, story, publication, commits, rf):
    """A request that began before the change ends after it."""
    began = keys.current_name()
    token = keys.rendering.set(began)
    old = Publication.for_site(Site.objects.get())
    with commits():
        publication.name = "The Marrow Bay Review"
        publication.save()
    assert kept(rf.get("/"), f"publication-{old.site_id}", lambda: old).name == "The Selwyn Review"
    keys.rendering.reset(token)
    assert frame(reader)[0] == "The Marrow Bay Review"


def lose_the_slots() -> None:
    shutil.rmtree(folders.root() / "slots")


def lose_the_generation() -> None:
    (folders.root() / "current").unlink()


@pytest.mark.parametrize("lose", [lose_the_slots, lose_the_generation])
def test_while_nobody_looks_for_changes_nothing_is_kept(reader, story, publication, lose):
    frame(reader)
    lose()
    Publication.objects.update(name="The Marrow Bay Review")  # no signal: another machine
    assert frame(reader)[0] == "The Marrow Bay Review"
    Publication.objects.update(name="The Quay")
    assert frame(reader)[0] == "The Quay"


def test_nothing_is_kept_where_the_page_cache_is_off(reader, story, publication, settings):
    frame(reader)
    settings.PAGE_CACHE = False
    Publication.objects.update(name="The Marrow Bay Review")
    assert frame(reader)[0] == "The Marrow Bay Review"


def test_a_preview_finds_nothing_and_leaves_nothing(reader, story, publication, rf):
    request = rf.get("/", headers={"host": HOST})
    request.is_preview = True
    token = keys.rendering.set(keys.current_name())
    before = {*caches["content"]._cache}
    Publication.objects.update(name="A draft of a name")
    assert Publication.for_request(request).name == "A draft of a name"
    assert {*caches["content"]._cache} == before
    keys.rendering.reset(token)


def card_titles(reader, address: str) -> list[str]:
    answer = reader(address, **PASSED_BY)
    assert answer.rendered == 1
    return [title.text for title in BeautifulSoup(answer.body, "html.parser").select(".card-title")]


@pytest.mark.parametrize("address", ["/", ADDRESS])
def test_a_card_is_kept_until_the_next_change(reader, story, publication, section, commits, address):
    with commits():
        other = article(section, title="Low tide")
    before = card_titles(reader, address)
    assert "Low tide" in before
    Page.objects.filter(pk=other.pk).update(title="High tide")  # no signal
    assert card_titles(reader, address) == before
    with commits():
        other.refresh_from_db()
        other.save_revision().publish()
    assert "High tide" in card_titles(reader, address)


def card(request, one, **how) -> str:
    context = {"article": one, "publication": Publication.for_request(request), "language": "en", **how}
    return render_to_string("articles/article_card.html", context, request)


def test_a_card_is_kept_for_each_place_apart_and_not_for_previews(reader, story, publication, rf):
    reader(ADDRESS)  # begins a generation
    request = rf.get("/", headers={"host": HOST})
    token = keys.rendering.set(keys.current_name())
    assert "<h3" in card(request, story, heading="h3")
    assert "<h2" in card(request, story, heading="h2")
    assert "Harbours" in card(request, story, heading="h3", kicker=True)
    story.title = "A draft of a title"
    assert "A draft of a title" not in card(request, story, heading="h3")
    request.is_preview = True
    assert "A draft of a title" in card(request, story, heading="h3")
    request.is_preview = False
    assert "A draft of a title" not in card(request, story, heading="h3")
    keys.rendering.reset(token)


LISTS = ["/harbours/", "/authors/mara-lindqvist/", "/topics/ferries/", "/archive/2026/05/"]


@pytest.fixture
def listed(section, commits):
    """listed(title): another article in each of the LISTS, which show one on a page."""
    lists = {"authors": (author(),), "topics": (topic(),), "published_at": datetime(2026, 5, 1, tzinfo=UTC)}

    def publish(title: str) -> None:
        with commits():
            article(section, title=title, **lists)

    return publish


@pytest.mark.parametrize("address", LISTS)
def test_a_list_is_counted_once_and_again_after_a_change(reader, listed, monkeypatch, address):
    monkeypatch.setattr("articles.querysets.ARTICLES_PER_PAGE", 1)
    second = f"{address}?page=2"
    listed("Low tide")
    assert any("COUNT(" in sql for sql in questions(reader, address))
    assert not any("COUNT(" in sql for sql in questions(reader, address))
    assert reader(second, **PASSED_BY).status == 404
    listed("High tide")
    assert reader(second, **PASSED_BY).status == 200


def test_the_archive_is_made_again_after_a_change(reader, listed):
    listed("Low tide")
    for _ in range(2):
        assert "(1)" in reader("/archive/", **PASSED_BY).text
    listed("High tide")
    assert "(2)" in reader("/archive/", **PASSED_BY).text


def test_a_preview_counts_its_list_itself(reader, listed, section, rf):
    def number() -> int:
        request = rf.get("/harbours/", headers={"host": HOST})
        request.is_preview = True
        return section.get_context(request)["articles"].paginator.count

    token = keys.rendering.set(keys.current_name())
    listed("Low tide")
    before = {*caches["content"]._cache}
    numbers = [number()]
    Page.objects.filter(slug="low-tide").update(live=False)
    numbers.append(number())
    keys.rendering.reset(token)
    assert numbers == [1, 0]
    assert {*caches["content"]._cache} == before


def test_outside_of_a_request_nothing_is_found_again(rf, home):
    request = rf.get("/")
    assert [kept(request, "number", lambda value=value: value) for value in (1, 2)] == [1, 2]


def test_two_hosts_do_not_share(reader, story, publication, rf, commits):
    with commits():
        other = HomePage(title="Other", slug="other")
        HomePage.objects.get().get_parent().add_child(instance=other)
        Site.objects.create(hostname="other.example.org", port=8000, root_page=other)
    token = keys.rendering.set(keys.current_name())
    roots = [
        site_of(rf.get("/", headers={"host": host}, SERVER_PORT="8000")).root_page.title
        for host in (HOST, "other.example.org:8000", HOST)
    ]
    keys.rendering.reset(token)
    assert roots == ["Home", "Other", "Home"]


def test_a_copy_that_a_request_changes_is_its_own(rf, reader, publication):
    token = keys.rendering.set(keys.current_name())
    for _ in range(3):
        site = site_of(rf.get("/", headers={"host": HOST}))
        assert site.root_page.title == "Home"
        site.root_page.title = "Changed"
    keys.rendering.reset(token)


def test_the_mark_of_where_one_is_is_not_kept(reader, story, publication):
    def current(address: str) -> list[str | None]:
        page = BeautifulSoup(reader(address, **PASSED_BY).body, "html.parser")
        return [link.get("aria-current") for link in page.select("#menu a")]

    assert (current("/about/"), current(ADDRESS), current("/about/")) == (["page"], [None], ["page"])


def test_a_logo_whose_file_is_gone_is_left_out(reader, story, publication, purge, caplog):
    publication.logo.file.storage.delete(publication.logo.file.name)
    purge()
    assert frame(reader)[0] == "The Selwyn Review"
    assert article(story.get_parent(), title="Another").url
