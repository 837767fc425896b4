"""What the browser may do on a public page."""

import pytest
from bs4 import BeautifulSoup

from tests.builders import article


def directives(answer) -> dict[str, list[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", ["/", "/nothing/", "/oembed", "/favicon.svg", "/manifest.webmanifest"])
def test_public_answers_are_strict(client, home, path):
    answer = client.get(path)
    policy = directives(answer)
    assert policy["default-src"] == policy["base-uri"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_public_html_obeys_the_policy(client, section):
    article(section)
    page = BeautifulSoup(client.get("/harbours/the-harbour-that-said-no/").content, "html.parser")
    assert not page.find_all("style")
    assert not page.find_all(style=True)
    assert all(script.get("src") for script in page.find_all("script") if script.get("type") != "application/ld+json")
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_a_preview_is_as_strict(client_of, section, editor):
    page = article(section)
    answer = client_of(editor).get(f"/admin/pages/{page.pk}/view_draft/")
    assert directives(answer) == directives(client_of(editor).get(page.url))


def test_a_stricter_policy_of_a_file_stays(client, home):
    assert client.get("/media/images/nothing.png")["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_admin_is_left_alone(client_of, editor):
    assert "Content-Security-Policy" not in client_of(editor).get("/admin/")
