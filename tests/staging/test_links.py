"""Links: who may make one, what it opens, and how it ends."""

import base64
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from articles.models import ArticlePage
from history.log_actions import in_full
from staging import links, serving, throttle, tokens
from staging.models import Attempts, PreviewLink
from tests.builders import article, section_page

from .previews import WORD, link_to, path_of, redraft, root_of, token_of

pytestmark = pytest.mark.django_db

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def draft():
    return article(section_page(), title=f"The {WORD}", slug=WORD, live=False)


def basic(passphrase: str, user: str = "") -> dict:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{user}:{passphrase}".encode()).decode()}


# --- The token ---------------------------------------------------------------


def test_a_token_is_long_and_only_its_hash_is_kept(draft):
    token = token_of(link_to(draft))
    assert len(bytes.fromhex(token)) * 8 >= 128
    stored = " ".join(map(str, PreviewLink.objects.values_list().get()))
    assert token not in stored
    assert tokens.hash_of(token) in stored
    assert token_of(link_to(draft)) != token


def test_whatever_is_no_open_link_is_the_same_404(client, draft):
    new, expired, revoked = link_to(draft), link_to(draft), link_to(draft)
    PreviewLink.objects.filter(pk=expired.link.pk).update(expires_at=timezone.now())
    links.revoke(PreviewLink.objects.filter(pk=revoked.link.pk), None)
    token = token_of(new)
    paths = [
        *(path_of(expired), path_of(revoked)),
        *(f"/preview/{wrong}/" for wrong in ("x", tokens.new(), token[:-1], token * 2, token.upper(), f"{token}é", "%00", "..")),
        *(f"/preview/{token}/{token}/", f"/preview/{token}{path_of(new)}", "/preview/", "/preview//"),
    ]
    answers = {(client.get(path).status_code, client.get(path).content) for path in paths}
    assert len(answers) == 1
    assert answers.pop()[0] == 404
    assert client.get(path_of(new)).status_code == 200


def test_many_tokens_are_tried_and_throttled(client, draft, monkeypatch):
    monkeypatch.setattr(serving, "MOST_MISSES", 5)
    new = link_to(draft)
    statuses = [client.get(f"/preview/{tokens.new()}/").status_code for _ in range(8)]
    assert statuses == [404] * 5 + [429] * 3
    assert client.get(f"/preview/{tokens.new()}/")["Retry-After"]
    assert client.get(f"/preview/{tokens.new()}/", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get(path_of(new)).status_code == 200  # who has a link is not locked out by a neighbour
    assert Attempts.objects.get(count=5).key not in ("127.0.0.1", "")


@pytest.mark.parametrize(
    ("one", "neighbour", "stranger"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1"),
        ("::ffff:192.0.2.7", "192.0.2.7", "::ffff:192.0.2.8"),
        ("fe80::1%eth0", "fe80::2", "fe80:0:0:1::1"),
        ("", "", "no address"),
    ],
)
def test_who_has_a_whole_network_of_addresses_is_one(client, draft, monkeypatch, one, neighbour, stranger):
    monkeypatch.setattr(serving, "MOST_MISSES", 1)
    statuses = [
        client.get(f"/preview/{tokens.new()}/", REMOTE_ADDR=address).status_code for address in (one, neighbour, stranger)
    ]
    assert statuses == [404, 429, 404]


# --- Its end -------------------------------------------------------------------


def test_it_ends_with_its_page(client, draft):
    new = link_to(draft)
    ArticlePage.objects.get(pk=draft.pk).delete()
    assert client.get(path_of(new)).status_code == 404


def test_it_ends_with_the_right_of_who_made_it(client, draft, editor):
    new = link_to(draft, user=editor)
    assert client.get(path_of(new)).status_code == 200
    editor.groups.clear()
    assert client.get(path_of(new)).status_code == 404


@pytest.mark.parametrize("end", [lambda user: user.delete(), lambda user: type(user).objects.update(is_active=False)])
def test_it_ends_with_who_made_it(client, draft, editor, end):
    new = link_to(draft, user=editor)
    end(editor)
    assert client.get(path_of(new)).status_code == 404


def test_a_locked_page_is_still_shown_and_a_moved_one_leads_on(client, draft, editor, home):
    new = link_to(draft)
    Page.objects.filter(pk=draft.pk).update(locked=True)
    draft.refresh_from_db()
    draft.move(section_page("Quays"), pos="last-child")
    response = client.get(path_of(new))
    assert (response.status_code, response["Location"]) == (302, f"{root_of(new)}/quays/{WORD}/")
    assert client.get(response["Location"]).status_code == 200


def test_an_unpublished_page_is_shown_as_it_would_be(client, draft):
    new = link_to(draft)
    draft.get_latest_revision().publish()
    ArticlePage.objects.get(pk=draft.pk).unpublish()
    assert client.get(path_of(new)).status_code == 200
    assert client.get(f"/harbours/{WORD}/").status_code == 410


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_a_private_page_stays_closed(client, draft, kind):
    new = link_to(draft)
    PageViewRestriction.objects.create(page=draft.get_parent(), restriction_type=kind, password="x")
    response = client.get(path_of(new))
    assert response.status_code == 403
    assert b"quay" not in response.content
    assert b"restricted" in response.content


def test_what_can_not_be_placed_any_more_tells_the_viewer_nothing(client, draft):
    new = link_to(draft)
    rival = article(draft.get_parent(), title="Rival", slug="rival")
    Page.objects.filter(pk=rival.pk).update(slug=WORD)
    response = client.get(path_of(new))
    assert response.status_code == 409
    assert b"Rival" not in response.content
    assert WORD.encode() not in response.content


# --- What it shows ---------------------------------------------------------------


def test_a_pinned_link_shows_what_was_frozen_and_another_follows(client, draft):
    pinned, following = link_to(draft, shows="version"), link_to(draft)
    revision = draft.get_latest_revision()
    page = revision.as_object()
    page.title = "Rewritten"
    page.save_revision(overwrite_revision=revision)  # as autosave does
    assert f"The {WORD}" in client.get(path_of(pinned)).content.decode()
    assert "Rewritten" not in client.get(path_of(pinned)).content.decode()
    assert "<h1>Rewritten" in client.get(path_of(following)).content.decode().replace('<h1 class="title">', "<h1>")


def test_each_sees_the_other_links_draft_not(client, draft):
    other = redraft(article(draft.get_parent(), title="Other", slug="other"), title="Heronry")
    mine, theirs = link_to(draft), link_to(other)
    assert b"Heronry" not in client.get(root_of(mine) + "/harbours/").content
    assert WORD.encode() not in client.get(root_of(theirs) + "/harbours/").content


# --- Passphrases -------------------------------------------------------------------


def test_a_passphrase_is_asked_for_and_kept_as_a_hash(client, draft):
    new = link_to(draft, passphrase="nine herons")
    refused = client.get(path_of(new))
    assert (refused.status_code, WORD.encode() in refused.content) == (401, False)
    assert refused["WWW-Authenticate"].startswith("Basic")
    assert client.get(path_of(new), **basic("nine geese")).status_code == 401
    assert client.get(path_of(new), HTTP_AUTHORIZATION="Basic ???").status_code == 401
    assert client.get(path_of(new), **basic("nine herons", user="maria")).status_code == 200
    assert "nine" not in PreviewLink.objects.get().passphrase


def test_a_passphrase_can_not_be_guessed_for_long(client, draft):
    new = link_to(draft, passphrase="nine herons")
    statuses = [client.get(path_of(new), **basic(f"guess {number}")).status_code for number in range(22)]
    assert statuses == [401] * 20 + [429] * 2
    assert client.get(path_of(new), **basic("nine herons")).status_code == 429
    Attempts.objects.update(since=timezone.now() - timedelta(minutes=16))
    assert client.get(path_of(new), **basic("nine herons")).status_code == 200


def test_filling_the_table_of_attempts_does_not_free_the_guessing(client, draft, monkeypatch):
    monkeypatch.setattr(throttle, "MOST_ROWS", 3)
    for number in range(4):
        throttle.count(throttle.key_of("token", number))
    assert Attempts.objects.count() == 3
    new = link_to(draft, passphrase="nine herons")
    statuses = [client.get(path_of(new), **basic(f"guess {number}")).status_code for number in range(21)]
    assert statuses == [401] * 20 + [429]


# --- Who looked ----------------------------------------------------------------------


def test_people_are_counted_and_machines_see_nothing(client, draft):
    new = link_to(draft)
    for agent in ("Slackbot-LinkExpanding 1.0", "facebookexternalhit/1.1", "WhatsApp/2.24", "Proofpoint URL Defense"):
        response = client.get(path_of(new), HTTP_USER_AGENT=agent)
        assert (response.status_code, WORD.encode() in response.content) == (200, False)
    client.head(path_of(new), **BROWSER)
    client.get(path_of(new), HTTP_SEC_PURPOSE="prefetch", **BROWSER)
    assert PreviewLink.objects.get().last_seen is None

    client.get(path_of(new), **BROWSER)
    client.get(path_of(new), **BROWSER)  # at once again
    link = PreviewLink.objects.get()
    assert link.seen == 1
    PreviewLink.objects.update(last_seen=link.last_seen - timedelta(seconds=5))
    client.get(path_of(new), **BROWSER)
    assert PreviewLink.objects.get().seen == 2
    assert PageLogEntry.objects.filter(action="staging.open").count() == 1


def test_history_tells_of_making_opening_and_revoking_without_the_token(client, client_of, draft, editor):
    new = link_to(draft, user=editor, label="Maria")
    client.get(path_of(new))
    links.revoke(PreviewLink.objects.all(), editor)
    entries = list(PageLogEntry.objects.filter(page=draft.pk, action__startswith="staging.").order_by("pk"))
    assert [(entry.action, entry.user) for entry in entries] == [
        ("staging.share", editor),
        ("staging.open", None),
        ("staging.revoke", editor),
    ]
    assert all("Maria" in in_full(entry) for entry in entries)
    assert not any(token_of(new) in str(entry.data) for entry in entries)


# --- In the admin -----------------------------------------------------------------------


def form(**values) -> dict:
    until = timezone.localtime() + timedelta(days=3)
    return {"label": "Maria, lawyer", "shows": "draft", "until": f"{until:%Y-%m-%d %H:%M}", "passphrase": ""} | values


def share_url(page) -> str:
    return reverse("staging:share", args=[page.pk])


def test_an_editor_makes_a_link_and_sees_its_address_once(client, client_of, draft, editor):
    desk = client_of(editor)
    response = desk.post(share_url(draft), form(), follow=True)
    address = response.context["new"].address
    content = response.content.decode()
    assert address in content
    assert "<svg" in content
    assert "no-store" in response["Cache-Control"]
    assert WORD in client.get(address.removeprefix("http://localhost:8000")).content.decode()
    listed = desk.get(share_url(draft)).content.decode()
    assert "Maria, lawyer" in listed
    assert address.split("/")[4] not in listed


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"until": "2001-01-01 10:00"}, "has passed"),
        ({"until": f"{timezone.now() + timedelta(days=40):%Y-%m-%d %H:%M}"}, "30 days at most"),
        ({"until": "soon"}, "valid date"),
        ({"label": ""}, "required"),
        ({"shows": "everything"}, "valid choice"),
        ({"passphrase": "short"}, "At least 8 characters."),
    ],
)
def test_wrong_words_in_the_form_are_told(client_of, draft, editor, values, complaint):
    response = client_of(editor).post(share_url(draft), form(**values))
    assert response.status_code == 422
    assert complaint in response.content.decode()
    assert not PreviewLink.objects.exists()


def test_a_draft_below_a_draft_says_why_it_can_not_be_shown(client_of, editor):
    page = article(section_page("Drafts", live=False), title="Below", live=False)
    response = client_of(editor).post(share_url(page), form())
    assert "it stands below “Drafts”, which is not published" in response.content.decode()
    assert not PreviewLink.objects.exists()


def test_only_who_may_edit_the_page_shares_and_revokes(client, client_of, draft, writer, editor):
    link_to(draft, user=editor)
    others = client_of(writer)
    revoke = reverse("staging:revoke", args=[PreviewLink.objects.get().pk])
    for url in (share_url(draft), revoke, reverse("staging:revoke_all", args=[draft.pk])):
        assert others.post(url, form()).status_code in {302, 403}
        assert "/admin/login/" in client.post(url, form())["Location"]
    assert PreviewLink.objects.filter(revoked_at=None).count() == 1
    assert client_of(editor).get(revoke).status_code == 405
    assert client_of(editor).get(reverse("staging:share", args=[999_999])).status_code == 404


def test_a_writer_shares_an_own_page(client_of, draft, writer):
    Page.objects.filter(pk=draft.pk).update(owner=writer)
    assert client_of(writer).post(share_url(draft), form(), follow=True).context["new"]
    assert PreviewLink.objects.get().user == writer


def test_links_are_revoked_one_by_one_or_all(client, client_of, draft, editor):
    first, second, third = link_to(draft), link_to(draft), link_to(draft)
    desk = client_of(editor)
    desk.post(reverse("staging:revoke", args=[first.link.pk]))
    assert [client.get(path_of(one)).status_code for one in (first, second, third)] == [404, 200, 200]
    desk.post(reverse("staging:revoke_all", args=[draft.pk]))
    assert [client.get(path_of(one)).status_code for one in (first, second, third)] == [404, 404, 404]


def test_the_editor_and_the_explorer_lead_there(client_of, draft, editor):
    desk = client_of(editor)
    for url in (f"/admin/pages/{draft.pk}/edit/", f"/admin/pages/{draft.get_parent().pk}/"):
        assert share_url(draft) in desk.get(url).content.decode()


# --- The command ----------------------------------------------------------------------


def test_the_command_prints_the_address_and_nothing_else(client, draft, capsys):
    call_command("preview_link", str(draft.pk), "--days", "2")
    out, err = capsys.readouterr()
    assert (out.count("\n"), err) == (1, "")
    assert WORD in client.get(out.strip().removeprefix("http://localhost:8000")).content.decode()
    assert PreviewLink.objects.get().expires_at < timezone.now() + timedelta(days=2, minutes=1)


@pytest.mark.parametrize("words", [["999999"], ["1"], ["{pk}", "--days", "0"], ["{pk}", "--days", "31"]])
def test_the_command_refuses_with_a_reason(draft, words):
    with pytest.raises(CommandError, match=r"\S+"):
        call_command("preview_link", *(word.format(pk=draft.pk) for word in words))
    assert not PreviewLink.objects.exists()
