"""What the banner of a preview offers and where it leads; what a viewer finds after a verdict or a note."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from staging import links
from staging.models import PreviewLink, Release, ReleaseItem
from staging.notes import leaving
from staging.releases import editing
from staging.releases.going_live import go_live
from staging.releases.taking_back import take_back
from tests.builders import article, section_page

from .approving import BROWSER, approve, asking, opened, send_back
from .previews import WORD, link_to, path_of, redraft, root_of
from .releases import release_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return article(section_page(), title=f"The {WORD}", slug=WORD, live=False)


def share(release: Release, **options) -> links.NewLink:
    return links.share_release(release, until=timezone.now() + timedelta(days=1), **options)


def banner(client, new, path: str = "") -> BeautifulSoup:
    html = client.get(f"{root_of(new)}{path}" if path else path_of(new), **BROWSER).content
    return BeautifulSoup(html, "html.parser").select_one(".preview-banner")


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


def offers(soup: BeautifulSoup) -> list[str]:
    nav = soup.find("nav", attrs={"aria-label": "What you can do"})
    return [link.get_text() for link in nav.find_all("a")] if nav else []


# --- The way to what is shared ----------------------------------------------------------


@pytest.mark.parametrize("shows", ["draft", "version"])
@pytest.mark.parametrize("path", ["/", "/search/", "/nothing/", "/~notes/"])
def test_what_is_shared_is_one_click_away(client, draft, shows, path):
    new = link_to(draft, shows=shows)
    way = banner(client, new, path).select_one(".preview-version a")
    assert (way.get_text(), way["href"]) == (f"The {WORD}", path_of(new))


def test_also_where_it_was_moved_since(client, draft):
    new = link_to(draft)
    ArticlePage.objects.get(pk=draft.pk).move(section_page("Quays"), pos="last-child")
    way = banner(client, new, "/").select_one(".preview-version a")["href"]
    assert client.get(way, **BROWSER)["Location"] == f"{root_of(new)}/quays/{WORD}/"


def test_the_pages_of_a_release_lead_to_each_other(client, draft):
    live = article(draft.get_parent(), title="Low tide")
    gone = article(draft.get_parent(), title="Old")
    release = release_of(draft)
    editing.add(release, live, does=ReleaseItem.Does.MOVE, new_slug="ebb")
    editing.add(release, gone, does=ReleaseItem.Does.UNPUBLISH)
    new = share(release)
    contents = banner(client, new, "/").select(".preview-contents li")
    ways = [item.a["href"].removeprefix(root_of(new)) if item.a else "" for item in contents]
    assert ways == [f"/harbours/{WORD}/", "/harbours/ebb/", ""]
    for way in ways[:2]:
        assert client.get(root_of(new) + way, **BROWSER).status_code == 200
    redraft(draft, slug="finch")
    way = banner(client, new, "/").select_one(".preview-contents a")["href"]
    assert client.get(way, **BROWSER).status_code == 200
    PageViewRestriction.objects.create(page=draft, restriction_type="login")
    assert not banner(client, new, "/").select(f".preview-contents a[href*='{WORD}'], .preview-contents a[href*='finch']")


def test_reading_on_in_a_release_reads_no_draft(client, draft, monkeypatch, django_assert_max_num_queries):
    pages = [redraft(article(draft.get_parent(), title=f"Tide {number}"), title=f"Ebb {number}") for number in range(20)]
    new = share(release_of(*pages))
    cache.clear()
    banner(client, new)
    monkeypatch.setattr("staging.banner.pages_of", None)
    monkeypatch.setattr("staging.notes.looks.note", lambda *args: None)  # which reads them once a minute
    with django_assert_max_num_queries(16):
        assert len(banner(client, new).select(".preview-contents a")) == 20


# --- What it offers ------------------------------------------------------------------------


def test_a_page_that_was_closed_takes_nothing(client, draft):
    new = asking(draft)
    assert offers(banner(client, new)) == ["Approve or send back", "Leave a note"]
    PageViewRestriction.objects.create(page=draft.get_parent(), restriction_type="login")
    assert offers(banner(client, new)) == []
    assert "preview-notes.js" not in client.get(path_of(new), **BROWSER).content.decode()
    assert not banner(client, new).select(".preview-version a")


def test_what_can_not_be_judged_is_not_offered(client, draft):
    other = article(draft.get_parent(), title="Low tide")
    new = share(release_of(draft, other), asks_approval=True)
    assert "Approve or send back" in offers(banner(client, new))
    PageViewRestriction.objects.create(page=other, restriction_type="login")
    assert offers(banner(client, new)) == ["Leave a note"]


def test_a_release_that_is_over_says_so(client, draft, editor):
    release = release_of(draft)
    new = share(release, asks_approval=True)
    approve(client, new)
    go_live(release.pk, editor)
    said = banner(client, new)
    assert "It went live on" in words(said)
    assert "approve" not in words(said).lower()
    assert offers(said) == ["Leave a note"]
    take_back(release.pk, editor)
    assert "It was live, and was taken back on" in words(banner(client, new))
    assert offers(banner(client, new)) == ["Leave a note"]


def test_reading_on_asks_once_which_pages_are_closed(client, draft):
    new = share(release_of(draft), asks_approval=True)
    banner(client, new)
    with CaptureQueriesContext(connection) as queries:
        banner(client, new)
    assert len([query for query in queries if '"wagtailcore_pageviewrestriction"' in query["sql"]]) == 1


def test_it_says_what_was_decided_and_asks_again(client, draft):
    new = asking(draft)
    assert "You are asked to approve it" in words(banner(client, new))
    send_back(client, new)
    assert "You sent exactly this back." in words(banner(client, new))
    approve(client, new)
    assert "You approved exactly this." in words(banner(client, new))
    assert offers(banner(client, new)) == ["Your verdict", "Leave a note"]
    redraft(draft, title="The heron")
    assert "It has changed since: you are asked again." in words(banner(client, new))
    assert offers(banner(client, new)) == ["Approve or send back", "Leave a note"]


def test_of_another_link_it_says_nothing(client, draft):
    approve(client, asking(draft))
    assert "You are asked to approve it" in words(banner(client, asking(draft, label="Noor")))


# --- After a verdict, after a note -----------------------------------------------------------


def form_in(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser").select_one(".place-form form")


def test_after_a_verdict_the_form_is_folded_until_something_changes(client, draft):
    new = asking(draft)
    assert not form_in(opened(client, new)).find_parent("details")
    html = client.get(approve(client, new)["Location"], **BROWSER).content.decode()
    assert "Thank you. You have approved it" in html
    assert "You approved exactly this." in html
    assert form_in(html).find_parent("details").summary.get_text() == "Change your verdict"
    refused = send_back(client, new, reason="").content.decode()
    assert not form_in(refused).find_parent("details")
    redraft(draft, title="The heron")
    html = opened(client, new)
    assert "You are asked again." in html
    assert not form_in(html).find_parent("details")


def test_after_a_note_the_form_is_folded(client, draft):
    new = link_to(draft)
    place = f"{root_of(new)}/~notes/harbours/{WORD}/"
    assert not form_in(client.get(place, **BROWSER).content.decode()).find_parent("details")
    left = client.post(place, {"text": "Right?", "by": "Maria"}, **BROWSER)["Location"].partition("#")[0]
    html = client.get(left, **BROWSER).content.decode()
    assert form_in(html).find_parent("details").summary.get_text() == "Leave another note"


def test_who_gave_a_name_finds_it_in_the_next_form(client, draft, editor):
    new, other = asking(draft, label="The lawyers"), asking(draft, label="The lawyers")
    place = f"{root_of(new)}/~notes/harbours/{WORD}/"

    def names() -> set[str]:
        pages = [opened(client, new), client.get(place, **BROWSER).content.decode()]
        return {form_in(html).select_one("[name=by]")["value"] for html in pages}

    assert names() == {"The lawyers"}
    note = leaving.leave(new.link, draft, block_id="", quote="", text="Right?", by="Maria")
    assert names() == {"Maria"}
    approve(client, new, by="Noor")
    assert names() == {"Noor"}
    leaving.answer(note, "Yes.", editor)
    assert names() == {"Noor"}
    leaving.answer_with(new.link, note, text="Thanks.", by="Odile")
    assert names() == {"Odile"}
    assert form_in(opened(client, other)).select_one("[name=by]")["value"] == "The lawyers"


# --- In a frame ---------------------------------------------------------------------------------


@pytest.mark.parametrize("takes_notes", [True, False])
def test_words_in_a_frame_take_notes_too(client, draft, takes_notes):
    new = link_to(draft, takes_notes=takes_notes)
    html = client.get(path_of(new), HTTP_SEC_FETCH_DEST="iframe", **BROWSER).content.decode()
    assert ("preview-notes.js" in html) is takes_notes
    assert (f'data-form="{root_of(new)}/~notes/harbours/{WORD}/"' in html) is takes_notes
    assert "<aside" not in re.sub(r"<main.*", "", html, flags=re.DOTALL)


# --- What is said at the door -----------------------------------------------------------------


def test_a_dead_link_names_every_reason(client, draft):
    new = link_to(draft)
    Page.objects.get(pk=draft.pk).delete()
    assert "or its page was deleted" in client.get(path_of(new), **BROWSER).content.decode()
    assert not PreviewLink.objects.exists()


def test_who_needs_a_passphrase_is_told_where_to_write_it(client, draft):
    html = client.get(path_of(link_to(draft, passphrase="nine herons")), **BROWSER).content.decode()
    assert html.index("field for the password") < html.index("Any user name will do")
