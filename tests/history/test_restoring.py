"""Going back: a whole version or one block into the newest draft, everything else kept, nothing published."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Comment, Page, PageLogEntry, Revision

from articles.models import ArticleAuthor, ArticlePage, Author
from history.content import content_of, digest_of, freeze
from history.log_actions import in_full
from history.models import FrozenCopy, Version
from history.recording import last_publication, record
from history.refusal import Refused
from history.restoring import restore, restore_block
from tests.builders import article, author, section_page, stream

pytestmark = pytest.mark.django_db

WORDS = [("paragraph", f"<p>{word}</p>") for word in ("One", "Two", "Three", "Four")]


def draft_of(page: Page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def fresh(page: Page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk)


def words(page: Page, field: str = "body") -> list[str]:
    return [str(block.value).removeprefix("<p>").removesuffix("</p>") for block in getattr(page, field)]


def published(page: Page) -> str:
    return f"v{last_publication(page.pk).pk}"


def rewritten(page: Page, **fields) -> ArticlePage:
    """A newer draft of the page."""
    page = draft_of(page)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return fresh(page)


def without(page: Page, *indexes: int) -> list[dict]:
    return [dict(block) for index, block in enumerate(page.body.raw_data) if index not in indexes]


# --- The whole -----------------------------------------------------------------------------------


def test_everything_that_was_written_comes_back_and_nothing_is_published(editor):
    page = article(section_page(), authors=(author(), author("Second")), body=WORDS)
    version, before = published(page), digest_of(content_of(page))
    page = draft_of(page)
    page.title, page.slug, page.body, page.article_authors = "Other", "other", stream(ArticlePage, "body", []), []
    newer = page.save_revision()

    restored = restore(fresh(page), version, editor)
    draft = draft_of(page)
    assert digest_of(content_of(draft)) == before
    assert restored.sentences == []
    assert restored.revision.pk == fresh(page).latest_revision_id != newer.pk
    assert restored.revision.user == editor
    assert Revision.objects.get(pk=newer.pk).content["title"] == "Other", "a newer draft stays in the history"
    live = fresh(page)
    assert (live.title, live.has_unpublished_changes) == ("The harbour that said no", True)
    assert Version.objects.filter(page_id=page.pk).count() == 1


def test_a_draft_and_the_live_version_can_be_restored_as_well(editor):
    page = article(section_page())
    first = page.latest_revision_id
    rewritten(page, title="Second")
    third = rewritten(page, title="Third").latest_revision_id
    restore(page, f"r{third - 1}", editor)
    assert draft_of(page).title == "Second"
    restore(page, "live", editor)
    assert draft_of(page).title == "The harbour that said no"
    restore(page, f"r{first}", editor)
    with pytest.raises(Refused, match="newest draft already"):
        restore(page, "draft", editor)
    with pytest.raises(Refused, match="newest draft already"):
        restore(page, f"r{fresh(page).latest_revision_id}", editor)


def test_the_copy_keeps_its_bytes_and_the_restoration_is_in_the_log(editor):
    page = article(section_page())
    version = published(page)
    before = list(FrozenCopy.objects.values_list("pk", "digest", "packed"))
    rewritten(page, title="Other")
    restored = restore(page, version, editor)
    assert [tuple(map(bytes_of, row)) for row in FrozenCopy.objects.values_list("pk", "digest", "packed")] == [
        tuple(map(bytes_of, row)) for row in before
    ]
    entry = PageLogEntry.objects.get(page=page.pk, action="history.restore")
    assert (entry.user, entry.revision, entry.content_changed) == (editor, restored.revision, True)
    assert entry.data["ref"] == version
    assert entry.data["moment"] == last_publication(page.pk).at.isoformat()
    assert "First publication" in in_full(entry)


def bytes_of(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_place_state_schedule_and_comments_stay(editor):
    page = article(section_page())
    version = published(page)
    comment = Comment.objects.create(page=page, user=editor, text="Sure?", contentpath="title")
    planned = timezone.now().replace(microsecond=0) + timedelta(days=3)
    rewritten(page, title="Other", go_live_at=planned)
    Page.objects.get(pk=page.pk).move(section_page("Elsewhere"), "last-child")

    restore(page, version, editor)
    draft = draft_of(page)
    assert draft.title == "The harbour that said no"
    assert draft.go_live_at == planned
    assert draft.get_parent().slug == "elsewhere"
    assert draft.live
    assert [one.pk for one in draft.wagtail_admin_comments.all()] == [comment.pk]
    assert Comment.objects.get().text == "Sure?"


def test_an_address_that_is_taken_stays_with_its_new_page(editor):
    section = section_page()
    page = article(section, slug="tide")
    version = published(page)
    page = rewritten(page, slug="ebb")
    page.get_latest_revision().publish()
    article(section, title="Other", slug="tide")

    restored = restore(page, version, editor)
    assert draft_of(page).slug == "ebb"
    assert restored.sentences == ["The address “tide” belongs to another page by now: “ebb” stays."]
    restored.revision.publish()


def test_what_is_gone_is_named(editor):
    page = article(section_page(), authors=(author(), author("Second")))
    version = published(page)
    rewritten(page, article_authors=[]).get_latest_revision().publish()
    first = Author.objects.get(name="Mara Lindqvist")
    number = first.pk
    first.delete()
    restored = restore(page, version, editor)
    assert restored.sentences == [f"Author number {number} no longer exists and is left out."]
    assert [row.author.name for row in draft_of(page).article_authors.all()] == ["Second"]


def test_what_keeps_the_draft_from_publication_is_said(editor):
    page = article(section_page(), live=False)
    page.published_at = timezone.now() + timedelta(days=3)
    early = page.save_revision(clean=False)
    rewritten(page, published_at=None)
    sentence = "Give a day that has been. To publish later, set a schedule in the Status panel."
    assert restore(page, f"r{early.pk}", editor).sentences == [f"Before it can be published: first published: {sentence}"]


def test_blocks_of_an_unknown_type_are_left_out_and_said(editor):
    page = article(section_page(), body=WORDS)
    revision = page.get_latest_revision()
    stored = [{"type": "poll", "value": {"question": "Tea?"}, "id": "1"}, *json.loads(revision.content["body"])]
    revision.content["body"] = json.dumps(stored)
    revision.save()
    rewritten(page, title="Other")
    restored = restore(page, f"r{revision.pk}", editor)
    assert restored.sentences == ["Body: a block of the kind “poll”, which the site no longer knows. It is left out."]
    assert words(draft_of(page)) == ["One", "Two", "Three", "Four"]


def test_who_may_not_write_may_not_restore(writer, editor):
    page = article(section_page())
    version = published(page)
    rewritten(page, title="Other")
    with pytest.raises(PermissionDenied):
        restore(page, version, writer)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=writer, locked_at=timezone.now())
    for act in (lambda: restore(page, version, editor), lambda: restore_block(page, version, page.body[0].id, editor)):
        with pytest.raises(Refused, match="locked"):
            act()
    assert draft_of(page).title == "Other"


def test_an_alias_is_restored_at_its_source(editor):
    page = article(section_page())
    alias = CreatePageAliasAction(page, parent=section_page("Other")).execute(skip_permission_checks=True)
    with pytest.raises(Refused, match="shows another page"):
        restore(alias, "live", editor)


# --- One block -----------------------------------------------------------------------------------


def test_a_deleted_block_comes_back_where_it_stood(editor):
    page = article(section_page(), body=WORDS)
    version, ids = published(page), [block.id for block in page.body]
    for gone, back, expected in (
        ((2,), 2, ["One", "Two", "Three", "Four"]),
        ((0,), 0, ["One", "Two", "Three", "Four"]),
        ((1, 2), 2, ["One", "Three", "Four"]),
        ((0, 1, 2), 2, ["Three", "Four"]),
        ((0, 1, 2, 3), 3, ["Four"]),
    ):
        rewritten(page, title="The title stays", body=without(page, *gone))
        restored = restore_block(page, version, ids[back], editor)
        draft = draft_of(page)
        assert words(draft) == expected
        assert draft.title == "The title stays"
        assert draft.body[expected.index(words(page)[back])].id == ids[back]
    assert restored.label == "Paragraph"
    assert words(fresh(page)) == ["One", "Two", "Three", "Four"]
    entry = PageLogEntry.objects.filter(page=page.pk, action="history.restore_block").first()
    assert (entry.data["ref"], entry.data["block"], entry.user) == (version, "Paragraph", editor)
    assert in_full(entry).startswith("Restored a block into the draft: Paragraph")


def test_a_changed_block_is_replaced_where_it_stands_now(editor):
    page = article(section_page(), body=WORDS)
    version, block = published(page), page.body[1].id
    moved = [*without(page, 1), {"type": "paragraph", "value": "<p>Two, but otherwise</p>", "id": block}]
    rewritten(page, body=moved)
    restore_block(page, version, block, editor)
    assert words(draft_of(page)) == ["One", "Three", "Four", "Two"]


def test_corrections_have_blocks_as_well(editor):
    note = {"type": "correction", "value": {"date": "2026-01-02", "text": "<p>It was six.</p>"}, "id": "n1"}
    page = article(section_page())
    kind = next(iter(page.notes.stream_block.child_blocks))
    note["type"] = kind
    page.notes = [note]
    first = page.save_revision()
    rewritten(page, notes=[])
    restore_block(page, f"r{first.pk}", "n1", editor)
    assert [block.id for block in draft_of(page).notes] == ["n1"]


def test_an_item_inside_a_block(editor):
    items = [{"type": "item", "id": name, "value": {"image": None, "caption": f"<p>{name}</p>"}} for name in ("i1", "i2", "i3")]
    gallery = {"type": "gallery", "id": "g", "value": {"heading": "The quay", "items": items}}
    page = article(section_page(), live=False, body=[])
    page.body = [gallery]
    first = page.save_revision()
    shorter = {**gallery, "value": {"heading": "Other", "items": [items[0], items[2]]}}
    rewritten(page, body=[shorter])
    restore_block(page, f"r{first.pk}", "i2", editor)
    value = draft_of(page).body.raw_data[0]["value"]
    assert value["heading"] == "Other"
    assert [item["id"] for item in value["items"]] == ["i1", "i2", "i3"]

    rewritten(page, body=[])
    with pytest.raises(Refused, match="What stood around this block"):
        restore_block(page, f"r{first.pk}", "i2", editor)


def test_a_block_of_a_set_aside_version(editor):
    page = article(section_page(), body=WORDS)
    own = draft_of(page)
    own.body = [*without(page), {"type": "paragraph", "value": "<p>Mine</p>", "id": "mine"}]
    version = record(page, freeze(own), Version.Reason.SET_ASIDE, user=editor)
    restore_block(page, f"v{version.pk}", "mine", editor)
    assert words(draft_of(page)) == ["One", "Two", "Three", "Four", "Mine"]


def test_a_block_that_the_code_does_not_know_is_refused_and_the_draft_keeps_its_own(editor):
    page = article(section_page(), body=WORDS)
    version, block = published(page), page.body[1].id
    unknown = {"type": "poll", "value": {"question": "Tea?"}, "id": "p1"}
    revision = page.get_latest_revision()
    revision.content["body"] = json.dumps([unknown, *without(page, 1)])
    revision.save()
    with pytest.raises(Refused, match="poll"):
        restore_block(page, f"r{revision.pk}", "p1", editor)

    restored = restore_block(page, version, block, editor)
    stored = json.loads(Revision.objects.get(pk=restored.revision.pk).content["body"])
    assert stored[0] == unknown
    assert [item["id"] for item in stored[1:]] == [item["id"] for item in page.body.raw_data]


def test_a_block_that_the_version_does_not_have(editor):
    page = article(section_page())
    for block in ("nothing", "", "0"):
        with pytest.raises(Refused, match="no such block"):
            restore_block(page, "live", block, editor)
    with pytest.raises(Http404):
        restore_block(page, "v999999", page.body[0].id, editor)


# --- As an editor meets it ------------------------------------------------------------------------


def test_asked_restored_and_in_the_editor(client_of, editor):
    page = article(section_page())
    version = published(page)
    rewritten(page, title="Other")
    client = client_of(editor)
    address = reverse("history:restore", args=[page.pk, version])
    asked = client.get(address)
    assert asked.status_code == 200
    assert "Restore as draft" in asked.content.decode()
    assert draft_of(page).title == "Other"

    answer = client.post(address)
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    opened = client.get(answer["Location"]).content.decode()
    assert "Restored: First publication" in opened
    assert "The harbour that said no" in opened


def test_a_block_from_the_browser_and_back_to_where_one_was(client_of, editor):
    page = article(section_page(), body=WORDS)
    version, block = published(page), page.body[1].id
    rewritten(page, body=without(page, 1))
    client = client_of(editor)
    address = reverse("history:restore_block", args=[page.pk, version, block])
    here = reverse("history:version", args=[page.pk, version])
    assert client.get(address).status_code == 405
    assert client.post(address, {"next": here})["Location"] == here
    assert words(draft_of(page)) == ["One", "Two", "Three", "Four"]
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(address, {"next": "https://evil.example/"})["Location"] == edit
    assert client.post(reverse("history:restore_block", args=[page.pk, "v999999", block])).status_code == 404
    assert client.post(reverse("history:restore_block", args=[page.pk, version, "nothing"]), {"next": here})["Location"] == here


def test_restoring_from_the_raw_column(editor):
    """Of a live page whose row has a block that the code does not know, any other block can be restored."""
    page = article(section_page(), body=WORDS)
    stored = [{"type": "poll", "value": {"question": "Tea?"}, "id": "1"}, *page.body.raw_data]
    set_body = "UPDATE articles_articlepage SET body = %s WHERE page_ptr_id = %s"
    connection.cursor().execute(set_body, [json.dumps(stored), page.pk])
    rewritten(page, body=without(page, 3))
    restore_block(page, "live", stored[4]["id"], editor)
    assert words(draft_of(page)) == ["One", "Two", "Three", "Four"]
    assert not ArticleAuthor.objects.exists()
