"""Who is told what: words of viewers and titles of drafts go to nobody beyond those they are for."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageViewRestriction

from articles.models import ArticlePage
from history.models import Version
from history.timeline import Timeline
from staging import links
from staging.models import Approval, NoteReply, PreviewLink, Release, ReleaseItem
from staging.notes import leaving
from staging.releases import editing, states
from tests.builders import article
from tests.conftest import person

from .approving import approve, send_back
from .previews import WORD, link_to, path_of, redraft, root_of
from .releases import release_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(section, editor) -> ArticlePage:
    return article(section, title="The harbour", owner=editor)


def words_of(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def banner_of(client, new) -> str:
    soup = BeautifulSoup(client.get(path_of(new), HTTP_USER_AGENT="Firefox").content, "html.parser")
    return " ".join(soup.select_one(".preview-banner").get_text(" ").split())


def share(release: Release, **options):
    return links.share_release(release, until=timezone.now() + timedelta(days=1), **options)


# --- What viewers wrote is for those who may edit the page ------------------------------------------


@pytest.fixture
def another_writer(harbour):
    """May add pages beside it, and look into the section, not edit this page."""
    GroupPagePermission.objects.filter(group__name="Writers").exclude(permission__codename="add_page").delete()
    return person("otto", "Writers")


@pytest.fixture
def secrets(client, harbour, editor) -> list[str]:
    """What was said about the page with a link."""
    new = link_to(harbour, user=editor, label="Lawyers Ltd", asks_approval=True)
    note = leaving.leave(new.link, harbour, block_id="", quote="", text="Defamation risk", by="Lena Law")
    leaving.resolve(note, editor)
    send_back(client, new, "Not with this headline", by="Lena Law")
    release = release_of(harbour, name="Merger day")
    states.schedule(release, timezone.now() + timedelta(days=1), editor)
    return ["Defamation risk", "Lena Law", "Not with this headline", "Lawyers Ltd", "Merger day"]


def test_the_report_of_the_site_tells_what_happened_without_words(client_of, another_writer, editor, harbour, secrets):
    address = reverse("wagtailadmin_reports:site_history")
    for user in (another_writer, editor):
        said = words_of(client_of(user).get(address))
        assert [secret for secret in secrets if secret in said] == []
        for sentence in ("Note left with a preview link", "Note resolved", "Sent back", "Preview shared", "Release planned"):
            assert sentence in said


def test_the_history_of_the_page_tells_all(harbour, secrets):
    titles = " ".join(entry.title for entry in Timeline(harbour).entries)
    assert [secret for secret in secrets if secret not in titles] == []


def test_the_panel_in_the_explorer_tells_verdicts_to_who_may_edit(client_of, another_writer, editor, harbour, secrets):
    address = reverse("wagtailadmin_explore", args=[harbour.pk])
    said = words_of(client_of(another_writer).get(address))
    assert [secret for secret in secrets if secret in said] == []
    assert "Not with this headline" in words_of(client_of(editor).get(address))


# --- A banner names what the preview shows, and no later draft --------------------------------------


def test_the_banner_of_frozen_content_tells_no_later_title(client, harbour, editor):
    redraft(harbour, title="As it was frozen")
    release = release_of(harbour)
    states.schedule(release, timezone.now() + timedelta(days=1), editor)
    new = share(release)
    redraft(harbour, title=f"The {WORD}")
    said = banner_of(client, new)
    assert "As it was frozen" in said
    assert WORD not in said


@pytest.mark.parametrize("does", [ReleaseItem.Does.MOVE, ReleaseItem.Does.UNPUBLISH])
def test_the_banner_of_what_is_not_published_anew_tells_no_draft(client, harbour, section, does):
    release = release_of()
    place = {"new_slug": "elsewhere"} if does == ReleaseItem.Does.MOVE else {}
    editing.add(release, harbour, does=does, **place)
    redraft(harbour, title=f"The {WORD}")
    said = banner_of(client, share(release))
    assert "The harbour" in said
    assert WORD not in said


@pytest.mark.parametrize("place", ["", "/~phone", "/~notes"])
def test_the_banner_does_not_name_a_page_that_was_closed(client, harbour, place):
    new = link_to(redraft(harbour, title=f"The {WORD}"))
    of_release = share(release_of(harbour))
    PageViewRestriction.objects.create(page=harbour, restriction_type="login")
    for one in (new, of_release):
        path = path_of(one).removeprefix(root_of(one))
        answer = client.get(f"{root_of(one)}{place}{path}", HTTP_USER_AGENT="Firefox").content.decode()
        assert "A page that is not for everybody" in answer
        assert WORD not in answer


# --- Who says something ----------------------------------------------------------------------------


def test_a_viewers_approval_stands_in_the_history_with_the_link(client, harbour, editor):
    new = link_to(redraft(harbour, title="Low tide"), user=editor, label="Maria", asks_approval=True)
    approve(client, new, by="Edgar Edmonds")
    [entry] = [one for one in Timeline(harbour).entries if one.version and one.version.reason == Version.Reason.APPROVED]
    assert entry.by == "Edgar Edmonds (by the link for “Maria” that Edgar Edmonds made)"


def test_an_approval_whose_link_is_gone_is_nobodys(client, harbour, editor):
    new = link_to(redraft(harbour, title="Low tide"), label="Maria", asks_approval=True)
    approve(client, new, by="Edgar Edmonds")
    PreviewLink.objects.all().delete()
    assert Approval.objects.get().whom == "Edgar Edmonds (whose account or link is gone)"


def test_nobody_passes_for_the_newsroom(client, client_of, harbour, editor):
    new = link_to(redraft(harbour, title="Low tide"))
    note = leaving.leave(new.link, harbour, block_id="", quote="", text="Is this right?", by="Maria")
    leaving.answer(note, "Yes.", editor)
    leaving.answer_with(new.link, note, text="No.", by="Edgar Edmonds Newsroom")
    assert NoteReply.objects.count() == 2
    path = path_of(new).removeprefix(root_of(new))
    seen = BeautifulSoup(client.get(f"{root_of(new)}/~notes{path}", HTTP_USER_AGENT="Firefox").content, "html.parser")
    in_admin = BeautifulSoup(client_of(editor).get(reverse("staging:notes", args=[harbour.pk])).content, "html.parser")
    for soup, mark in ((seen, ".note-mark"), (in_admin, ".viewer-note-mark")):
        [marked] = soup.select(mark)
        assert "Newsroom" in marked.get_text()
        assert "with the link" in soup.get_text()
