"""An article from the first word to the second version: writer, editor and reader, each in the real site."""

import pytest
from playwright.sync_api import expect

from articles.models import ArticlePage
from tests.builders import article, author, image

from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEEN_BY_READERS = [
    "What the tide leaves",
    "The ferry leaves at six.",
    "We only stopped selling it.",
    "Ines Aguilar",
    "Ferries run twice an hour",
    "26:03",
]

# What a slow browser does late, done later still: a field fills itself in after Wagtail first looked at the form, and is taken
# for a change that the writer made. Ends when Wagtail is about to save it.
LATE_FIELD = """() => new Promise((done) => {
    const field = document.querySelector('#page-edit-form [name=hero_credit]');
    const filling = setInterval(() => { field.value += '.'; }, 1500);
    window.addEventListener('w-autosave:save', () => { clearInterval(filling); done(); }, { once: true, capture: true });
})"""


def write_article(desk: Desk) -> None:
    """Heading, paragraph, quote, list, video and figure, as a writer types them."""
    desk.page.get_by_role("textbox", name="Title*").first.fill("Low tide")
    desk.add_block("Heading").get_by_label("Text").fill("🌊 What the tide leaves")
    desk.write(desk.add_block("Paragraph"), "The ferry leaves at six.")
    quote = desk.add_block("Quote")
    desk.write(quote, "We only stopped selling it.")
    quote.get_by_label("Speaker").fill("Ines Aguilar")
    desk.write(desk.add_block("List"), "Ferries run twice an hour")
    video = desk.add_block("Video")
    video.get_by_label("Address of the video").fill("https://youtu.be/AbCdEfGhIjK")
    video.get_by_label("Starts at").fill("26:03")
    video.get_by_label("Title").fill("The hearing")
    figure = desk.add_block("Figure")
    desk.choose_image(figure, "Sun above the harbour")
    figure.get_by_label("Alt text").fill("A low sun above calm water")


def test_from_first_word_to_second_version(page, section, writer, editor):
    image()
    author()
    desk = Desk(page)

    # The writer writes, sees it in the live preview, and saves a draft.
    desk.sign_in("writer")
    page.goto(f"/admin/pages/add/articles/articlepage/{section.pk}/")
    desk.open_preview()
    write_article(desk)
    for words in SEEN_BY_READERS:
        expect(desk.preview.get_by_text(words, exact=False).first).to_be_visible()
    desk.save()
    low_tide = ArticlePage.objects.get(slug="low-tide")
    assert not low_tide.live
    assert low_tide.owner == writer

    # No reader sees any of it.
    desk.log_out()
    assert page.request.get("/harbours/low-tide/").status == 404

    # The editor publishes it, and a reader reads it.
    desk.log_in("editor")
    page.goto(f"/admin/pages/{low_tide.pk}/edit/")
    desk.choose_action("Publish")
    desk.log_out()
    assert page.goto("/harbours/low-tide/").status == 200
    expect(page.get_by_role("heading", level=1, name="Low tide")).to_be_visible()
    for words in SEEN_BY_READERS:
        expect(page.get_by_text(words, exact=False).first).to_be_visible()

    low_tide.refresh_from_db()
    first = low_tide.live_revision

    # The editor changes a sentence: readers keep the old one until it is published.
    desk.log_in("editor")
    page.goto(f"/admin/pages/{low_tide.pk}/edit/")
    desk.rewrite(desk.body.locator("[data-streamfield-child]").nth(1), "The ferry leaves at seven.")
    desk.save()
    desk.log_out()
    page.goto("/harbours/low-tide/")
    expect(page.get_by_text("leaves at six.")).to_be_visible()
    desk.log_in("editor")
    page.goto(f"/admin/pages/{low_tide.pk}/edit/")
    desk.choose_action("Publish")
    desk.log_out()
    page.goto("/harbours/low-tide/")
    expect(page.get_by_text("leaves at seven.")).to_be_visible()

    # The editor compares the two versions …
    desk.log_in("editor")
    second = low_tide.revisions.latest("pk")
    page.goto(f"/admin/pages/{low_tide.pk}/revisions/compare/{first.pk}...{second.pk}/")
    expect(page.locator("del", has_text="six")).to_be_visible()
    expect(page.locator("ins", has_text="seven")).to_be_visible()

    # … and goes back to the first one.
    page.goto(f"/admin/pages/{low_tide.pk}/revisions/{first.pk}/revert/")
    page.get_by_role("button", name="Restore as draft").click()
    desk.told()
    page.goto(f"/admin/pages/{low_tide.pk}/edit/")
    desk.choose_action("Publish")
    desk.log_out()
    page.goto("/harbours/low-tide/")
    expect(page.get_by_text("leaves at six.")).to_be_visible()


def test_opening_the_editor_saves_nothing_while_its_fields_still_fill_themselves(page, section, writer):
    desk = Desk(page)
    desk.log_in("writer")
    page.goto(f"/admin/pages/add/articles/articlepage/{section.pk}/")
    page.evaluate(LATE_FIELD)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith(f"/{section.pk}/")) as saved:
        page.get_by_role("textbox", name="Title*").first.fill("Low tide")
    assert saved.value.status == 200
    assert ArticlePage.objects.get(slug="low-tide").latest_revision.content["title"] == "Low tide"


def test_who_only_opened_an_article_leaves_it_unchanged_and_unasked(page, section, editor):
    low_tide = article(section, title="Low tide")
    before = low_tide.latest_revision_id
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(f"/admin/pages/{low_tide.pk}/edit/")
    page.evaluate(LATE_FIELD)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"/admin/pages/{section.pk}/")
    assert asked == []
    low_tide.refresh_from_db()
    assert low_tide.latest_revision_id == before
