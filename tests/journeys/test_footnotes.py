"""A footnote from the editor's hands to the reader's eyes, and through the editor again."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import ArticlePage
from tests.builders import article

from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BEFORE, NOTE, AFTER = "It kept the quay.", "See the deed.", " Then it sold it."


def test_a_footnote_is_written_in_the_text(page, section, editor):
    draft = article(section, title="Low tide", body=[], live=False)
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    desk.write(desk.add_block("Paragraph"), BEFORE + NOTE + AFTER)
    for _letter in AFTER:
        page.keyboard.press("ArrowLeft")
    for _letter in NOTE:
        page.keyboard.press("Shift+ArrowLeft")
    page.get_by_role("button", name=re.compile("Footnote")).click()
    # The rich text editor hands its text to the form a moment later.
    expect(page.locator("[name='body-0-value']")).to_have_value(re.compile("FOOTNOTE"))
    desk.choose_action("Publish")
    stored = ArticlePage.objects.get(pk=draft.pk).body[0].value.source
    assert f"{BEFORE}<footnote>{NOTE}</footnote>{AFTER}" in stored

    page.goto(f"/admin/pages/{draft.pk}/edit/")  # as stored, into the editor and out of it again
    desk.choose_action("Publish")
    assert ArticlePage.objects.get(pk=draft.pk).body[0].value.source == stored

    desk.log_out()
    page.goto("/harbours/low-tide/")
    number = page.get_by_role("link", name="Footnote 1")
    number.click()
    expect(page).to_have_url(re.compile("#footnote-1$"))
    expect(page.get_by_role("listitem").filter(has_text=NOTE)).to_be_in_viewport()
    page.get_by_role("link", name="Back to the text").click()
    expect(number).to_be_in_viewport()
