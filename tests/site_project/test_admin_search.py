"""Whatever is typed into a search of the admin, there is an answer."""

import pytest
from django.urls import reverse

from tests.builders import article, author, image

LISTS = [
    "wagtailimages:index",
    "wagtailimages_chooser:choose_results",
    "wagtaildocs:index",
    "wagtaildocs_chooser:choose_results",
    "wagtailsnippets_articles_author:list",
    "wagtailsnippetchoosers_articles_author:choose_results",
    "wagtailadmin_pages:search",
    "wagtailadmin_choose_page_search",
]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("typed", ['"harbour', '"', 'say "tide" and "', "\x00", "%", "AND OR NOT", "(", "*", "'"])
def test_every_query_has_an_answer(client_of, admin_user, section, name, typed):
    article(section)
    author()
    image()
    assert client_of(admin_user).get(reverse(name), {"q": typed}).status_code == 200


def test_a_quoted_word_is_found(client_of, admin_user, section):
    image(title="Lamp above the quay")
    page = client_of(admin_user).get(reverse("wagtailimages:index"), {"q": '"lamp'}).content.decode()
    assert "Lamp above the quay" in page


def test_the_pages_below_a_page_too(client_of, admin_user, section):
    address = reverse("wagtailadmin_explore", args=[section.pk])
    assert client_of(admin_user).get(address, {"q": '"tide'}).status_code == 200
