"""Wagtail's drafts, autosave, revisions, compare, revert and scheduled times, as an editor uses them on an article."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, rich_text

from articles.models import ArticlePage
from tests.builders import article, author

from .forms import article_form, paragraphs


@pytest.fixture
def desk(client_of, editor):
    return client_of(editor)


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@pytest.fixture
def low_tide(desk, section):
    """An article that an editor made and published in the admin."""
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section.pk])
    answer = desk.post(address, article_form(**{"action-publish": "1"}))
    assert answer.status_code == 302
    return ArticlePage.objects.get(slug="low-tide")


def test_a_draft_changes_nothing_for_readers(client, desk, low_tide):
    desk.post(edit(low_tide), article_form(blocks=paragraphs("The ferry leaves at seven.")))
    seen = client.get(low_tide.url).content.decode()
    assert "at six" in seen
    assert "at seven" not in seen
    low_tide.refresh_from_db()
    assert low_tide.has_unpublished_changes


def test_publishing_shows_the_change_and_keeps_the_old_version(client, desk, low_tide):
    desk.post(edit(low_tide), article_form(blocks=paragraphs("The ferry leaves at seven."), **{"action-publish": "1"}))
    assert "at seven" in client.get(low_tide.url).content.decode()
    assert low_tide.revisions.count() == 2


def test_autosave_writes_over_its_own_revision_and_answers_in_json(desk, low_tide):
    form = article_form(blocks=paragraphs("The ferry leaves at eight."))
    first = desk.post(edit(low_tide), form, headers={"Accept": "application/json"}).json()
    assert first["success"]
    form |= {"overwrite_revision_id": str(first["revision_id"])}
    again = desk.post(edit(low_tide), form, headers={"Accept": "application/json"}).json()
    assert again["revision_id"] == first["revision_id"]
    assert low_tide.revisions.count() == 2


def test_autosave_accepts_what_is_half_filled(desk, low_tide):
    quote = ("quote", {"text": rich_text(""), "speaker": "", "role": "", "source_url": "", "style": "quotation"})
    answer = desk.post(edit(low_tide), article_form(blocks=[quote]), headers={"Accept": "application/json"})
    assert answer.json()["success"]


def test_publishing_what_is_half_filled_names_it_and_keeps_the_rest(desk, low_tide):
    quote = ("quote", {"text": rich_text(""), "speaker": "Ines Aguilar", "role": "", "source_url": "", "style": "quotation"})
    blocks = [*paragraphs("Words to keep."), quote]
    answer = desk.post(edit(low_tide), article_form(blocks=blocks, **{"action-publish": "1"}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This field is required." in page
    assert "Words to keep." in page
    assert "Ines Aguilar" in page


@pytest.mark.parametrize(
    ("url", "start", "told"),
    [
        ("https://youtube.com.evil.example/watch?v=AbCdEfGhIjK", "", "YouTube"),
        ("javascript:alert(1)", "", "YouTube"),
        ("https://youtu.be/AbCdEfGhIjK", "26:99", "26:03"),
        ("https://youtu.be/AbCdEfGhIjK", "-5", "26:03"),
    ],
)
def test_a_video_that_can_not_be_played_is_refused_in_a_draft_too(desk, low_tide, url, start, told):
    video = {
        "url": url,
        "start": start,
        "title": "Hearing",
        "caption": rich_text(""),
        "full_url": "",
        "transcript_url": "",
        "transcript_label": "",
        "poster": "",
    }
    answer = desk.post(edit(low_tide), article_form(blocks=[*paragraphs("Words to keep."), ("video", video)]))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page
    assert "Words to keep." in page
    assert low_tide.revisions.count() == 1


def test_two_versions_can_be_compared(desk, low_tide):
    desk.post(edit(low_tide), article_form(blocks=paragraphs("The ferry leaves at seven.")))
    first, second = low_tide.revisions.order_by("pk")
    address = reverse("wagtailadmin_pages:revisions_compare", args=[low_tide.pk, first.pk, second.pk])
    page = desk.get(address, follow=True).content.decode()
    assert "removed: </span>six" in page
    assert "added: </span>seven" in page
    assert "Caption" not in page  # the editor numbers the paragraphs of an empty one anew each time


def test_going_back_brings_the_old_words_as_a_new_version(client, desk, low_tide):
    first = low_tide.revisions.get()
    desk.post(edit(low_tide), article_form(blocks=paragraphs("The ferry leaves at seven."), **{"action-publish": "1"}))
    asked = desk.get(reverse("wagtailadmin_pages:revisions_revert", args=[low_tide.pk, first.pk]), follow=True)
    assert desk.post(asked.request["PATH_INFO"]).status_code == 302
    assert "The ferry leaves at six." in desk.get(edit(low_tide)).content.decode()
    assert "at seven" in client.get(low_tide.url).content.decode()  # nothing is published by going back
    low_tide.get_latest_revision().publish()
    assert "at six" in client.get(low_tide.url).content.decode()
    assert low_tide.revisions.count() == 3


def test_history_names_who_and_what(desk, low_tide, editor):
    desk.post(edit(low_tide), article_form(blocks=paragraphs("The ferry leaves at seven.")))
    page = desk.get(reverse("wagtailadmin_pages:history", args=[low_tide.pk])).content.decode()
    assert "Published" in page
    assert "One paragraph changed" in page
    assert editor.get_full_name() in page


def test_a_scheduled_article_goes_live_at_its_time_and_expires(client, section, editor, time_machine):
    now = timezone.now().replace(microsecond=0)
    page = article(section, title="Spring tide", live=False)
    page.go_live_at, page.expire_at = now + timedelta(hours=1), now + timedelta(hours=2)
    page.save_revision(user=editor).publish(user=editor)
    assert client.get("/harbours/spring-tide/").status_code == 404
    time_machine.move_to(now + timedelta(minutes=61))
    call_command("publish_scheduled")
    assert client.get("/harbours/spring-tide/").status_code == 200
    time_machine.move_to(now + timedelta(minutes=121))
    call_command("publish_scheduled")
    assert client.get("/harbours/spring-tide/").status_code in {404, 410}


def test_a_restored_version_keeps_its_byline(desk, low_tide):
    mara, tomas = author("Mara Lindqvist"), author("Tomas Rehn")
    rows = inline_formset([{"author": str(mara.pk)}, {"author": str(tomas.pk)}])
    desk.post(edit(low_tide), article_form(article_authors=rows, **{"action-publish": "1"}))
    assert [one.name for one in ArticlePage.objects.get(pk=low_tide.pk).authors] == ["Mara Lindqvist", "Tomas Rehn"]
    version = Revision.objects.filter(object_id=str(low_tide.pk)).latest("pk").as_object()
    assert [row.author.name for row in version.article_authors.all()] == ["Mara Lindqvist", "Tomas Rehn"]


def test_the_preview_shows_what_is_in_the_form_and_saves_nothing(desk, low_tide):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[low_tide.pk])
    answer = desk.post(address, article_form(blocks=paragraphs("Not saved anywhere.")))
    assert answer.json()["is_valid"]
    assert "Not saved anywhere." in desk.get(address).content.decode()
    assert low_tide.revisions.count() == 1


def test_versions_with_an_empty_figure_can_be_compared(desk, low_tide):
    empty = {"image": {"image": "", "alt_text": ""}, "caption": rich_text(""), "credit": "", "source_url": "", "width": "column"}
    desk.post(edit(low_tide), article_form(blocks=[*paragraphs("The ferry leaves at six."), ("figure", empty)]))
    first, second = low_tide.revisions.order_by("pk")
    for pair in ((first, second), (second, first)):
        address = reverse("wagtailadmin_pages:revisions_compare", args=[low_tide.pk, *(one.pk for one in pair)])
        assert desk.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("9998-12-31 12:00", "Give a day that has been"),
        ("0999-01-01 12:00", "Give a day that has been"),
        ("9999-12-31 12:00", "Enter a valid date/time."),  # past the calendar's end in some zone
    ],
)
def test_a_date_that_can_not_have_been_is_refused(desk, low_tide, day, told):
    answer = desk.post(edit(low_tide), article_form(published_at=day, **{"action-publish": "1"}))
    assert told in answer.content.decode()


def test_a_save_changes_no_line_end_of_a_code(desk, low_tide):
    code = {"language": "text", "code": "one\r\ntwo", "caption": ""}  # as every browser sends it
    desk.post(edit(low_tide), article_form(blocks=[("code", code)]))
    assert ArticlePage.objects.get(pk=low_tide.pk).get_latest_revision_as_object().body[0].value["code"] == "one\ntwo"
