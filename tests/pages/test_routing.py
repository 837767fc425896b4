"""From an address to its page: the same answers as Wagtail's own way, in fewer questions."""

import pytest
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from home.models import HomePage
from pages.routing import page_at
from tests.builders import article, section_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return article(section_page())


def test_a_page_comes_in_its_own_class_with_its_parent(rf, page, django_assert_num_queries):
    request = rf.get(page.url)
    with django_assert_num_queries(2):  # the site, the rows on the way
        found = page_at(request, "harbours/the-harbour-that-said-no/")
        assert type(found) is ArticlePage
        assert found.body.raw_data[0]["value"]["text"] == "🌊 What the tide leaves behind"
        assert found.get_parent().title == "Harbours"
        assert found.is_open_to_all
    assert type(page_at(request, "")) is HomePage


def test_whatever_stands_at_no_address_is_not_found(rf, page, client):
    for path in ("nowhere/", "harbours/nowhere/", "the-harbour-that-said-no/", "nowhere/the-harbour-that-said-no/"):
        assert page_at(rf.get("/"), path) is None
        assert client.get(f"/{path}").status_code == 404


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_restriction_anywhere_on_the_way_counts(rf, page, client, level):
    path = page.path[: Page.steplen * (level + 1)]
    PageViewRestriction.objects.create(page=Page.objects.get(path=path), restriction_type="login")
    assert not page_at(rf.get(page.url), "harbours/the-harbour-that-said-no/").is_open_to_all
    assert client.get(page.url).status_code == 302


def test_an_alias_is_as_restricted_as_its_source(rf, page, client):
    alias = page.create_alias(update_slug="copy")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not page_at(rf.get(alias.url), "harbours/copy/").is_open_to_all
    assert client.get(alias.url).status_code == 302


def test_an_unpublished_page_is_not_served(client, page):
    page.get_parent().specific.unpublish()
    assert client.get("/harbours/").status_code in {404, 410}
    assert client.get(page.url).status_code == 200  # Wagtail asks the page itself, not those above


def test_a_password_opens_a_private_page_and_its_form_tells_nothing_of_it(client, page):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="low tide")
    form = client.get(page.url)
    assert page.title not in form.content.decode()
    assert page.standfirst not in form.content.decode()

    answer = client.post(form.context["action_url"], {"password": "low tide", "return_url": page.url})
    assert answer.status_code == 302
    assert page.title in client.get(page.url).content.decode()
