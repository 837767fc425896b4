"""What was published stays what it was: a frozen copy for each publication, whichever way it came."""

import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import ArticlePage
from history.acts import acting
from history.content import content_of, digest_of, thaw
from history.models import FrozenCopy, Version
from history.recording import freeze_what_is_live_already, last_publication
from tests.articles.forms import article_form, paragraphs
from tests.builders import article, author, section_page

pytestmark = pytest.mark.django_db


def publications(page) -> list[Version]:
    return list(Version.objects.filter(page_id=page.pk, reason=Version.Reason.PUBLISHED).order_by("pk"))


def agrees(page) -> bool:
    """Whether the last frozen copy is what readers see."""
    live = ArticlePage.objects.get(pk=page.pk)
    return last_publication(page.pk).copy.digest == digest_of(content_of(live))


def test_each_publication_leaves_a_copy_of_its_own():
    page = article(section_page())
    page.title = "The harbour that said yes"
    with acting(note="They changed their minds."):
        page.save_revision().publish()

    first, second = publications(page)
    assert (first.kind, second.kind) == ("first", "update")
    assert second.note == "They changed their minds."
    assert first.copy.content["fields"]["title"] == "The harbour that said no"
    assert second.copy.content["fields"]["title"] == "The harbour that said yes"
    assert agrees(page)


def test_publishing_the_same_again_is_an_event_with_the_same_copy():
    page = article(section_page())
    page.get_latest_revision().publish()

    first, second = publications(page)
    assert first.copy_id == second.copy_id


def test_a_live_page_written_by_code_has_its_copy():
    page = article(section_page())
    page.title = "Written past every form"
    page.save()
    assert agrees(page)
    assert len(publications(page)) == 2

    page.save()  # nothing new
    assert len(publications(page)) == 2


def test_blocks_that_a_script_wrote_without_identifiers_get_them_once():
    page = article(section_page())
    body = [{"type": "list", "value": {"style": "bulleted", "heading": "", "items": ["<p>One.</p>", "<p>Two.</p>"]}}]
    page.body = json.dumps(body)
    page.save()
    assert agrees(page)

    ArticlePage.objects.get(pk=page.pk).save()  # nothing new
    assert len(publications(page)) == 2


def test_drafts_and_schedules_are_no_publications():
    page = article(section_page(), live=False)
    page.go_live_at = timezone.now() + timezone.timedelta(days=1)
    page.save_revision().publish()
    assert publications(page) == []


def test_unpublished_and_published_again():
    page = article(section_page())
    page.unpublish()
    page.refresh_from_db()
    page.live = True
    page.save()
    assert [version.kind for version in publications(page)] == ["first", "update"]


def test_a_draft_on_the_revision_that_is_live_does_not_touch_the_copy(editor):
    page = article(section_page())
    revision = page.live_revision
    revision.user = editor
    revision.save()
    page.title = "A draft over the live revision's row"
    page.save_revision(user=editor, overwrite_revision=revision)
    assert last_publication(page.pk).copy.content["fields"]["title"] == "The harbour that said no"
    assert agrees(page)


def test_the_database_refuses_to_change_a_copy_or_a_version():
    article(section_page())
    for change in (
        lambda: FrozenCopy.objects.update(digest="0" * 64),
        lambda: Version.objects.update(note="It was otherwise."),
        lambda: connection.cursor().execute("UPDATE history_version SET kind = 'correction'"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    with pytest.raises(TypeError, match="never changed"):
        Version.objects.first().save()


def test_equal_contents_have_one_digest_and_another_picture_or_byline_another():
    page = article(section_page(), authors=(writer := author(),))
    before = digest_of(content_of(page))
    assert digest_of(content_of(ArticlePage.objects.get(pk=page.pk))) == before
    writer.name = "Another name"
    writer.save()
    assert digest_of(content_of(ArticlePage.objects.get(pk=page.pk))) != before


def test_a_frozen_copy_is_the_page_again():
    page = article(section_page(), authors=(author(),))
    copy = last_publication(page.pk).copy
    page.title = "Other"
    page.body = page.body.stream_block.to_python([])
    page.save_revision().publish()

    thawed = thaw(page, copy)
    assert thawed.gone == []
    assert thawed.page.title == "The harbour that said no"
    assert [row.author.name for row in thawed.page.article_authors.all()] == ["Mara Lindqvist"]
    assert digest_of(content_of(thawed.page)) == copy.digest


def test_what_is_gone_is_left_out_and_named():
    page = article(section_page(), authors=(writer := author(), author("Second")))
    copy = last_publication(page.pk).copy
    page.article_authors = page.article_authors.all()[1:]
    page.save()
    number = writer.pk
    writer.delete()

    thawed = thaw(page, copy)
    assert [row.author.name for row in thawed.page.article_authors.all()] == ["Second"]
    assert thawed.gone == [f"Author number {number} no longer exists and is left out."]


def test_a_copy_takes_at_most_half_the_bytes_of_the_revision():
    body = [
        ("paragraph", f"<p>Paragraph {number}: the ferry leaves at {number % 24}, and nobody waits.</p>") for number in range(40)
    ]
    page = article(section_page(), body=body)
    stored = len(json.dumps(page.live_revision.content).encode())
    assert len(last_publication(page.pk).copy.packed) <= stored / 2


def test_the_form_says_how_and_the_editor_why(client_of, editor):
    page = article(section_page())
    form = article_form(title="Mended", blocks=paragraphs("New words.")) | {
        "action-publish": "1",
        "history-kind": "correction",
        "history-note": " The date was wrong. ",
    }
    assert client_of(editor).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form).status_code == 302

    last = publications(page)[-1]
    assert (last.kind, last.path, last.note, last.by) == ("correction", "form", "The date was wrong.", "Edgar Edmonds")
    assert last.revision_id == ArticlePage.objects.get(pk=page.pk).live_revision_id


def test_a_site_older_than_its_history_gets_its_copies():
    page = article(section_page())
    Version.objects.all().delete()
    freeze_what_is_live_already()
    assert [version.path for version in publications(page)] == ["before"]
    assert agrees(page)
    assert freeze_what_is_live_already() == 0


def test_a_new_article_published_at_once_is_one_publication(client_of, editor):
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section_page().pk])
    assert client_of(editor).post(address, article_form(**{"action-publish": "1"})).status_code == 302
    page = ArticlePage.objects.get()
    (only,) = publications(page)
    assert (only.kind, only.path, only.revision_id) == ("first", "form", page.live_revision_id)


def test_the_date_that_the_site_fills_in_is_no_change():
    page = article(section_page())
    assert page.published_at
    draft = page.get_latest_revision().as_object()
    assert draft.published_at is None
    assert digest_of(content_of(draft)) == digest_of(content_of(page))
