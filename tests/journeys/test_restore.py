"""An article is deleted by mistake and comes back; a block that was thrown away comes back as well."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import ArticlePage
from history.models import DeletedPage
from history.recording import last_publication
from tests.builders import article

from .desk import Desk
from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def complaints_in_both(page) -> list[str]:
    found = []
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_load_state("networkidle")
        found += complaints_about(page, "#main")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_deleted_by_mistake_and_brought_back(page, section, editor):
    story = article(section)
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(reverse("wagtailadmin_pages:delete", args=[story.pk]))
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("For 30 days it can be brought back")).to_be_visible()
    assert page.request.get(story.url).status == 404

    page.goto(reverse("history:deleted"))
    expect(page.get_by_role("heading", name=story.title)).to_be_visible()
    assert complaints_in_both(page) == []
    page.get_by_role("link", name=f"Bring back: {story.title}").click()
    expect(page.get_by_role("button", name="Bring back as a draft")).to_be_visible()
    assert complaints_in_both(page) == []
    page.get_by_role("button", name="Bring back and publish").click()
    expect(page.get_by_text("is back and public again")).to_be_visible()

    assert page.request.get(story.url).status == 200
    assert not DeletedPage.objects.exists()


def test_an_old_version_is_looked_at_and_restored(page, section, editor):
    story = article(section)
    version = f"v{last_publication(story.pk).pk}"
    story.title, story.body = "Cut too short", []
    story.save_revision(user=editor)
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(reverse("history:version", args=[story.pk, version]))
    expect(page.frame_locator("iframe.version-page").get_by_text("We only stopped selling it.")).to_be_visible()
    assert complaints_in_both(page) == []
    page.get_by_role("link", name="Restore …").click()
    expect(page.get_by_role("button", name="Restore as draft")).to_be_visible()
    assert complaints_in_both(page) == []
    page.get_by_role("button", name="Restore as draft").click()
    expect(page.get_by_text("It is the newest draft, not published")).to_be_visible()
    expect(desk.body.get_by_text("We only stopped selling it.").last).to_be_visible()

    draft = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert draft.title == "The harbour that said no"
    assert len(draft.body) == 3


def test_a_block_that_was_thrown_away_comes_back(page, section, editor):
    story = article(section)
    version = f"v{last_publication(story.pk).pk}"
    story.body = [dict(block) for block in story.body.raw_data][:2]
    story.save_revision(user=editor)
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(reverse("history:compare", args=[story.pk, version, "draft"]))
    page.get_by_role("button", name="Bring back this block").first.click()
    expect(page.get_by_text("Restored into the newest draft: Quote")).to_be_visible()
    draft = ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert [block.block_type for block in draft.body] == ["heading", "paragraph", "quote"]
