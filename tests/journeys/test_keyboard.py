"""Typing and saving at once, by keyboard: no word is lost."""

import pytest

from articles.models import ArticlePage
from tests.builders import article

from .desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("times", [1, 2])
def test_the_last_words_are_saved(page, section, editor, times):
    low_tide = article(section, title="Low tide", body=[("paragraph", "<p>The ferry</p>")])
    desk = Desk(page)
    desk.log_in("editor")
    for number in range(times):
        page.goto(f"/admin/pages/{low_tide.pk}/edit/")
        desk.body.locator("[contenteditable='true']").first.click()
        page.keyboard.press("Control+End")
        page.keyboard.type(f" leaves at {number}")
        page.keyboard.press("Control+s")
        desk.told()
    saved = ArticlePage.objects.get(pk=low_tide.pk).get_latest_revision_as_object()
    assert f"leaves at {times - 1}" in saved.body[0].value.source
