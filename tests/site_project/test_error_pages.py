"""Pages for when there is no page."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from tests.builders import section_page


def test_a_missing_page_helps_on(client, home):
    section_page("Harbours", show_in_menus=True)
    answer = client.get("/nothing/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 404
    assert {"/", "/harbours/"} <= {link["href"] for link in page.main.find_all("a")}
    assert page.main.find("form", role="search").find("input", {"name": "q"})


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_a_broken_site_needs_no_database(name):
    page = BeautifulSoup(render_to_string(name), "html.parser")  # this test may not use one: it would fail
    assert page.h1.text
    assert page.main.find("a", href="/")
    assert not page.find_all(["script", "style"])
