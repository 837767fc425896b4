"""Nothing is overwritten that its author has not seen: what the admin's editor accepts, refuses and keeps."""

import uuid

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.admin.models import FormState
from wagtail.models import PageLogEntry, Revision, Workflow, WorkflowPage

from articles.models import ArticlePage
from history.conflicts import Base
from history.models import Look, Version
from tests.articles.forms import article_form, paragraphs
from tests.at_once import at_once
from tests.builders import article, author

JSON = {"Accept": "application/json"}


@pytest.fixture
def low_tide(section, editor):
    return article(section, title="Low tide")


@pytest.fixture
def edgar(client_of, editor):
    return client_of(editor)


@pytest.fixture
def ada(client_of, admin_user):
    return client_of(admin_user)


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def opened(page) -> dict[str, str]:
    """What an editor's form says when it is opened now."""
    latest = ArticlePage.objects.get(pk=page.pk).latest_revision
    return {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}


def form(words: str, base: dict | None = None, **fields) -> dict:
    return article_form(blocks=paragraphs(words), **(base or {}), **fields)


def draft_words(page) -> str:
    return str(ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().body)


def live_words(page) -> str:
    return str(ArticlePage.objects.get(pk=page.pk).body)


def set_aside_words(page) -> list[str]:
    versions = Version.objects.filter(page_id=page.pk, reason=Version.Reason.SET_ASIDE)
    return [str(version.copy.content["fields"]["body"]) for version in versions]


# --- What is stale ---------------------------------------------------------------------------------


def test_a_form_opened_on_the_newest_draft_is_saved(edgar, low_tide):
    answer = edgar.post(edit(low_tide), form("At seven.", opened(low_tide)))
    assert answer.url == edit(low_tide)
    assert "At seven." in draft_words(low_tide)


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}, {"action-submit": "1"}])
def test_a_form_that_came_too_late_changes_nothing_and_its_words_are_kept(edgar, ada, low_tide, action):
    base = opened(low_tide)
    ada.post(edit(low_tide), form("Ada wrote this.", base, **{"action-publish": "1"}))
    answer = edgar.post(edit(low_tide), form("Edgar wrote this.", base, **action))
    version = Version.objects.get(reason=Version.Reason.SET_ASIDE)
    assert answer.url == reverse("history:conflict", args=[low_tide.pk, version.pk])
    assert "Ada wrote this." in draft_words(low_tide)
    assert "Ada wrote this." in live_words(low_tide)
    assert "Edgar wrote this." in set_aside_words(low_tide)[0]
    assert version.by == "Edgar Edmonds"


def test_an_autosave_that_came_too_late_gets_the_address_of_the_difference(edgar, ada, low_tide):
    base = opened(low_tide)
    ada.post(edit(low_tide), form("Ada wrote this.", base))
    answer = edgar.post(edit(low_tide), form("Edgar wrote this.", base), headers=JSON)
    version = Version.objects.get(reason=Version.Reason.SET_ASIDE)
    assert answer.status_code == 400
    said = answer.json()
    assert (said["success"], said["error_code"], said["set_aside"]) == (False, "invalid_revision", version.pk)
    assert said["conflict_url"] == reverse("history:conflict", args=[low_tide.pk, version.pk])
    assert "Ada wrote this." in draft_words(low_tide)


def test_of_the_autosaves_of_one_late_form_the_last_is_kept(edgar, ada, low_tide):
    base = opened(low_tide)
    ada.post(edit(low_tide), form("Ada wrote this.", base))
    first = edgar.post(edit(low_tide), form("One", base), headers=JSON).json()
    second = form("One two", base, **{"history-set-aside": str(first["set_aside"])})
    edgar.post(edit(low_tide), second, headers=JSON)
    edgar.post(edit(low_tide), form("Another tab", base), headers=JSON)
    kept = " ".join(set_aside_words(low_tide))
    assert "One two" in kept
    assert "Another tab" in kept
    assert len(set_aside_words(low_tide)) == 2


def test_nobody_replaces_what_another_set_aside(edgar, ada, low_tide):
    base = opened(low_tide)
    ada.post(edit(low_tide), form("Newer.", base))
    first = edgar.post(edit(low_tide), form("Edgar wrote this.", base), headers=JSON).json()
    ada.post(edit(low_tide), form("Ada, late.", base, **{"history-set-aside": str(first["set_aside"])}), headers=JSON)
    assert "Edgar wrote this." in " ".join(set_aside_words(low_tide))


def test_one_person_in_two_tabs_counts_as_two(edgar, low_tide):
    base = opened(low_tide)
    edgar.post(edit(low_tide), form("First tab.", base, **{"history-tab": str(uuid.uuid4())}), headers=JSON)
    answer = edgar.post(edit(low_tide), form("Second tab.", base, **{"history-tab": str(uuid.uuid4())}), headers=JSON)
    assert answer.json()["error_code"] == "invalid_revision"
    assert "First tab." in draft_words(low_tide)


def test_an_editor_whose_answer_was_lost_on_the_way_may_go_on_and_writes_over_nothing(edgar, low_tide):
    mine = {**opened(low_tide), "history-tab": str(uuid.uuid4())}
    edgar.post(edit(low_tide), form("Lost on the way.", mine), headers=JSON)
    answer = edgar.post(edit(low_tide), form("And the next words.", mine), headers=JSON)
    assert answer.json()["success"]
    assert "And the next words." in draft_words(low_tide)
    assert low_tide.revisions.count() == 3


def test_a_lost_answer_never_makes_an_author_twice(edgar, low_tide):
    mara = author()
    one = {"article_authors-TOTAL_FORMS": "1", "article_authors-0-author": str(mara.pk), "article_authors-0-ORDER": "1"}
    mine = form("Lost.", {**opened(low_tide), "history-tab": str(uuid.uuid4())}) | one
    assert edgar.post(edit(low_tide), mine, headers=JSON).json()["success"]
    assert edgar.post(edit(low_tide), mine, headers=JSON).json()["error_code"] == "invalid_revision"


def test_the_row_saved_over_by_its_own_editor_is_newer_for_every_other_form(edgar, ada, low_tide):
    first = edgar.post(edit(low_tide), form("One", opened(low_tide)), headers=JSON).json()
    late = opened(low_tide)
    known = {"loaded_revision_id": str(first["revision_id"]), "loaded_revision_created_at": first["revision_created_at"]}
    again = form("One two", known, overwrite_revision_id=str(first["revision_id"]))
    assert edgar.post(edit(low_tide), again, headers=JSON).json()["revision_id"] == first["revision_id"]
    assert ada.post(edit(low_tide), form("Ada wrote this.", late)).url.startswith(f"/admin/pages/{low_tide.pk}/conflict/")


@pytest.mark.parametrize(
    ("said", "stale"),
    [
        ({}, False),
        ({"loaded_revision_id": ""}, True),
        ({"loaded_revision_id": "{pk}"}, True),
        ({"loaded_revision_id": "{pk}", "loaded_revision_created_at": "{at}"}, False),
        ({"loaded_revision_id": "{pk}", "loaded_revision_created_at": "{at}", "overwrite_revision_id": "{pk}"}, False),
        ({"loaded_revision_id": "{pk}", "loaded_revision_created_at": "{at}", "overwrite_revision_id": "1{pk}"}, True),
        ({"overwrite_revision_id": "{pk}"}, False),
        ({"overwrite_revision_id": "1{pk}"}, True),
        ({"loaded_revision_id": "no number", "loaded_revision_created_at": "\x00"}, True),
    ],
)
def test_what_a_form_says_of_its_draft_decides(low_tide, said, stale):
    latest = low_tide.latest_revision
    data = {name: value.format(pk=latest.pk, at=latest.created_at.isoformat()) for name, value in said.items()}
    assert Base.of(data).is_stale(latest) == stale
    assert not Base.of(data).is_stale(None)


def test_errors_are_shown_first_and_the_conflict_when_the_form_is_valid(edgar, ada, low_tide):
    base = opened(low_tide)
    ada.post(edit(low_tide), form("Ada wrote this.", base))
    wrong = form("Edgar wrote this.", base, slug="")
    answer = edgar.post(edit(low_tide), wrong | {"title": "", "action-publish": "1"})
    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert set_aside_words(low_tide) == []
    assert edgar.post(edit(low_tide), form("Edgar wrote this.", base)).status_code == 302
    assert len(set_aside_words(low_tide)) == 1


def test_the_byline_of_a_late_form_is_its_own(edgar, ada, low_tide):
    mara, ines = author(), author("Ines Aguilar")
    base = opened(low_tide)
    row = {"article_authors-TOTAL_FORMS": "1", "article_authors-0-ORDER": "1"}
    ada.post(edit(low_tide), form("Ada wrote this.", base) | row | {"article_authors-0-author": str(mara.pk)})
    edgar.post(edit(low_tide), form("Edgar wrote this.", base) | row | {"article_authors-0-author": str(ines.pk)})
    fields = Version.objects.get(reason=Version.Reason.SET_ASIDE).copy.content["fields"]
    assert [one["author"] for one in fields["article_authors"]] == [ines.pk]


# --- Which rows autosave may write over -------------------------------------------------------------


def keep_live(revision, other):
    revision.publish()


def keep_scheduled(revision, other):
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at="2040-01-01T00:00Z")


def keep_in_workflow(revision, other):
    workflow = Workflow.objects.first() or Workflow.objects.create(name="Desk")
    page = ArticlePage.objects.get(pk=revision.object_id)
    WorkflowPage.objects.get_or_create(page=page.page_ptr, workflow=workflow)
    workflow.start(page, other)


def keep_in_history(revision, other):
    copy = Version.objects.filter(page_id=revision.object_id).first().copy
    Version.objects.create(
        page_id=revision.object_id, copy=copy, reason="named", name="As sent", at=revision.created_at, revision_id=revision.pk
    )


def keep_as_seen(revision, other):
    Look.objects.update_or_create(
        page_id=revision.object_id, user=other, defaults={"revision_id": revision.pk, "at": revision.created_at}
    )


def keep_as_anothers(revision, other):
    Revision.objects.filter(pk=revision.pk).update(user=other)


@pytest.mark.parametrize("keep", [keep_live, keep_scheduled, keep_in_workflow, keep_in_history, keep_as_seen, keep_as_anothers])
def test_an_autosave_never_writes_over_a_row_that_must_stay(edgar, admin_user, low_tide, keep):
    first = edgar.post(edit(low_tide), form("One", opened(low_tide)), headers=JSON).json()
    row = Revision.objects.get(pk=first["revision_id"])
    keep(row, admin_user)
    before = Revision.objects.values("content", "created_at").get(pk=row.pk)
    again = form("One two", opened(low_tide), overwrite_revision_id=str(row.pk))
    answer = edgar.post(edit(low_tide), again, headers=JSON).json()
    if keep is keep_scheduled:
        assert not answer["success"]  # scheduled pages are locked
    else:
        assert answer["revision_id"] != row.pk
        assert "One two" in draft_words(low_tide)
    assert Revision.objects.values("content", "created_at").get(pk=row.pk) == before


def test_an_autosave_writes_over_its_own_row(edgar, low_tide, editor):
    first = edgar.post(edit(low_tide), form("One", opened(low_tide)), headers=JSON).json()
    keep_as_seen(Revision.objects.get(pk=first["revision_id"]), editor)
    again = form("One two", opened(low_tide), overwrite_revision_id=str(first["revision_id"]))
    assert edgar.post(edit(low_tide), again, headers=JSON).json()["revision_id"] == first["revision_id"]


# --- What can't be saved at all ---------------------------------------------------------------------


def test_what_is_written_into_a_locked_page_is_set_aside(edgar, admin_user, low_tide):
    ArticlePage.objects.filter(pk=low_tide.pk).update(locked=True, locked_by=admin_user)
    answer = edgar.post(edit(low_tide), form("Edgar wrote this.", opened(low_tide)))
    page = answer.content.decode()
    assert "locked" in page
    assert "set aside" in page
    assert "Edgar wrote this." in set_aside_words(low_tide)[0]
    assert edgar.post(edit(low_tide), form("More.", opened(low_tide)), headers=JSON).json()["error_code"] == "locked"


def test_who_may_not_edit_any_more_is_told_so(edgar, editor, low_tide):
    editor.groups.set(Group.objects.filter(name="Writers"))
    answer = edgar.post(edit(low_tide), form("Edgar wrote this.", opened(low_tide)))
    assert answer.status_code == 403
    assert "You may not change this page any more." in answer.content.decode()
    said = edgar.post(edit(low_tide), form("Edgar wrote this."), headers=JSON).json()
    assert said["error_message"].startswith("You may not change this page any more.")


def test_an_alias_says_that_it_is_one(edgar, low_tide):
    alias = low_tide.create_alias(update_slug="alias")
    answer = edgar.post(edit(alias), form("Edgar wrote this."))
    assert answer.status_code == 405
    assert "alias" in answer.content.decode()


def test_an_open_editor_can_ask_whether_it_may_still_save(client, edgar, ada, client_of, writer, low_tide):
    address = reverse("history:standing", args=[low_tide.pk])
    assert client.get(address).status_code == 302
    assert edgar.get(address).json() == {}
    assert "may not change" in client_of(writer).get(address).json()["problem"]
    low_tide.delete(user=None)
    assert "deleted" in edgar.get(address).json()["problem"]


# --- About a publication ----------------------------------------------------------------------------


def test_a_publication_says_that_it_is_a_correction_and_why(edgar, low_tide):
    about = {"action-publish": "1", "history-kind": "correction", "history-note": "The pilot's name."}
    edgar.post(edit(low_tide), form("At seven.", opened(low_tide), **about))
    version = Version.objects.filter(reason=Version.Reason.PUBLISHED).first()
    assert (version.kind, version.note, version.path) == ("correction", "The pilot's name.", "form")


@pytest.mark.parametrize("note", ["x" * 501, "\x00"])
def test_a_note_that_can_not_be_kept_is_refused_with_its_words(edgar, low_tide, note):
    about = {"action-publish": "1", "history-note": note}
    answer = edgar.post(edit(low_tide), form("At seven.", opened(low_tide), **about))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing was published" in page
    assert ("x" * 501 in page) == (note != "\x00")
    assert "At seven." in page
    assert low_tide.revisions.count() == 1


def test_a_refused_publication_keeps_the_note_in_the_form(edgar, low_tide):
    wrong = form("At seven.", opened(low_tide), **{"action-publish": "1", "history-note": "Why it changed."})
    page = edgar.post(edit(low_tide), wrong | {"title": ""}).content.decode()
    assert "Why it changed." in page


def test_the_panel_is_for_pages_that_have_been_live_and_people_who_publish(edgar, client_of, writer, section, low_tide):
    assert 'name="history-note"' in edgar.get(edit(low_tide)).content.decode()
    draft = article(section, title="Spring tide", live=False, owner=writer)
    assert 'name="history-note"' not in edgar.get(edit(draft)).content.decode()
    answer = edgar.post(edit(low_tide), form("At seven.", opened(low_tide)), headers=JSON).json()
    assert "w-teleport" in answer["html"]  # the rest of the editor follows the save
    assert "history-note" not in answer["html"]


# --- At one moment ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_of_two_saves_at_one_moment_one_wins(edgar, ada, low_tide, action):
    base, headers = opened(low_tide), {} if action else JSON

    def save(desk, words):
        return lambda: desk.post(edit(low_tide), form(words, base, **action), headers=headers)

    answers = at_once(save(edgar, "Edgar wrote this."), save(ada, "Ada wrote this."))
    lost = [answer.status_code == 400 or "/conflict/" in getattr(answer, "url", "") for answer in answers]
    winner, loser = ("Ada", "Edgar") if lost[0] else ("Edgar", "Ada")
    assert sorted(lost) == [False, True]
    assert f"{winner} wrote this." in draft_words(low_tide)
    assert f"{loser} wrote this." in set_aside_words(low_tide)[0]


@pytest.mark.django_db(transaction=True)
def test_previews_at_one_moment_leave_one_state(edgar, low_tide):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[low_tide.pk])
    answers = at_once(*[lambda: edgar.post(address, form("Seen.")) for _number in range(6)])
    assert {answer.status_code for answer in answers} == {200}
    assert FormState.objects.count() == 1
    assert "Seen." in edgar.get(address).content.decode()


@pytest.mark.parametrize("kind", ["edit", "add"])
def test_a_preview_heals_what_was_kept_twice(edgar, editor, section, low_tide, kind):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[low_tide.pk])
    if kind == "add":
        address = reverse("wagtailadmin_pages:preview_on_add", args=["articles", "articlepage", section.pk])
    edgar.post(address, form("First.", slug="another"))
    FormState.objects.bulk_create([FormState(**{**FormState.objects.values().get(), "id": None})])
    assert edgar.post(address, form("Second.", slug="another")).json() == {"is_valid": True, "is_available": True}
    assert FormState.objects.count() == 1
    assert "Second." in edgar.get(address).content.decode()


# --- A publication is one transaction ---------------------------------------------------------------


def test_a_publication_that_breaks_half_way_leaves_all_as_it_was(edgar, low_tide, monkeypatch):
    def break_down(*args, **kwargs):
        raise OSError("the disk is full")

    edgar.raise_request_exception = False
    monkeypatch.setattr("wagtail.actions.publish_page_revision.PublishPageRevisionAction._after_publish", break_down)
    answer = edgar.post(edit(low_tide), form("At seven.", opened(low_tide), **{"action-publish": "1"}))
    assert answer.status_code == 500
    assert low_tide.revisions.count() == 1
    assert "At seven." not in live_words(low_tide)
    assert Version.objects.filter(page_id=low_tide.pk).count() == 1


# --- The conflict's page and its ways on ------------------------------------------------------------


@pytest.fixture
def conflict(edgar, ada, low_tide):
    """The address of a conflict between Ada, who published, and Edgar, who wanted to."""
    base = opened(low_tide)
    ada.post(edit(low_tide), form("The ferry leaves at nine.", base, **{"action-publish": "1"}))
    about = {"action-publish": "1", "history-kind": "correction", "history-note": "The hour."}
    return edgar.post(edit(low_tide), form("The ferry leaves at eight.", base, **about)).url


def seen(page) -> str:
    latest = ArticlePage.objects.get(pk=page.pk).latest_revision
    return f"{latest.pk}|{latest.created_at.isoformat()}"


def test_the_conflict_says_who_and_what(edgar, conflict):
    page = edgar.get(conflict).content.decode()
    assert "Ada Adams" in page
    assert "published" in page
    assert "nine" in page
    assert "eight" in page


def test_keeping_mine_makes_it_the_newest_draft_and_says_whom_it_replaced(edgar, conflict, low_tide, editor):
    edgar.post(conflict, {"seen": seen(low_tide)})
    assert "at eight" in draft_words(low_tide)
    assert "at nine" in live_words(low_tide)
    entry = PageLogEntry.objects.get(action="history.override")
    assert (entry.user, entry.data["over"]["by"]) == (editor, "Ada Adams")
    assert "Ada Adams" in entry.message


def test_publishing_mine_publishes_it_as_what_it_was(edgar, conflict, low_tide):
    edgar.post(conflict, {"seen": seen(low_tide), "publish": "1"})
    assert "at eight" in live_words(low_tide)
    version = Version.objects.filter(reason=Version.Reason.PUBLISHED).first()
    assert (version.kind, version.note) == ("correction", "The hour.")


def test_mine_is_not_kept_on_top_of_a_third_save_that_the_page_did_not_show(edgar, ada, conflict, low_tide):
    shown = seen(low_tide)
    ada.post(edit(low_tide), form("The ferry leaves at ten.", opened(low_tide)))
    assert edgar.post(conflict, {"seen": shown, "publish": "1"}).url == conflict
    assert "at ten" in draft_words(low_tide)
    assert "at nine" in live_words(low_tide)


def test_a_draft_that_came_too_late_can_not_be_published_from_the_conflict(edgar, ada, low_tide):
    base = opened(low_tide)
    ada.post(edit(low_tide), form("At nine.", base))
    address = edgar.post(edit(low_tide), form("At eight.", base)).url
    edgar.post(address, {"seen": seen(low_tide), "publish": "1"})
    assert "At eight." not in live_words(low_tide)


def test_mine_waits_while_the_page_is_locked(edgar, conflict, low_tide, admin_user):
    ArticlePage.objects.filter(pk=low_tide.pk).update(locked=True, locked_by=admin_user)
    assert "is locked" in edgar.get(conflict).content.decode()
    edgar.post(conflict, {"seen": seen(low_tide)})
    assert "at nine" in draft_words(low_tide)


def test_a_conflict_is_its_owners(client, ada, client_of, writer, conflict):
    assert ada.get(conflict).status_code == 404
    assert client_of(writer).get(conflict).status_code == 302
    assert client.get(conflict).url.startswith("/admin/login/")
    assert ada.get("/admin/pages/999999/conflict/1/").status_code == 404
