"""Notes of viewers: left with a link and no account, read, answered and resolved in the admin."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry, PageViewRestriction
from wagtail.users.models import UserProfile

from articles.models import ArticlePage
from history.deleted.returning import bring_back
from history.log_actions import in_full
from history.models import DeletedPage
from history.timeline import Timeline
from staging import links, viewer
from staging.models import Note, NoteReply, PreviewLink, Release, ReleaseItem
from staging.notes import leaving, telling
from tests.builders import article, section_page

from .previews import WORD, link_to, path_of, redraft, root_of, token_of

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
SCRIPTED = {"HTTP_ACCEPT": "application/json", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
HEBREW = "הספינה לא הגיעה לנמל"


@pytest.fixture
def draft(editor):
    return article(section_page(), title=f"The {WORD}", slug=WORD, live=False, owner=editor)


def notes_path(new) -> str:
    root = root_of(new)
    return path_of(new).replace(root, f"{root}/~notes", 1)


def block_of(page, kind: str) -> str:
    return next(block.id for block in page.body if block.block_type == kind)


def send(client, new, text="Is this right?", **fields):
    data = {"text": text, "by": "Maria", "block": "", "quote": "", **fields}
    return client.post(notes_path(new), data, HTTP_ORIGIN="null")


def send_form(client, new, **fields):
    """As a browser sends it: urlencoded."""
    data = {"text": "Is this right?", "by": "Maria", **fields}
    return client.post(notes_path(new), urlencode(data), content_type="application/x-www-form-urlencoded", HTTP_ORIGIN="null")


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response) -> str:
    return " ".join(soup(response).get_text(" ").split())


# --- Leaving one -----------------------------------------------------------------


def test_a_note_is_left_without_an_account(client, draft):
    new, block = link_to(draft, label="Maria, lawyer"), block_of(draft, "paragraph")
    page = soup(client.get(notes_path(new)))
    assert [option["value"] for option in page.select("#new-block option")] == ["", *(one.id for one in draft.body)]
    assert page.select_one("#new-by")["value"] == "Maria, lawyer"
    assert "Paragraph: “The ferry leaves at six" in page.select_one("#new-block").get_text()
    response = send_form(client, new, block=block, quote="  leaves\n at six ")
    note = Note.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"{notes_path(new)}?page={draft.pk}&left={note.pk}#note-{note.pk}",
    )
    assert (note.page_id, note.link_id, note.block_id, note.quote) == (draft.pk, new.link.pk, block, "leaves at six")
    assert (note.text, note.by, note.resolved_at) == ("Is this right?", "Maria", None)
    page = client.get(response["Location"].partition("#")[0])
    assert "Your note is there" in words(page)
    shown = soup(page).select_one(f"#note-{note.pk}").get_text(" ")
    assert all(one in shown for one in ("Maria", "leaves at six", "Is this right?", "Paragraph: “The ferry"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_its_answers_are_as_closed_as_any_of_a_preview(client, draft, method):
    new = link_to(draft)
    response = getattr(client, method)(notes_path(new))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    policy = response["Content-Security-Policy"]
    assert "form-action 'self'" in policy
    assert "script" not in policy.replace("default-src 'none'", "")
    assert not soup(response).find_all("script")
    assert not soup(response).find_all(style=True)
    assert "csrf" not in response.content.decode().lower()


def test_other_methods_are_refused(client, draft):
    response = client.put(notes_path(link_to(draft)))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_a_link_can_be_made_without_notes(client, client_of, editor, draft):
    new = link_to(draft, takes_notes=False)
    assert client.get(notes_path(new)).status_code == 404
    assert send(client, new).status_code == 405
    html = client.get(path_of(new)).content.decode()
    assert "preview-notes.js" not in html
    assert "/~notes/" not in html
    until = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    form = {"label": "Maria", "shows": "draft", "until": until}
    for sent, takes in (({"takes_notes": "on"}, True), ({}, False)):
        client_of(editor).post(reverse("staging:share", args=[draft.pk]), form | sent)
        assert PreviewLink.objects.first().takes_notes is takes
    assert not Note.objects.exists()


def test_the_preview_leads_to_it_and_its_kept_answer_stays_neutral(client, draft):
    one, other, silent = link_to(draft), link_to(draft), link_to(draft, takes_notes=False)
    for new in (one, silent, other):
        html = client.get(path_of(new)).content.decode()
        assert set(re.findall(r"/preview/(\w+)", html)) == {token_of(new)}
        assert (f'href="{notes_path(new)}"' in html) is ("preview-notes.js" in html) is (new is not silent)


def test_viewers_see_what_was_left_with_their_link_and_no_more(client, draft, editor):
    one, other = link_to(draft), link_to(draft)
    send_form(client, one, text="From the first link")
    send_form(client, other, text="From the other link")
    leaving.answer(Note.objects.get(link=one.link), "It is right.", editor)
    assert "From the first link" in words(client.get(notes_path(one)))
    assert "It is right." in words(client.get(notes_path(one)))
    assert "newsroom" in words(client.get(notes_path(one)))
    assert "From the other link" not in words(client.get(notes_path(one)))
    assert "It is right." not in words(client.get(notes_path(other)))


def test_a_viewer_answers_the_newsroom_and_opens_the_note_again(client, draft, editor):
    one, other = link_to(draft), link_to(draft)
    send_form(client, one)
    note = Note.objects.get()
    assert "to=" not in client.get(notes_path(one)).content.decode()
    leaving.answer(note, "Which one?", editor)
    leaving.resolve(note, editor)
    assert f"to={note.pk}" in client.get(notes_path(one)).content.decode()
    assert send_form(client, other, to=note.pk, text="Mine").status_code == 303  # another link's note: a note of its own
    assert send_form(client, one, to=note.pk, text="The second.").status_code == 303
    assert list(NoteReply.objects.values_list("text", "user")) == [("Which one?", editor.pk), ("The second.", None)]
    note.refresh_from_db()
    assert note.resolved_at is None
    assert Note.objects.exclude(pk=note.pk).get().text == "Mine"


# --- Which block ----------------------------------------------------------------------


def test_selected_words_find_their_block(client, section):
    body = [
        ("paragraph", "<p>The <b>same</b> words.</p>"),
        ("quote", {"text": "<p>Nobody sold it.</p>", "speaker": "Ines", "style": "quotation"}),
        ("paragraph", "<p>The same words.</p><p>And others.</p>"),
        ("list", {"items": ["<p>First thing</p>", "<p>Second thing</p>"], "style": "bullets"}),
    ]
    page = article(section, body=body)
    new = link_to(page)
    first, quote, second, listed = (block.id for block in page.body)

    def chosen(**query):
        found = soup(client.get(notes_path(new), query)).select_one("#new-block option[selected]")
        return found["value"] if found else None

    assert chosen(quote="THE  same\nwords.") == first
    assert chosen(quote="same words.", after=f"b-{quote[:8]}") == second
    assert chosen(quote="words. And others.") == second
    assert chosen(quote="Ines", block=f"b-{quote[:8]}") == quote
    assert chosen(quote="thing Second") == listed
    assert chosen(quote="The same words. And others. First thing Second thing and more that is not there") == second
    assert chosen(quote="Nothing says this") == ""
    assert chosen(block="b-nothing!", quote="") == ""
    filled = soup(client.get(notes_path(new), {"quote": "x" * 600})).select_one("#new-quote")
    assert len(filled.get_text().strip()) == 500


def test_a_block_that_is_gone_keeps_its_note(client, client_of, editor, draft):
    new, block = link_to(draft), block_of(draft, "paragraph")
    body = draft.body.stream_block.to_python([{"type": "paragraph", "value": "<p>All new.</p>"}])
    redraft(draft, body=body)
    assert send_form(client, new, block=block, quote="leaves at six").status_code == 303
    said = words(client.get(notes_path(new)))
    assert "On a passage that is no longer there" in said
    assert "leaves at six" in said
    assert "On a passage that is no longer there" in words(client_of(editor).get(reverse("staging:notes", args=[draft.pk])))
    refused = soup(send_form(client, new, block=block, text=""))
    assert refused.select_one("#new-block option[selected]")["value"] == block


def test_on_another_page_the_way_to_the_right_one_is_shown(client, draft):
    new = link_to(draft)
    article(draft.get_parent().specific, title="Low tide")
    page = client.get(f"{root_of(new)}/~notes/harbours/low-tide/", {"quote": "The ferry leaves"})
    assert "With this link, notes are for this page" in words(page)
    assert f"The {WORD}" in words(page)
    assert soup(page).select_one("#new-quote").get_text().strip() == ""


def test_a_walk_ahead_takes_notes_on_each_page_that_is_planned(client, section, admin_user):
    pages = [article(section, title=title, live=False) for title in ("Low tide", "High tide")]
    soon = timezone.now() + timedelta(hours=1)
    for page in pages:
        page.go_live_at = soon
        page.save_revision(approved_go_live_at=soon)
    new = links.walk_ahead(at=soon + timedelta(hours=1), until=timezone.now() + timedelta(days=1), user=admin_user)
    root = root_of(new)
    choice = soup(client.get(f"{root}/~notes/"))
    assert [link.get_text() for link in choice.select(".place-others a")] == ["Low tide", "High tide"]
    there = f"{root}/~notes/harbours/high-tide/"
    assert soup(client.get(there)).select_one("h1").get_text() == "Notes on “High tide”"
    client.post(there, "text=Good&by=Noor", content_type="application/x-www-form-urlencoded")
    assert Note.objects.get().page_id == pages[1].pk
    other = article(section, title="Not planned")
    data = f"text=Good&by=Noor&page={other.pk}"
    refused = client.post(there, data, content_type="application/x-www-form-urlencoded")
    assert refused.status_code == 409
    assert "no longer part of this preview" in words(refused)
    assert soup(refused).select_one("#new-text").get_text().strip() == "Good"
    assert Note.objects.count() == 1


def test_a_release_takes_notes_on_its_pages_where_they_will_be(client, section, admin_user):
    one, _other = (article(section, title=title, live=False) for title in ("Low tide", "High tide"))
    release = Release.objects.create(name="Tides")
    quays = section_page("Quays")
    ReleaseItem.objects.create(release=release, page=redraft(one, slug="ebb"), title=one.title)
    moved = {"does": ReleaseItem.Does.MOVE, "new_parent": quays, "new_slug": "neap"}
    live = article(section, title="Neap tide")
    ReleaseItem.objects.create(release=release, page=live, title=live.title, **moved)
    ReleaseItem.objects.create(release=release, page=article(section, title="Old"), title="Old", does=ReleaseItem.Does.UNPUBLISH)
    new = links.share_release(release, until=timezone.now() + timedelta(days=1), user=admin_user)
    for path, page in (("/harbours/ebb/", one), ("/quays/neap/", live)):
        assert client.get(root_of(new) + path).status_code == 200
        there = f"{root_of(new)}/~notes{path}"
        assert soup(client.get(there)).h1.get_text() == f"Notes on “{page.title}”"
        assert client.post(there, "text=Good&by=Noor", content_type="application/x-www-form-urlencoded").status_code == 303
        assert Note.objects.last().page_id == page.pk
    choice = soup(client.get(f"{root_of(new)}/~notes/harbours/high-tide/"))
    assert [link.get_text() for link in choice.select(".place-others a")] == ["Low tide", "Neap tide"]


# --- What comes in ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": "a" * 100_000}, "100000 characters, and 5000 fit in"),
        ({"quote": "b" * 501}, "501 characters, and 500 fit in"),
        ({"by": "c" * 101}, "101 characters, and 100 fit in"),
        ({"text": " \n\u202e\x00 "}, "Write your note."),
        ({"text": ""}, "Write your note."),
        ({"by": ""}, "Say who you are"),
        ({"by": "\u2066 \u200b"[:2]}, "Say who you are"),
        ({"by": "\u3164\u200d\u200b \u2800"}, "Say who you are"),
        ({"by": "\u200e\u200f\u034f \ufff9\U000e0041"}, "Say who you are"),
        ({"block": "../../etc"}, "Choose a passage of the list."),
        ({"block": "x\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_is_refused_is_said_and_stays_in_the_form(client, draft, fields, sentence):
    new = link_to(draft)
    sent = {"text": "A note", "by": "Maria", "quote": "a quote"} | fields
    response = send_form(client, new, **sent)
    assert response.status_code == 422
    assert sentence in words(response)
    page = soup(response)
    assert page.select_one("[role=alert]")
    for name in ("text", "quote", "by"):
        found = page.select_one(f"#new-{name}")
        kept = found.get("value", "") if found.name == "input" else found.get_text()
        assert kept.strip() == sent[name].strip()
    assert not Note.objects.exists()


def test_what_runs_or_turns_the_words_around_is_only_text(client, client_of, editor, draft, settings):
    new = link_to(draft)
    text = f"{SCRIPT}\r\n{HEBREW}\x00\u202e \u2067x\ud800"
    response = send_form(client, new, text=text.encode("utf-8", "replace").decode(), by=f"<b>{HEBREW}</b>\u202d", quote=SCRIPT)
    assert response.status_code == 303
    note = Note.objects.get()
    assert note.text.startswith(f"{SCRIPT}\n{HEBREW} x")
    assert note.by == f"<b>{HEBREW}</b>"
    for page in (client.get(notes_path(new)), client_of(editor).get(reverse("staging:notes", args=[draft.pk]))):
        html = page.content.decode()
        assert SCRIPT not in html
        assert html.count("&lt;script&gt;") >= 2
        assert f'dir="auto">{SCRIPT}'.replace("<script>", "&lt;script&gt;").replace("</script>", "&lt;/script&gt;") in html
        assert "<bdi>&lt;b&gt;" in html
    assert SCRIPT in mail.outbox[0].body
    assert not mail.outbox[0].alternatives
    entry = PageLogEntry.objects.get(action="staging.note")
    assert SCRIPT in in_full(entry)
    assert SCRIPT not in client_of(editor).get(reverse("history:list", args=[draft.pk])).content.decode()


def test_a_name_is_what_is_seen_of_it(client, draft):
    new = link_to(draft)
    for number, unseen in enumerate(
        ("\u200e", "\u200f", "\u061c", "\u034f", "\ufe0f", "\ufff9", "\ufffb", "\U000e0001", "\U000e007f")
    ):
        send_form(client, new, by=f"Ma{unseen}ria", text=f"Note {number}")
        assert Note.objects.last().by == "Maria", ascii(unseen)
    send_form(client, new, by="علی\u200cرضا")  # a Persian name
    assert Note.objects.last().by == "علی\u200cرضا"


def test_a_text_keeps_what_its_language_needs(client, draft):
    text = f"{HEBREW}!\u200f (PDF\u200e) \u061c5٪ ב\u05bd\u034f\u05b8 می\u200cروم ❤\ufe0f"
    send_form(client, link_to(draft), text=text + "\U000e0041\ufffa", quote=text)
    note = Note.objects.get()
    assert (note.text, note.quote) == (text, text)


def test_what_can_not_be_read_is_refused_plainly(client, draft):
    path = notes_path(link_to(draft))
    for data, kind in (
        (b"text=" + b"a" * (1024 * 1024 + 1), "application/x-www-form-urlencoded"),
        (b"text=x", "application/x-www-form-urlencoded; charset=utf-7"),
        (b"--x\r\nbroken", "multipart/form-data"),
    ):
        response = client.generic("POST", path, data, content_type=kind)
        assert response.status_code == 400, kind
        assert "could not be read" in words(response)
        assert response["Cache-Control"] == "private, no-store"
    assert client.generic("POST", path, b"{}", content_type="application/json").status_code == 422


def test_five_hundred_notes_are_too_many(client, draft, monkeypatch):
    new = link_to(draft)
    statuses = [send_form(client, new, text=f"Note {number}").status_code for number in range(32)]
    assert statuses == [303] * 30 + [429] * 2
    refused = send_form(client, new, text="One more")
    assert "Wait a quarter of an hour" in words(refused)
    assert soup(refused).select_one("#new-text").get_text().strip() == "One more"
    assert send_form(client, link_to(draft)).status_code == 303  # another link has room
    Note.objects.update(at=timezone.now() - timedelta(hours=1))
    assert send_form(client, new).status_code == 303
    monkeypatch.setattr(leaving, "MOST", 31)
    refused = send_form(client, new)
    assert refused.status_code == 429
    assert "As many notes as this link takes" in words(refused)


def test_many_notes_are_shown_in_pages_with_the_same_few_queries(client, client_of, editor, draft, django_assert_max_num_queries):
    new = link_to(draft)
    Note.objects.bulk_create(Note(page=draft, link=new.link, text=f"Note {number}", by="Maria") for number in range(500))
    NoteReply.objects.bulk_create(NoteReply(note=note, text="Yes", by="Edgar", user=editor) for note in Note.objects.all())
    editing, address = client_of(editor), reverse("staging:notes", args=[draft.pk])
    editing.get(address)
    with django_assert_max_num_queries(25):
        page = soup(client.get(notes_path(new)))
    assert len(page.select(".note")) == 50
    assert "Page 1 of 10" in page.get_text()
    with django_assert_max_num_queries(45):
        page = soup(editing.get(address))
    assert len(page.select(".viewer-note")) == 25
    with django_assert_max_num_queries(20):
        found = editing.get(reverse("staging:open_notes", args=[draft.pk])).json()
    assert (len(found["notes"]), found["number"]) == (200, 500)
    assert [note["text"] for note in found["notes"][:2]] == ["Note 499", "Note 498"]


def test_the_editor_of_the_page_opens_without_a_query_more(client_of, editor, draft):
    editing, address = client_of(editor), reverse("wagtailadmin_pages:edit", args=[draft.pk])
    editing.get(address)
    with CaptureQueriesContext(connection) as before:
        editing.get(address)
    new = link_to(draft)
    Note.objects.bulk_create(Note(page=draft, link=new.link, text=f"Note {number}", by="Maria") for number in range(100))
    editing.get(address)
    with CaptureQueriesContext(connection) as after:
        html = editing.get(address).content.decode()
    assert len(after) <= len(before) + 1
    assert "js/admin/notes.js" in html


# --- The link's end, the page's end -----------------------------------------------------------


def test_a_link_that_ends_meanwhile_keeps_nothing(client, draft, monkeypatch):
    new = link_to(draft)
    links.revoke(PreviewLink.objects.filter(pk=new.link.pk), None)
    assert send_form(client, new).status_code == 404
    # And between the door and the row:
    other, find = link_to(draft), links.find

    def find_then_revoke(token):
        link = find(token)
        PreviewLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
        return link

    monkeypatch.setattr(links, "find", find_then_revoke)
    response = send_form(client, other)
    assert response.status_code == 404
    assert "No preview at this address" in words(response)
    assert not Note.objects.exists()
    assert not PageLogEntry.objects.filter(action="staging.note").exists()


def test_a_note_outlives_its_link_but_not_its_page(client, client_of, editor, draft):
    new = link_to(draft, label="Maria, lawyer")
    send_form(client, new)
    new.link.delete()
    assert "Is this right?" in words(client_of(editor).get(reverse("staging:notes", args=[draft.pk])))
    ArticlePage.objects.get(pk=draft.pk).delete()
    assert not Note.objects.exists()


def test_notes_come_back_with_a_deleted_page(client, client_of, editor, admin_user, draft):
    send_form(client, link_to(draft))
    leaving.answer(Note.objects.get(), "It is.", editor)
    ArticlePage.objects.get(pk=draft.pk).delete()
    assert not Note.objects.exists()
    bring_back(DeletedPage.objects.get(page_id=draft.pk), admin_user)
    page = words(client_of(editor).get(reverse("staging:notes", args=[draft.pk])))
    assert "Is this right?" in page
    assert "It is." in page


def test_a_page_that_is_deleted_unpublished_or_moved_answers_clearly(client, draft):
    new = link_to(draft)
    path = notes_path(new)
    draft.get_latest_revision().publish()
    ArticlePage.objects.get(pk=draft.pk).unpublish()
    assert send_form(client, new).status_code == 303
    ArticlePage.objects.get(pk=draft.pk).move(section_page("Quays"), pos="last-child")
    moved = client.post(path, f"text=Moved&by=Maria&page={draft.pk}", content_type="application/x-www-form-urlencoded")
    assert moved.status_code == 303
    assert f"/~notes/quays/{WORD}/" in moved["Location"]
    ArticlePage.objects.get(pk=draft.pk).delete()
    assert client.post(path, "text=Deleted&by=Maria", content_type="application/x-www-form-urlencoded").status_code == 404


def test_a_private_page_shows_no_word_of_it(client, draft):
    new = link_to(draft)
    PageViewRestriction.objects.create(page=draft.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    page = soup(client.get(notes_path(new))).main.get_text()
    assert "no page here that takes notes" in page
    assert "ferry" not in page
    assert WORD not in page
    assert send_form(client, new).status_code == 409
    assert not Note.objects.exists()


def test_the_passphrase_is_asked_for_notes_too(client, draft):
    new = link_to(draft, passphrase="two-herons-fly")
    assert send_form(client, new).status_code == 401
    assert client.get(notes_path(new)).status_code == 401
    assert not Note.objects.exists()


# --- In the newsroom ---------------------------------------------------------------------------------


@pytest.fixture
def note(client, draft):
    send_form(client, link_to(draft, label="Maria, lawyer"), block=block_of(draft, "paragraph"), quote="leaves at six")
    return Note.objects.get()


def test_an_editor_reads_answers_resolves_and_opens_again(client_of, editor, draft, note):
    editing, address = client_of(editor), reverse("staging:notes", args=[draft.pk])
    page = words(editing.get(address))
    assert all(one in page for one in ("Maria", "with the link for Maria, lawyer", "leaves at six", "Is this right?", "Open (1)"))
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert soup(editing.get(address)).select_one(f'a[href="{edit}#block-{note.block_id}-section"]')
    answered = editing.post(reverse("staging:answer_note", args=[note.pk]), {"text": "It is."}, follow=True)
    assert "It is." in words(answered)
    assert NoteReply.objects.get().by == "Edgar Edmonds"
    editing.post(reverse("staging:resolve_note", args=[note.pk]))
    assert "Open (0) Resolved (1) All (1)" in words(editing.get(address))
    assert "Is this right?" not in words(editing.get(address))
    assert "Resolved on" in words(editing.get(address, {"show": "resolved"}))
    editing.post(reverse("staging:reopen_note", args=[note.pk]))
    assert "Is this right?" in words(editing.get(address))


def test_an_answer_that_is_refused_keeps_its_text(client_of, editor, note):
    response = client_of(editor).post(reverse("staging:answer_note", args=[note.pk]), {"text": "d" * 6_000})
    assert response.status_code == 422
    assert "6000 characters, and 5000 fit in" in words(response)
    assert soup(response).select_one(f"#answer-{note.pk}").get_text().strip() == "d" * 6_000
    assert not NoteReply.objects.exists()


def test_the_open_editor_gets_and_sends_json(client_of, editor, draft, note):
    editing, as_json = client_of(editor), {"HTTP_ACCEPT": "application/json"}
    found = editing.get(reverse("staging:open_notes", args=[draft.pk])).json()
    (one,) = found["notes"]
    assert (one["block"], one["quote"], one["by"], one["link"]) == (note.block_id, "leaves at six", "Maria", "Maria, lawyer")
    said = editing.post(one["answer"], {"text": "It is."}, **as_json).json()
    assert [reply["text"] for reply in said["note"]["replies"]] == ["It is."]
    refused = editing.post(one["answer"], {"text": " "}, **as_json)
    assert (refused.status_code, refused.json()["problem"]) == (422, "Write an answer.")
    assert editing.post(one["resolve"], **as_json).json()["note"]["resolved"] is True
    assert editing.get(reverse("staging:open_notes", args=[draft.pk])).json()["notes"] == []
    assert editing.post(one["reopen"], **as_json).json()["note"]["resolved"] is False


def test_the_open_editor_asks_again_for_what_came_since(client, client_of, editor, draft, note):
    editing, address = client_of(editor), reverse("staging:open_notes", args=[draft.pk])
    new, newest = link_to(draft), editing.get(address).json()["notes"][0]["id"]
    assert editing.get(address, {"after": newest}).json() == {"notes": []}
    for text in ("One", "Two"):
        send_form(client, new, text=text)
    found = editing.get(address, {"after": newest}).json()
    assert [one["text"] for one in found["notes"]] == ["Two", "One"]
    leaving.resolve(Note.objects.get(text="Two"), editor)
    assert [one["text"] for one in editing.get(address, {"after": newest}).json()["notes"]] == ["One"]
    assert editing.get(address, {"after": "9" * 30}).json() == {"notes": []}
    assert editing.get(address, {"after": "-1 or"}).json()["number"] == 2


def test_asking_again_is_cheap_however_many_notes_there_are(client_of, editor, draft, note):
    editing, address = client_of(editor), reverse("staging:open_notes", args=[draft.pk])
    Note.objects.bulk_create(Note(page=draft, link=note.link, text=f"Note {number}", by="Maria") for number in range(500))
    newest = editing.get(address).json()["notes"][0]["id"]
    with CaptureQueriesContext(connection) as asked:
        editing.get(address, {"after": newest})
    about_notes = [one["sql"] for one in asked.captured_queries if "staging_" in one["sql"]]
    assert len(about_notes) == 1
    assert len(asked) <= 8


def test_a_page_that_nobody_can_leave_a_note_on_is_asked_for_once(client, client_of, editor, admin_user, draft):
    editing, address = client_of(editor), reverse("staging:open_notes", args=[draft.pk])

    def awaits() -> bool:
        return editing.get(address).json()["awaits"]

    until = timezone.now() + timedelta(days=1)
    assert not awaits()
    link_to(draft, takes_notes=False)
    link_to(article(draft.get_parent().specific, title="Low tide"))
    assert not awaits()
    new = link_to(draft)
    assert awaits()
    links.revoke(PreviewLink.objects.filter(pk=new.link.pk), None)
    assert not awaits()
    release = Release.objects.create(name="Tides")
    of_release = links.share_release(release, until=until, user=admin_user).link
    assert not awaits()
    ReleaseItem.objects.create(release=release, page=draft, title=draft.title)
    assert awaits()
    of_release.delete()
    walk = links.walk_ahead(at=timezone.now() + timedelta(hours=1), until=until, user=admin_user).link
    assert awaits()
    walk.delete()
    leaving.resolve(Note.objects.create(page=draft, text="Right?", by="Maria"), editor)
    assert awaits()


def test_every_time_of_a_note_says_its_zone(client, client_of, editor, draft, note, settings):
    settings.TIME_ZONE = "Europe/Paris"
    at = datetime(2026, 7, 1, 12, 5, tzinfo=UTC)
    leaving.answer(note, "It is.", editor)
    Note.objects.update(at=at, resolved_at=at, resolved_by=editor)
    NoteReply.objects.update(at=at)
    said = "1 July 2026, 14:05 (CEST)"
    page = soup(client_of(editor).get(reverse("staging:notes", args=[draft.pk]), {"show": "all"}))
    assert page.select_one(".viewer-note").get_text().count(said) == 3
    Note.objects.update(resolved_at=None, resolved_by=None)
    (one,) = client_of(editor).get(reverse("staging:open_notes", args=[draft.pk])).json()["notes"]
    assert [one["at"], one["replies"][0]["at"]] == [said, said]


def test_the_explorer_leads_to_the_notes(client_of, editor, draft, note):
    listed = soup(client_of(editor).get(reverse("wagtailadmin_explore", args=[draft.get_parent().pk])))
    assert listed.select(f'[href="{reverse("staging:notes", args=[draft.pk])}"]')


def test_who_may_not_edit_the_page_gets_403(client, client_of, writer, draft, note):
    names = ["answer_note", "resolve_note", "reopen_note"]
    for name in names:
        address = reverse(f"staging:{name}", args=[note.pk])
        assert client_of(writer).post(address, {"text": "x"}, **SCRIPTED).status_code == 403
        assert client_of(writer).post(address, {"text": "x"})["Location"] == "/admin/"  # Wagtail's own way to say no
        assert "login" in client.post(address)["Location"]
        assert client_of(writer).get(address).status_code == 405
    for name in ("notes", "open_notes"):
        address = reverse(f"staging:{name}", args=[draft.pk])
        assert client_of(writer).get(address, **SCRIPTED).status_code == 403
        assert client_of(writer).get(address)["Location"] == "/admin/"
    assert not NoteReply.objects.exists()
    assert Note.objects.get().resolved_at is None


def test_notes_stand_in_the_history_of_the_page(client, editor, draft, note):
    leaving.resolve(note, editor)
    assert not leaving.resolve(note, editor)  # noted once
    leaving.reopen(note, editor)
    titles = " ".join(entry.title for entry in Timeline(draft).entries)
    for said in ("Note by Maria, with a preview link: “Is this right?”", "Note by Maria resolved", "Note by Maria opened again"):
        assert titles.count(said) == 1


# --- Mail ------------------------------------------------------------------------------------------------


def test_the_owner_and_who_made_the_link_are_mailed(client, draft, editor, admin_user):
    new = link_to(draft, user=admin_user)
    send_form(client, new, quote="leaves at six")
    assert sorted(one.to[0] for one in mail.outbox) == ["admin@example.org", "editor@example.org"]
    letter = mail.outbox[0]
    assert letter.subject == f"A note on “The {WORD}”"
    for said in ("Maria", "leaves at six", "Is this right?", settings.SITE_URL + reverse("staging:notes", args=[draft.pk])):
        assert said in letter.body
    assert token_of(new) not in letter.body + json.dumps(letter.extra_headers)
    assert "/preview/" not in letter.body


def test_nobody_is_mailed_who_may_not_or_will_not_know(client, draft, editor, admin_user, writer):
    UserProfile.objects.update_or_create(user=admin_user, defaults={"updated_comments_notifications": False})
    new = link_to(draft, user=admin_user)
    ArticlePage.objects.filter(pk=draft.pk).update(owner=writer)
    writer.groups.clear()  # and may not edit this page any more
    send_form(client, new)
    assert mail.outbox == []
    type(editor).objects.filter(pk=editor.pk).update(email="")
    ArticlePage.objects.filter(pk=draft.pk).update(owner=editor)
    send_form(client, new)
    assert mail.outbox == []


def test_many_notes_are_one_letter(client, draft, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    new = link_to(draft)
    with CaptureQueriesContext(connection):
        for number in range(25):
            send_form(client, new, text=f"Note {number}.")
    waiting = DBTaskResult.objects.filter(task_path="staging.notes.telling.tell")
    quarters = {telling.quarter_of(note.at) for note in Note.objects.all()}
    assert waiting.count() == len(quarters)
    assert mail.outbox == []
    Note.objects.update(at=Note.objects.first().at)
    first = Note.objects.first()
    assert waiting.earliest("enqueued_at").run_after > first.at
    telling.tell.call(draft.pk, telling.quarter_of(first.at), str(first.pk))
    telling.tell.call(draft.pk, telling.quarter_of(first.at), str(first.pk + 1))  # planned at the same moment
    (letter,) = mail.outbox
    assert letter.subject == f"25 notes on “The {WORD}”"
    assert "Note 0." in letter.body
    assert "And 5 more." in letter.body


def test_of_notes_from_one_moment_the_first_one_tells(draft):
    at = timezone.now()
    for number in (100, 99):
        Note.objects.create(pk=number, page_id=draft.pk, text="Is this right?", by="Maria")
    Note.objects.update(at=at)
    for number in (100, 99):
        telling.tell.call(draft.pk, telling.quarter_of(at), str(number))
    assert len(mail.outbox) == 1


def test_mail_about_a_page_that_is_gone_is_none(client, draft):
    telling.tell.call(draft.pk + 1000, 1, "1")
    assert mail.outbox == []


def test_every_place_of_a_preview_is_known_by_its_name():
    assert {"notes", "changes"} <= set(viewer.PLACES)
    assert all(name == place.NAME for name, place in viewer.PLACES.items())
