"""What stands at the top and the bottom of every page."""

import json

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Site

from publication.models import Publication
from tests.builders import section_page, standard_page


@pytest.fixture
def publication(home) -> Publication:
    return Publication.for_site(Site.objects.get())


def menu(client, label: str, path: str = "/") -> list:
    nav = BeautifulSoup(client.get(path).content, "html.parser").find("nav", {"aria-label": label})
    return nav.find_all("a") if nav else []


def stored(*links: dict) -> str:
    return json.dumps([{"type": "link", "value": link} for link in links])


def test_without_links_the_pages_marked_for_menus_stand_there(client, home):
    section_page("Harbours", show_in_menus=True)
    section_page("Measures")
    section_page("Drafts", show_in_menus=True, live=False)
    assert [(a.text, a["href"]) for a in menu(client, "Main")] == [("Harbours", "/harbours/")]


def test_the_links_of_an_editor_win(client, publication):
    section_page("Harbours", show_in_menus=True)
    about, draft = standard_page("About"), standard_page("Imprint", live=False)
    publication.navigation = stored(
        {"page": about.pk, "label": "Who we are"},
        {"page": draft.pk},
        {"address": "https://example.org/", "label": "Elsewhere"},
    )
    publication.footer_links = stored({"page": about.pk})
    publication.save()
    shown = [(a.text, a["href"]) for a in menu(client, "Main")]
    assert shown == [("Who we are", "/about/"), ("Elsewhere", "https://example.org/")]
    assert [a.text for a in menu(client, "Footer")] == ["About"]


def test_where_one_is_is_marked(client, home):
    section_page("Harbours", show_in_menus=True)
    section_page("Measures", show_in_menus=True)
    assert [a.get("aria-current") for a in menu(client, "Main", "/harbours/")] == ["page", None]
    assert [a.get("aria-current") for a in menu(client, "Main")] == [None, None]


def test_the_name_is_the_heading_of_the_front_page_only(client, publication):
    publication.name = "The Selwyn Review"
    publication.save()
    section_page("Harbours")
    front, section = (BeautifulSoup(client.get(path).content, "html.parser") for path in ("/", "/harbours/"))
    assert [h1.text.strip() for h1 in front.find_all("h1")] == ["The Selwyn Review"]
    assert [h1.text.strip() for h1 in section.find_all("h1")] == ["Harbours"]
