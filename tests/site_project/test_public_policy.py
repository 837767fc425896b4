"""What the browser may do on a public page."""

from base64 import b64encode
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import ArticlePage
from tests.builders import article


def directives(answer) -> dict[str, list[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", ["/", "/nothing/", "/oembed", "/favicon.svg", "/manifest.webmanifest"])
def test_public_answers_are_strict(client, home, path):
    answer = client.get(path)
    policy = directives(answer)
    assert policy["default-src"] == policy["base-uri"] == ["'none'"]
    assert policy["style-src"] == ["'self'"]
    assert (policy["script-src"][0], len(policy["script-src"])) == ("'self'", 2)
    assert policy["frame-ancestors"] == ["'self'"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_public_html_obeys_the_policy(client, section):
    article(section)
    answer = client.get("/harbours/the-harbour-that-said-no/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert not page.find_all("style")
    assert not page.find_all(style=True)
    scripts = [script for script in page.find_all("script") if script.get("type") != "application/ld+json"]
    inline = [b64encode(sha256(script.string.encode()).digest()).decode() for script in scripts if not script.get("src")]
    assert [f"'sha256-{digest}'" for digest in inline] == directives(answer)["script-src"][1:]
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_a_preview_is_as_strict(client_of, section, editor):
    page = article(section)
    answer = client_of(editor).get(f"/admin/pages/{page.pk}/view_draft/")
    assert directives(answer) == directives(client_of(editor).get(page.url))


def test_a_stricter_policy_of_a_file_stays(client, home):
    assert client.get("/media/images/nothing.png")["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_admin_is_left_alone(client_of, editor):
    assert "Content-Security-Policy" not in client_of(editor).get("/admin/")


def test_browsers_ask_again(client, section):
    """Else a redirect, and a 410, would stay in a browser for ever, even after the page came back."""
    page = article(section, title="Low tide")
    for address in ("/", page.url, "/nowhere/"):
        assert client.get(address)["Cache-Control"] == "no-cache"
    page.slug = "high-tide"
    page.save_revision().publish()
    assert client.get("/harbours/low-tide/")["Cache-Control"] == "no-cache"
    ArticlePage.objects.get(pk=page.pk).unpublish()
    gone = client.get("/harbours/high-tide/")
    assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")


def test_a_form_of_a_former_session_is_explained(writer):
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(writer)
    answer = desk.post("/admin/", {"title": "Words"})
    assert answer.status_code == 403
    assert "logged out meanwhile" in answer.content.decode()
