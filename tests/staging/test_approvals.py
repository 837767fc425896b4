"""Approval of exactly this: what a viewer decides, what it binds to, when it is stale, who is told."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageLogEntry, PageViewRestriction
from wagtail.users.models import UserProfile

from articles.models import ArticleAuthor, ArticlePage
from history.holding import must_stay
from history.log_actions import in_full
from history.models import FrozenCopy, Version
from history.refusal import Refused
from staging import links, throttle, turns
from staging.approvals import judging
from staging.approvals import mail as telling
from staging.approvals.asking import Asked, fingerprint
from staging.approvals.judging import Changed, OverError, approve_as, judge
from staging.approvals.verdicts import verdict_of
from staging.models import Approval, PreviewLink, Release
from staging.notes.telling import QUARTER, quarter_of, start_of
from staging.placing import BusyError
from staging.releases import editing
from staging.releases.contents import contents_of_page
from staging.releases.states import state_of
from staging.viewer import approval as place
from staging.viewer.visits import LARGEST
from tests.at_once import at_once
from tests.builders import article, author, image, picture, section_page

from .approving import BROWSER, approve, asking, digest_in, only, opened, post, send_back, way_to
from .previews import WORD, link_to, path_of, redraft, root_of, token_of
from .releases import release_of

pytestmark = pytest.mark.django_db

LAWYER = "Maria, lawyer"


@pytest.fixture
def draft():
    return article(section_page(), title=f"The {WORD}", slug=WORD, live=False)


def share(release: Release, **options) -> links.NewLink:
    options.setdefault("until", timezone.now() + timedelta(days=7))
    return links.share_release(release, asks_approval=True, label="Maria", **options)


def verdict(subject) -> tuple[str, bool]:
    now = verdict_of(subject)
    return now.name, now.changed


# --- Saying yes or no ---------------------------------------------------------------


def test_a_viewer_approves_exactly_what_they_saw(client, draft, editor):
    new = asking(draft, user=editor)
    html = opened(client, new)
    assert f"The {WORD}" in html
    assert 'value="Maria"' in html
    response = approve(client, new, by=LAWYER, reason="Good.")
    assert response.status_code == 303
    approval = only()
    assert (approval.by, approval.approved, approval.reason, approval.link, approval.user) == (
        LAWYER,
        True,
        "Good.",
        new.link,
        None,
    )
    assert approval.digest == contents_of_page(draft).digest
    copy = FrozenCopy.objects.get(pk=approval.copies[str(draft.pk)])
    version = Version.objects.get(reason=Version.Reason.APPROVED)
    assert (version.copy, version.by, version.revision_id) == (copy, approval.whom, draft.latest_revision_id)
    assert verdict(draft) == ("approved", False)
    after = client.get(response["Location"], **BROWSER).content.decode()
    assert "You have approved it" in after
    assert "exactly as it is now" in after
    assert "You approved exactly this." in client.get(path_of(new), **BROWSER).content.decode()


def test_a_viewer_sends_back_with_a_reason(client, draft):
    new = asking(draft)
    refused = send_back(client, new, reason="   ")
    assert (refused.status_code, Approval.objects.count()) == (422, 0)
    assert "Say why you send it back" in refused.content.decode()
    assert send_back(client, new).status_code == 303
    assert verdict(draft) == ("sent_back", False)
    assert not verdict_of(draft).approved
    assert not Version.objects.filter(reason=Version.Reason.APPROVED).exists()


def test_only_a_post_judges(client, draft):
    new = asking(draft)
    address = f"{way_to(client, new)}&verdict=approve&by=x&digest={contents_of_page(draft).digest}"
    assert client.get(address, **BROWSER).status_code == 200
    assert client.head(address, **BROWSER).status_code == 200
    for method in ("put", "patch", "delete", "options"):
        assert getattr(client, method)(address).status_code == 405
    scanned = client.post(address, {"verdict": "approve"}, HTTP_USER_AGENT="Slackbot 1.0")
    assert (scanned.status_code, b"Open the link in a browser" in scanned.content) == (200, True)
    assert not Approval.objects.exists()


def test_sent_twice_it_is_one(client, draft):
    new = asking(draft)
    places = {approve(client, new)["Location"] for _ in range(3)}
    assert (len(places), Approval.objects.count()) == (1, 1)
    send_back(client, new)
    send_back(client, new)
    assert Approval.objects.count() == 2
    approve(client, new)  # and thinks again
    assert verdict(draft) == ("approved", False)


def test_who_repeats_an_approval_that_somebody_else_ended_is_heard(client, draft):
    mine, theirs = asking(draft), asking(draft, label="Noor")
    approve(client, mine)
    send_back(client, theirs, by="Noor")
    assert verdict(draft) == ("sent_back", False)
    approve(client, mine)
    assert verdict(draft) == ("approved", False)
    assert Approval.objects.count() == 3


# --- Exactly this ---------------------------------------------------------------------


def test_another_word_makes_it_stale_and_the_same_words_again_do_not(client, draft):
    new = asking(draft)
    approve(client, new)
    body = draft.body
    draft = redraft(draft, title="The heron", body=body)
    assert verdict(draft) == ("stale", True)
    html = opened(client, new)
    assert "but changed since" in html
    assert re.search(r"<del>.*zebrafinch.*</del>.*<ins>.*heron", html, re.DOTALL)
    redraft(draft, title=f"The {WORD}")
    assert verdict(draft) == ("approved", False)


def test_a_save_without_a_change_leaves_it_as_it_is(client, draft):
    approve(client, asking(draft))
    assert verdict(redraft(draft)) == ("approved", False)


def test_another_picture_behind_the_same_words_is_another_content(client, draft):
    drawing = image()
    draft = redraft(draft, hero_image=drawing)
    approve(client, asking(draft))
    drawing.file = ContentFile(picture(320, 200), "other.png")
    drawing._set_file_hash()
    drawing.save()
    assert verdict(draft) == ("stale", True)


def test_autosave_does_not_write_over_what_was_approved(client, client_of, draft, editor):
    revision = draft.get_latest_revision()
    approve(client, asking(draft))
    assert must_stay(revision, revision.user or editor)


def test_content_that_changed_while_the_page_was_open(client, draft):
    new = asking(draft)
    way = way_to(client, new)
    redraft(draft, title="The heron")
    response = client.post(
        way.partition("?")[0],
        {"by": LAWYER, "reason": "Fine “with” me <b>", "verdict": "approve", "digest": way.partition("?seen=")[2]},
        **BROWSER,
    )
    html = response.content.decode()
    assert (response.status_code, Approval.objects.count()) == (409, 0)
    assert "It has changed since you opened the page" in html
    assert LAWYER in html
    assert "Fine “with” me &lt;b&gt;" in html
    assert f'<iframe class="place-page" src="{path_of(new)}"' in html  # the page as it is now, above the form
    assert digest_in(html) == contents_of_page(draft).digest
    assert approve(client, new, digest=digest_in(html)).status_code == 303


def test_who_did_not_come_from_a_page_of_the_preview_sees_it_there(client, draft):
    new = asking(draft)
    for address in (
        f"{root_of(new)}/~approval/",
        f"{root_of(new)}/~approval/?seen=x",
        f"{root_of(new)}/~approval/?seen={'0' * 64}",
    ):
        assert "<iframe" in client.get(address, **BROWSER).content.decode()
    assert "<iframe" not in opened(client, new)


def test_who_comes_from_another_page_sees_what_is_judged(client, draft):
    new = asking(draft)
    html = client.get(way_to(client, new, f"{root_of(new)}/harbours/"), **BROWSER).content.decode()
    assert f'<iframe class="place-page" src="{path_of(new)}"' in html
    assert "It has changed" not in html
    other = redraft(article(draft.get_parent(), title="Low tide"), title="High tide")
    both = share(release_of(draft, other))
    for path in (f"/harbours/{WORD}/", "/harbours/low-tide/"):
        assert "<iframe" not in client.get(way_to(client, both, root_of(both) + path), **BROWSER).content.decode()


def test_the_banner_of_other_places_does_not_say_that_a_page_was_seen(client, draft):
    new = asking(draft)
    assert "?seen=" not in client.get(f"{root_of(new)}/~notes/", **BROWSER).content.decode()
    assert "?seen=" in client.get(f"{root_of(new)}/~phone/harbours/{WORD}/", **BROWSER).content.decode()


def test_a_page_that_was_kept_from_before_a_change_does_not_count_as_seen(client, draft):
    new = asking(draft)
    asked = Asked.of(new.link, made_of="of another draft")
    assert asked.digest == ""
    assert Asked.of(new.link).digest == contents_of_page(draft).digest


def test_reading_on_computes_nothing_anew(client, draft, django_assert_max_num_queries, monkeypatch):
    new = asking(draft)
    assert Asked.of(new.link).digest == contents_of_page(draft).digest
    monkeypatch.setattr("staging.approvals.asking.contents_for", None)
    with django_assert_max_num_queries(6):
        assert Asked.of(new.link).digest
    monkeypatch.undo()
    redraft(draft, title="The heron")
    assert Asked.of(new.link).digest == contents_of_page(draft).digest


def test_every_page_of_the_preview_has_the_fingerprint(client, draft):
    new = asking(draft)
    mark = fingerprint(contents_of_page(draft).digest)
    for path in ("/", "/harbours/", f"/harbours/{WORD}/"):
        assert f">{mark}</code>" in client.get(root_of(new) + path, **BROWSER).content.decode()
    assert mark in opened(client, new)


def test_a_link_to_a_version_is_about_that_version(client, draft):
    new = asking(draft, shows="version")
    redraft(draft, title="The heron")
    assert approve(client, new).status_code == 303
    assert verdict(draft) == ("stale", True)  # the draft is another one
    assert "exactly as it is now" in opened(client, new)


def test_what_was_judged_is_shown_also_when_no_version_keeps_it(client, draft):
    new = asking(draft)
    send_back(client, new)
    redraft(draft, title="The heron")
    html = opened(client, new)
    assert "Sent back by Maria" in html
    assert "heron" in re.search(r'<div class="compare.*', html, re.DOTALL)[0]
    FrozenCopy.objects.all().filter(versions=None).delete()
    assert "How it was is no longer kept" in opened(client, new)


# --- A release --------------------------------------------------------------------------


def test_a_release_is_approved_as_a_whole(client, draft, editor):
    live = redraft(article(draft.get_parent(), title="Low tide"), title="High tide")
    release = release_of(draft, live)
    new = share(release)
    release.refresh_from_db()
    assert (release.needs_approval, state_of(release).name) == (True, "in_review")
    html = opened(client, new)
    assert "High tide" in html
    assert f"The {WORD}" in html
    approve(client, new)
    assert state_of(release).name == "approved"
    assert set(only().copies) == {str(draft.pk), str(live.pk)}
    redraft(live, title="Spring tide")
    assert state_of(release).name == "in_review"
    now = verdict_of(release)
    assert (now.name, [(one.page_id, one.how) for one in now.differs]) == ("stale", [(live.pk, "changed")])
    assert "Spring tide" in opened(client, new)


def test_a_page_more_or_less_is_another_release(client, draft):
    other = redraft(article(draft.get_parent(), title="Low tide"), title="High tide")
    gone = article(draft.get_parent(), title="Ebb")
    release = release_of(draft)
    approve(client, share(release))
    editing.add(release, other)
    assert [(one.page_id, one.how) for one in verdict_of(release).differs] == [(other.pk, "added")]
    editing.remove(release.items.get(page_id=other.pk))
    assert verdict(release) == ("approved", False)
    editing.add(release, gone, "unpublish")
    approve(client, share(release))
    ArticlePage.objects.get(pk=gone.pk).delete()
    editing.remove(release.items.get(page_id=draft.pk))
    assert {one.page_id: one.how for one in verdict_of(release).differs} == {draft.pk: "removed", gone.pk: "gone"}


def test_another_place_is_another_release_without_other_words(client, draft, home):
    moving = article(draft.get_parent(), title="Low tide")
    release = release_of(draft)
    item = editing.add(release, moving, "move", new_slug="ebb")
    approve(client, share(release))
    release.items.filter(pk=item.pk).update(new_slug="flood")
    now = verdict_of(release)
    assert (now.name, now.differs) == ("stale", [])


@pytest.mark.parametrize(("state", "words"), [("live", "It is live already"), ("taken_back", "taken back")])
def test_a_release_that_is_over_is_not_judged(client, draft, state, words):
    release = release_of(draft)
    new = share(release)
    way = way_to(client, new)
    Release.objects.filter(pk=release.pk).update(state=state)
    response = client.post(
        way.partition("?")[0], {"by": "Maria", "verdict": "approve", "digest": way.partition("?seen=")[2]}, **BROWSER
    )
    assert (response.status_code, Approval.objects.count()) == (409, 0)
    assert words in response.content.decode()
    assert "<form" not in client.get(way, **BROWSER).content.decode()


def test_editors_who_may_publish_all_of_it_judge_a_release_too(client_of, draft, editor, writer):
    release = release_of(draft)
    with pytest.raises(Refused, match="may publish all of it"):
        approve_as(release, writer, True)
    with pytest.raises(Refused, match="Say why"):
        approve_as(release, editor, False, " ")
    approval = approve_as(release, editor, True)
    assert (approval.user, approval.by, verdict(release)) == (editor, "Edgar Edmonds", ("approved", False))
    with pytest.raises(Changed):
        approve_as(release, editor, True, digest="0" * 64)
    Release.objects.update(state="live")
    with pytest.raises(Refused, match="live already"):
        approve_as(release, editor, True)


def test_and_in_the_admin_with_a_form(client_of, draft, editor, writer):
    release = release_of(draft)
    desk, address = client_of(editor), reverse("staging:release_approvals", args=[release.pk])
    digest = digest_in(desk.get(address).content.decode())
    refused = desk.post(address, {"verdict": "send_back", "digest": digest})
    assert (refused.status_code, "Say why you send it back" in refused.content.decode()) == (422, True)
    redraft(draft, title="The heron")
    late = desk.post(address, {"verdict": "approve", "reason": "All good", "digest": digest})
    assert (late.status_code, Approval.objects.count()) == (422, 0)
    assert "It has changed since" in late.content.decode()
    assert "All good" in late.content.decode()
    assert desk.post(address, {"verdict": "approve", "digest": digest_in(late.content.decode())}).status_code == 302
    assert only().user == editor
    assert client_of(writer).get(address).status_code == 302


def test_approvals_of_a_list_take_no_query_each(draft, django_assert_num_queries):
    for number in range(3):
        release_of(draft, name=f"Release {number}")
    found = list(Release.objects.prefetch_related("approvals"))
    with django_assert_num_queries(0):
        assert {verdict_of(release).name for release in found} == {"none"}


# --- Who may, and until when ----------------------------------------------------------------


def test_a_link_that_does_not_ask_has_no_such_place(client, draft):
    new = link_to(draft)
    assert "~approval" not in client.get(path_of(new), **BROWSER).content.decode()
    address = f"{root_of(new)}/~approval/"
    assert client.get(address, **BROWSER).status_code == 404
    assert client.post(address, {"by": "x", "verdict": "approve", "digest": "0" * 64}, **BROWSER).status_code == 405
    assert "fingerprint" not in client.get(path_of(new), **BROWSER).content.decode().lower()


def test_the_site_at_a_moment_is_not_judged(client, draft):
    new = links.walk_ahead(at=timezone.now() + timedelta(days=1), until=timezone.now() + timedelta(days=2))
    PreviewLink.objects.filter(pk=new.link.pk).update(asks_approval=True)
    assert client.get(f"{root_of(new)}/~approval/", **BROWSER).status_code == 404


def revoke(link):
    links.revoke(PreviewLink.objects.filter(pk=link.pk), None)


def expire(link):
    PreviewLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def delete_page(link):
    ArticlePage.objects.get(pk=link.page_id).delete()


def stop_asking(link):
    PreviewLink.objects.filter(pk=link.pk).update(asks_approval=False)


@pytest.mark.parametrize("end", [revoke, expire, delete_page, stop_asking])
def test_a_link_that_ended_meanwhile(client, draft, end):
    new = asking(draft)
    way = way_to(client, new)
    digest = way.partition("?seen=")[2]
    end(new.link)
    said = {"by": "Maria", "verdict": "approve", "digest": digest}
    assert client.post(way.partition("?")[0], said, **BROWSER).status_code in {404, 405}
    with pytest.raises(OverError):  # between the door and the verdict
        judge(new.link, by="Maria", approved=True, reason="", digest=digest)
    assert not Approval.objects.exists()


def test_a_passphrase_stands_before_it(client, draft):
    new = asking(draft, passphrase="nine herons")
    assert client.post(f"{root_of(new)}/~approval/", {"by": "x"}, **BROWSER).status_code == 401


def test_an_unpublished_and_a_moved_page_are_judged_all_the_same(client, draft):
    draft.get_latest_revision().publish()
    page = redraft(draft, title="The heron")
    new = asking(page)
    way = way_to(client, new)
    ArticlePage.objects.get(pk=page.pk).unpublish()
    ArticlePage.objects.get(pk=page.pk).move(section_page("Quays"), pos="last-child")
    said = {"by": "Maria", "reason": "", "verdict": "approve", "digest": way.partition("?seen=")[2]}
    assert client.post(way.partition("?")[0], said, **BROWSER).status_code == 303


def test_what_previews_do_not_show_is_not_judged(client, draft):
    release, alone = release_of(draft), asking(draft)
    new = share(release)
    ways = [way_to(client, new), way_to(client, alone)]
    PageViewRestriction.objects.create(page=draft.get_parent(), restriction_type="login")
    for way in ways:
        said = {"by": "Maria", "reason": "", "verdict": "approve", "digest": way.partition("?seen=")[2]}
        for response in (client.get(way, **BROWSER), client.post(way.partition("?")[0], said, **BROWSER)):
            html = response.content.decode()
            assert "only for some readers" in html
            assert "<form" not in html
            assert "Port Selwyn" not in html
    assert not Approval.objects.exists()


def test_what_was_deleted_can_be_sent_back_but_is_not_offered_for_approval(client, draft):
    other = redraft(article(section_page("Quays"), title="Low tide"), title="Lower tide")
    way = way_to(client, share(release_of(draft, other), page=draft))
    assert 'value="approve"' in client.get(way, **BROWSER).content.decode()
    other.delete()
    html = client.get(way, **BROWSER).content.decode()
    assert "was deleted" in html
    assert 'value="approve"' not in html
    said = {"by": "Maria", "reason": "Low tide is gone.", "digest": digest_in(html)}
    statuses = [
        client.post(way.partition("?")[0], said | {"verdict": verdict}, **BROWSER).status_code
        for verdict in ("approve", "send_back")
    ]
    assert statuses == [409, 303]
    assert not only().approved


def test_a_byline_that_was_deleted_is_not_approved_away(client):
    writer_ = author("Zoe Finch", slug="zoe")
    page = redraft(article(section_page(), title="Low tide"), article_authors=[ArticleAuthor(author=writer_)])
    release, new = release_of(page), asking(page)
    writer_.delete()
    digest = contents_of_page(page).digest
    with pytest.raises(Refused, match="was deleted"):
        judge(new.link, by="Maria", approved=True, reason="", digest=digest)
    with pytest.raises(Refused, match="was deleted"):
        approve_as(release, get_user_model().objects.create_superuser("ada", password="x"), True)
    assert not Approval.objects.exists()
    assert client.get(path_of(new), **BROWSER).status_code == 409  # nor shown


# --- Bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"by": ""}, "Say who you are"),
        ({"by": " \x00\u202e "}, "Say who you are"),
        ({"by": "x" * 101}, "100"),
        ({"verdict": ""}, "Choose: approve, or send back"),
        ({"verdict": "publish"}, "publish"),
        ({"reason": "word " * 20_000}, "5000"),
    ],
)
def test_bad_input_is_told_and_everything_typed_stays(client, draft, said, complaint):
    new = asking(draft)
    response = post(client, new, **{"verdict": "send_back", "reason": "A reason that stays", **said})
    html = response.content.decode()
    assert (response.status_code, Approval.objects.count()) == (422, 0)
    assert complaint in html.replace("5,000", "5000")
    assert said.get("reason", "A reason that stays").strip() in html


def test_scripts_and_invisible_characters_do_no_harm(client, draft, client_of, editor):
    new = asking(draft)
    said = "<script>alert(1)</script>\x00 שלום\u202e\r\nzwei"
    assert send_back(client, new, reason=said, by="Ma\x00ria <b>").status_code == 303
    approval = only()
    assert (approval.reason, approval.by) == ("<script>alert(1)</script> שלום\nzwei", "Maria <b>")
    pages = [
        opened(client, new),
        *(client_of(editor).get(reverse(f"staging:{name}", args=[draft.pk])).content.decode() for name in ("approvals", "share")),
        client_of(editor).get(reverse("wagtailadmin_pages:history", args=[draft.pk])).content.decode(),
    ]
    for html in pages:
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;" in html
    assert 'dir="auto">&lt;script' in pages[0]


def test_a_form_that_is_too_large_or_broken_is_refused(client, draft):
    new = asking(draft)
    broken = client.post(f"{root_of(new)}/~approval/", b"--x\r\nbroken", content_type="multipart/form-data", **BROWSER)
    for response in (send_back(client, new, reason="x" * (LARGEST + 1)), broken):
        assert response.status_code == 400
        assert "could not be read" in response.content.decode()
    assert not Approval.objects.exists()


@pytest.mark.parametrize("rows", [0, 10_000])
def test_a_program_that_judges_without_end_is_stopped(client, draft, monkeypatch, rows):
    """Also when the table of attempts is full."""
    monkeypatch.setattr(throttle, "MOST_ROWS", rows)
    monkeypatch.setattr(place, "MOST_VERDICTS", 2)
    new = asking(draft)
    statuses = [send_back(client, new, reason=f"Reason {number}").status_code for number in range(4)]
    assert statuses == [303, 303, 429, 429]
    assert throttle.is_over(throttle.key_of(place.NAME, new.link.pk), 2)


def test_a_verdict_that_can_not_be_counted_is_not_taken(client, draft, monkeypatch):
    def busy(*args):
        raise BusyError

    monkeypatch.setattr(throttle, "admits", busy)
    response = send_back(client, asking(draft), reason="A reason that stays")
    assert response.status_code == 503
    assert "A reason that stays" in response.content.decode()
    assert not Approval.objects.exists()


def test_a_link_takes_so_many_verdicts_in_all(client, draft, monkeypatch):
    monkeypatch.setattr(judging, "MOST", 2)
    new = asking(draft)
    for number in range(2):
        send_back(client, new, reason=f"Reason {number}")
    Approval.objects.update(at=timezone.now() - timedelta(days=2))
    assert send_back(client, new, reason="Reason 1").status_code == 303  # the same again is no other
    refused = send_back(client, new, reason="Reason 2")
    assert refused.status_code == 409
    assert "As many verdicts as this link takes" in refused.content.decode()
    assert send_back(client, asking(draft), reason="Reason 2").status_code == 303
    assert Approval.objects.count() == 3


def test_its_answers_are_private_and_run_nothing(client, draft):
    new = asking(draft)
    way = way_to(client, new)
    for response in (client.get(way, **BROWSER), approve(client, new)):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        policy = response["Content-Security-Policy"]
        assert "script-src" not in policy
        assert {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert not response.cookies


# --- Who is told ----------------------------------------------------------------------------------


def test_whose_work_it_is_and_who_made_the_link_are_told_by_mail(client, draft, editor, writer):
    Page.objects.filter(pk=draft.pk).update(owner=writer)
    new = asking(draft, user=editor)
    send_back(client, new, reason="The third quote\nis not mine.", by="Maria\r\nBcc: all@example.org")
    assert sorted(one.to[0] for one in mail.outbox) == [editor.email, writer.email]
    letter = mail.outbox[0]
    link = "by the link for “Maria” that Edgar Edmonds made"
    assert letter.subject == f"“The {WORD}” sent back by Maria Bcc: all@example.org ({link})"
    assert "The third quote\nis not mine." in letter.body
    assert f"/admin/pages/{draft.pk}/edit/" in letter.body
    assert token_of(new) not in str(letter.message())
    mail.outbox.clear()
    UserProfile.objects.update_or_create(user=writer, defaults={"approved_notifications": False})
    editor.email = ""
    editor.save()
    approve(client, new)
    assert mail.outbox == []


def planned():
    return DBTaskResult.objects.filter(task_path="staging.approvals.mail.tell_gathered")


def test_the_first_verdict_is_told_at_once_and_what_follows_it_in_one_letter(client, draft, editor, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    new = asking(draft, user=editor)
    for number in range(5):
        send_back(client, new, reason=f"Reason {number}.")
    approve(client, new)
    (first,) = mail.outbox
    assert (first.to, "Reason 0." in first.body) == ([editor.email], True)
    quarter = quarter_of(Approval.objects.earliest("pk").at)
    Approval.objects.update(at=start_of(quarter))
    assert planned().earliest("enqueued_at").run_after >= start_of(quarter + 1)
    mail.outbox.clear()
    telling.tell_gathered.call(new.link.pk, quarter)
    (letter,) = mail.outbox
    assert letter.subject == f"5 verdicts on “The {WORD}”"
    assert re.findall(r"Reason \d|approved", letter.body)[:5] == [f"Reason {number}" for number in range(1, 5)] + ["approved"]
    assert letter.body.count("/admin/pages/") == 1
    telling.tell_gathered.call(new.link.pk, quarter + 1)  # when none came
    telling.tell_gathered.call(new.link.pk + 1000, quarter)  # when the link is gone
    assert len(mail.outbox) == 1


def test_what_follows_is_planned_once_in_a_quarter_and_told_at_once_after_a_silence(client, draft, editor, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    new, other = asking(draft, user=editor), asking(draft, user=editor)
    for number in range(4):
        send_back(client, new, reason=f"Reason {number}.")
    quarters = {quarter_of(at) for at in Approval.objects.order_by("pk").values_list("at", flat=True)[1:]}
    assert (len(mail.outbox), planned().count()) == (1, len(quarters))
    send_back(client, other, reason="By another link.")
    assert len(mail.outbox) == 2
    Approval.objects.update(at=timezone.now() - QUARTER)
    send_back(client, new, reason="After a silence.")
    assert len(mail.outbox) == 3


def test_a_letter_about_many_tells_the_last_ones_and_what_an_account_asks_for(client, draft, editor):
    new = asking(draft, user=editor)
    start = start_of(quarter_of(timezone.now()))
    rows = [{"by": f"Maria {number}", "approved": number % 2 == 0, "reason": f"Reason {number}."} for number in range(60)]
    Approval.objects.bulk_create(Approval(page=draft, link=new.link, digest="0" * 64, **row) for row in rows)
    Approval.objects.update(at=start)
    UserProfile.objects.update_or_create(user=editor, defaults={"approved_notifications": False})
    telling.tell_gathered.call(new.link.pk, quarter_of(start))
    (letter,) = mail.outbox
    assert letter.subject == f"30 verdicts on “The {WORD}”"
    assert re.findall(r"Reason (\d+)", letter.body) == [str(number) for number in range(21, 60, 2)]
    assert "10 more came before these." in letter.body


def test_who_may_not_edit_it_any_more_is_not_told(client, draft, editor, writer):
    Page.objects.filter(pk=draft.pk).update(owner=writer)
    new = asking(draft, user=editor)
    writer.groups.clear()
    approve(client, new)
    assert [one.to for one in mail.outbox] == [[editor.email]]


def test_histories_tell_of_it_without_the_token(client, client_of, draft, editor):
    new = asking(draft, user=editor)
    send_back(client, new, by=LAWYER)
    approve(client, new, by=LAWYER)
    entries = list(PageLogEntry.objects.filter(page=draft.pk, action__startswith="staging.").order_by("pk"))
    assert [entry.action for entry in entries][-2:] == ["staging.send_back", "staging.approve"]
    assert in_full(entries[-2]) == f"Sent back by {LAWYER}, with the link for Maria: The third quote is not mine."
    assert not any(token_of(new) in str(entry.data) for entry in entries)
    html = client_of(editor).get(reverse("wagtailadmin_pages:history", args=[draft.pk])).content.decode()
    assert f"Sent back by {LAWYER}" in html


def test_a_release_and_its_pages_tell_of_it(client, draft):
    release = release_of(draft)
    new = share(release)
    approve(client, new)
    send_back(client, new)
    assert list(release.events.order_by("-pk").values_list("action", "by")[:2]) == [("sent_back", "Maria"), ("approved", "Maria")]
    assert PageLogEntry.objects.filter(page=draft.pk, action="staging.release.approved").exists()
    assert token_of(new) not in str(list(release.events.values_list("data", flat=True)))


def test_the_editor_of_the_page_says_it(client, client_of, draft, editor):
    desk, address = client_of(editor), f"/admin/pages/{draft.pk}/edit/"
    assert "Approved by" not in desk.get(address).content.decode()
    approve(client, asking(draft), by=LAWYER)
    assert re.search(
        rf"Approved by {LAWYER} \(by the link for “Maria”\) today at [0-9:]+ UTC, exactly as it is now",
        desk.get(address).content.decode(),
    )
    redraft(draft, title="The heron")
    html = desk.get(address).content.decode()
    assert "but changed since" in html
    shown = desk.get(reverse("staging:approvals", args=[draft.pk])).content.decode()
    assert reverse("staging:approvals", args=[draft.pk]) in html
    assert f"/admin/pages/{draft.pk}/history/compare/v" in shown
    assert re.search(r"<del>.*zebrafinch.*</del>.*<ins>.*heron", shown, re.DOTALL)


def test_only_who_may_edit_the_page_sees_them(client_of, draft, writer):
    assert client_of(writer).get(reverse("staging:approvals", args=[draft.pk])).status_code == 302


def test_the_share_form_asks(client, client_of, draft, editor):
    until = timezone.localtime() + timedelta(days=3)
    said = {"label": "Maria", "shows": "draft", "until": f"{until:%Y-%m-%d %H:%M}", "asks_approval": "on"}
    response = client_of(editor).post(reverse("staging:share", args=[draft.pk]), said, follow=True)
    assert PreviewLink.objects.get().asks_approval
    assert "asks for approval" in response.content.decode()
    assert approve(client, response.context["new"]).status_code == 303


# --- At once ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_viewers_at_once_are_both_heard_and_a_double_click_once():
    draft = article(section_page(), title=f"The {WORD}", slug=WORD, live=False)
    mine, theirs = asking(draft), asking(draft, label="Noor")
    way = way_to(Client(), mine)
    digest = way.partition("?seen=")[2]

    def send(new, by, verdict_):
        said = {"by": by, "reason": "So.", "verdict": verdict_, "digest": digest}
        return Client().post(f"{root_of(new)}/~approval/", said, **BROWSER).status_code

    statuses = at_once(
        *[lambda: send(mine, "Maria", "approve")] * 3,
        lambda: send(theirs, "Noor", "approve"),
    )
    assert statuses == [303] * 4
    assert sorted(Approval.objects.values_list("by", flat=True)) == ["Maria", "Noor"]


@pytest.mark.django_db(transaction=True)
def test_an_editor_who_saves_at_the_same_moment_never_gets_an_approval_of_other_words():
    draft = article(section_page(), title=f"The {WORD}", slug=WORD, live=False)
    new = asking(draft)
    for number in range(4):
        digest = contents_of_page(draft).digest
        said = {"by": "Maria", "reason": f"{number}", "verdict": "approve", "digest": digest}
        at_once(
            lambda said=said: Client().post(f"{root_of(new)}/~approval/", said, **BROWSER).status_code,
            lambda number=number: redraft(draft, title=f"Heron {number}"),
        )
        for approval in Approval.objects.all():
            copy = FrozenCopy.objects.get(pk=approval.copies[str(draft.pk)])
            assert copy.content["fields"]["title"] == (
                f"The {WORD}" if approval.reason == "0" else f"Heron {int(approval.reason) - 1}"
            )


def test_an_answer_that_was_kept_from_before_a_change_is_no_proof_of_having_seen_it(client, draft, monkeypatch):
    """With many viewers at once, what was right five seconds ago is shown."""
    new = asking(draft)
    assert "?seen=" in client.get(path_of(new), **BROWSER).content.decode()
    redraft(draft, title="The heron")
    monkeypatch.setattr(turns, "is_crowded", lambda: True)
    html = client.get(path_of(new), **BROWSER).content.decode()
    assert f"The {WORD}" in re.search(r"<h1.*?</h1>", html, re.DOTALL)[0]
    assert "?seen=" not in html
