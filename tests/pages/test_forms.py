"""The editor's form of any page: a page whose slug nobody has written."""

import pytest

from articles.models import ArticlePage
from tests.articles.forms import article_form
from tests.builders import article

AUTOSAVE = {"Accept": "application/json"}


@pytest.fixture
def add(admin_client, section):
    return lambda headers=None, **fields: admin_client.post(
        f"/admin/pages/add/articles/articlepage/{section.pk}/", article_form(**fields), headers=headers
    )


def test_a_page_without_a_slug_gets_it_from_its_title(add):
    assert add(title="Ebbe für Anfänger", slug="").status_code == 302
    assert ArticlePage.objects.get().slug == "ebbe-fur-anfanger"


def test_a_pasted_title_is_saved_by_itself(add):
    assert add(AUTOSAVE, title="Low tide", slug="").json()["success"]


def test_the_address_of_a_page_stays_when_its_slug_is_emptied(admin_client, section):
    low_tide = article(section, title="Low tide")
    answer = admin_client.post(f"/admin/pages/{low_tide.pk}/edit/", article_form(title="High tide", slug=""), headers=AUTOSAVE)
    assert answer.json()["success"]
    draft = ArticlePage.objects.get().latest_revision.content
    assert (draft["title"], draft["slug"]) == ("High tide", "low-tide")


@pytest.mark.parametrize("title", ["🌊", ""])
def test_a_title_that_makes_no_address_is_said_beside_the_slug(add, title):
    answer = add(title=title, slug="")
    assert answer.status_code == 200
    assert answer.context["form"].errors["slug"] == ["This field is required."]
    assert not ArticlePage.objects.exists()


def test_a_slug_from_the_title_that_is_taken_is_said_beside_the_slug(add, section):
    article(section, title="Low tide")
    assert "already in use" in str(add(title="Low tide", slug="").context["form"].errors["slug"])
