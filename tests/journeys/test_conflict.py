"""Two editors in one article, each in a browser of their own: nobody's words are lost, and nobody's are replaced unseen."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import ArticlePage
from history.models import Version
from tests.builders import article

from .desk import Desk
from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _refused_autosaves(page, complaints):
    """Chromium says the status of an autosave that came too late."""
    yield
    complaints[:] = [one for one in complaints if "400 (Bad Request)" not in one]


@pytest.fixture
def low_tide(section):
    return article(section, title="Low tide", body=[("paragraph", "<p>The ferry leaves at six.</p>")])


@pytest.fixture
def second(browser, browser_context_args, live_server):
    """A tab in another browser."""
    context = browser.new_context(**{**browser_context_args, "base_url": live_server.url})
    tab = context.new_page()
    yield tab
    tab.goto("about:blank")
    context.close()


def open_editor(tab: Page, username: str, low_tide: ArticlePage) -> Desk:
    desk = Desk(tab)
    desk.log_in(username)
    # What is typed in the first two seconds counts as loaded to Wagtail, and is not saved by itself.
    tab.add_init_script("document.addEventListener('w-unsaved:watch-edits', () => { window.watchesEdits = true; })")
    tab.goto(f"/admin/pages/{low_tide.pk}/edit/")
    tab.wait_for_function("window.watchesEdits")
    return desk


def rewrite(desk: Desk, words: str) -> None:
    desk.rewrite(desk.body.locator("[data-streamfield-child]").first, words)


def press_publish(desk: Desk) -> None:
    desk.page.locator("footer").get_by_role("button", name="More actions").click()
    desk.page.locator("footer").get_by_role("button", name="Publish").last.click()


def draft(low_tide: ArticlePage) -> str:
    return str(ArticlePage.objects.get(pk=low_tide.pk).get_latest_revision_as_object().body)


def live(low_tide: ArticlePage) -> str:
    return str(ArticlePage.objects.get(pk=low_tide.pk).body)


@pytest.fixture
def conflict(page, second, low_tide, editor, admin_user):
    """Edgar wanted to publish eight; Ada had published nine meanwhile. He is on the page of the conflict."""
    edgar = open_editor(page, "editor", low_tide)
    ada = open_editor(second, "admin", low_tide)
    rewrite(ada, "The ferry leaves at nine.")
    press_publish(ada)
    ada.told()
    rewrite(edgar, "The ferry leaves at eight.")
    press_publish(edgar)
    page.wait_for_url("**/conflict/*/")
    return edgar


def test_the_conflict_names_both_and_can_be_read_by_everybody(conflict, page, low_tide):
    expect(page.get_by_role("heading", level=1)).to_contain_text("A newer version was saved meanwhile")
    expect(page.locator(".conflict-saves")).to_contain_text("Ada Adams published")
    expect(page.locator(".conflict-change del").first).to_contain_text("nine")
    expect(page.locator(".conflict-change ins").first).to_contain_text("eight")
    assert "at nine" in live(low_tide)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert complaints_about(page, ".conflict") == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_take_theirs(conflict, page, low_tide):
    page.get_by_role("link", name="Take theirs").click()
    expect(conflict.body.locator("[contenteditable='true']").first).to_contain_text("at nine")
    assert "at nine" in draft(low_tide)
    assert Version.objects.filter(reason=Version.Reason.SET_ASIDE).count() == 1


def test_keep_mine_by_keyboard(conflict, page, low_tide):
    page.get_by_role("button", name="Keep mine as a draft").focus()
    page.keyboard.press("Enter")
    conflict.told()
    assert "at eight" in draft(low_tide)
    assert "at nine" in live(low_tide)


def test_publish_mine(conflict, page, low_tide):
    page.get_by_role("button", name="Publish mine").click()
    conflict.told()
    assert "at eight" in live(low_tide)


def test_open_both(conflict, page, low_tide):
    with page.context.expect_page() as other:
        page.get_by_role("link", name="Open both").click()
    expect(conflict.body.locator("[contenteditable='true']").first).to_contain_text("at nine")
    assert "/compare/draft/v" in other.value.url
    other.value.close()


def test_an_autosave_that_came_too_late_offers_the_difference(page, second, low_tide, editor, admin_user):
    edgar = open_editor(page, "editor", low_tide)
    ada = open_editor(second, "admin", low_tide)
    rewrite(ada, "The ferry leaves at nine.")
    expect(second.get_by_text("Saved", exact=True)).to_be_visible()
    rewrite(edgar, "The ferry leaves at eight.")
    notice = page.get_by_role("alert").filter(has_text="A newer version was saved meanwhile.")
    expect(notice).to_be_visible()
    assert complaints_about(page, ".guard-notice") == []
    notice.get_by_role("button", name="See the difference").press("Enter")
    page.wait_for_url("**/conflict/*/")
    expect(page.locator(".conflict-change ins").first).to_contain_text("eight")
    assert "at nine" in draft(low_tide)


def test_an_editor_who_writes_alone_never_meets_a_conflict(page, low_tide, editor):
    edgar = open_editor(page, "editor", low_tide)
    for words in ("The ferry leaves at seven.", "The ferry leaves at eight."):
        rewrite(edgar, words)
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.keyboard.type(" It is late.")
    press_publish(edgar)  # while the autosave of the last words may be under way
    edgar.told()
    assert "at eight. It is late." in live(low_tide)
    assert not ArticlePage.objects.get(pk=low_tide.pk).has_unpublished_changes
    assert not Version.objects.filter(reason=Version.Reason.SET_ASIDE).exists()


def test_a_note_is_sent_with_the_publication_and_changes_nothing_before(page, low_tide, editor):
    edgar = open_editor(page, "editor", low_tide)
    page.get_by_role("button", name="About this publication").click()
    page.get_by_label("This publication is").select_option("Correction")
    page.get_by_label("Note for the history").fill("The hour was wrong.")
    assert complaints_about(page, ".about-publication") == []
    press_publish(edgar)
    edgar.told()
    version = Version.objects.filter(page_id=low_tide.pk, reason=Version.Reason.PUBLISHED).first()
    assert (version.kind, version.note) == ("correction", "The hour was wrong.")
    assert low_tide.revisions.count() == 2  # the first and the publication: the note alone was no change to autosave


def test_who_was_signed_out_while_writing_signs_in_and_saves(page, low_tide, editor, complaints):
    edgar = open_editor(page, "editor", low_tide)
    rewrite(edgar, "Words worth keeping.")
    page.context.clear_cookies()
    page.keyboard.type(" And more.")
    expect(page.get_by_role("alert").filter(has_text="You were signed out.")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    dialog = page.get_by_role("alertdialog", name="Not saved yet")
    expect(dialog).to_contain_text("You were signed out.")
    assert complaints_about(page, ".guard-dialog") == []
    with page.context.expect_page() as other:
        dialog.get_by_role("link", name="Sign in in a new tab").press("Enter")
    login = other.value
    login.get_by_placeholder("Enter your username").fill("editor")
    login.get_by_placeholder("Enter password").fill("harbour-lamp-42")
    login.get_by_role("button", name="Sign in").click()
    login.wait_for_url("**/admin/")
    login.close()
    dialog.get_by_role("button", name="Back to the text").click()
    page.get_by_role("button", name="Save draft").click()
    edgar.told()
    assert "Words worth keeping. And more." in draft(low_tide)
    complaints.clear()  # what Wagtail's own requests said while nobody was signed in


def test_who_writes_into_a_deleted_page_keeps_the_text_and_is_told(page, low_tide, editor, complaints):
    edgar = open_editor(page, "editor", low_tide)
    rewrite(edgar, "Words worth keeping.")
    ArticlePage.objects.get(pk=low_tide.pk).delete()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alertdialog", name="Not saved yet")).to_contain_text("deleted")
    expect(edgar.body).to_contain_text("Words worth keeping.")
    complaints.clear()
