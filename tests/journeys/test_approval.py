"""Somebody without an account approves a draft on a telephone; a word changes; the approval is stale; they approve anew."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from articles.models import ArticlePage
from staging.models import Approval
from tests.builders import article

from .conftest import PHONE
from .desk import Desk
from .sound import complaints_about
from .test_preview import rewrite_title

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "zebrafinch"


@pytest.fixture
def scripts() -> bool:
    return False


def complaints_at(browser: Browser, address: str, scheme: str) -> list[str]:
    """With scripts, which axe needs."""
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    found = complaints_about(page)
    context.close()
    return found


def share(page: Page, draft: ArticlePage) -> str:
    page.goto(f"/admin/pages/{draft.pk}/share/")
    page.get_by_label("For whom").fill("Maria, lawyer")
    page.get_by_label("Asks for approval").check()
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_role("textbox", name="Address").input_value()


def says(page: Page, draft: ArticlePage, words: str) -> None:
    """The status of the page in the editor; once opened, its panel stays open."""
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    if not page.evaluate("localStorage.getItem('wagtail:side-panel-open')"):
        page.get_by_role("button", name="Toggle status").click()
    expect(page.get_by_text(words)).to_be_visible()


def test_an_approval_is_of_exactly_this(page, viewer, browser, section, editor):
    draft = article(section, title=f"The {WORD}", slug=WORD, live=False)
    desk = Desk(page)
    desk.log_in("editor")
    address = share(page, draft)

    viewer.goto(address)
    expect(viewer.get_by_role("complementary", name="Preview")).to_contain_text("You are asked to approve it")
    viewer.get_by_role("link", name="Approve or send back").click()
    for scheme in ("light", "dark"):
        assert complaints_at(browser, viewer.url, scheme) == []
    expect(viewer.get_by_label("Your name")).to_have_value("Maria, lawyer")
    viewer.get_by_label("Your name").press("Enter")  # decides nothing
    viewer.get_by_role("button", name="Send back").click()
    expect(viewer.get_by_role("alert")).to_contain_text("Say why you send it back")
    viewer.get_by_role("button", name="Approve exactly this").click()
    expect(viewer.get_by_role("status")).to_contain_text("You have approved it")
    expect(viewer.get_by_role("button", name="Approve exactly this")).to_be_hidden()
    assert Approval.objects.get().by == "Maria, lawyer"
    says(page, draft, "Approved by Maria, lawyer")

    viewer.goto(address)
    expect(viewer.get_by_role("complementary", name="Preview")).to_contain_text("You approved exactly this.")
    viewer.get_by_role("link", name="Your verdict").click()
    viewer.get_by_text("Change your verdict").click()
    for scheme in ("light", "dark"):
        assert complaints_at(browser, viewer.url, scheme) == []
    rewrite_title(page, draft, "The heron")  # while it is open there
    says(page, draft, "but changed since")
    page.get_by_role("link", name="See the difference").click()
    expect(page.locator("ins", has_text="heron")).to_be_visible()
    assert complaints_about(page) == []

    viewer.get_by_label("Reason").fill("Still fine.")
    viewer.get_by_role("button", name="Approve exactly this").click()
    expect(viewer.get_by_role("alert")).to_contain_text("It has changed since you opened the page")
    expect(viewer.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("The heron")
    expect(viewer.locator("ins", has_text="heron")).to_be_visible()
    expect(viewer.get_by_label("Reason")).to_have_value("Still fine.")
    for scheme in ("light", "dark"):
        assert complaints_at(browser, re.sub(r"/harbours.*", f"/~approval/harbours/{WORD}/", address), scheme) == []
    viewer.get_by_role("button", name="Approve exactly this").click()
    expect(viewer.get_by_role("status")).to_contain_text("You have approved it")
    assert Approval.objects.count() == 2
    says(page, draft, "exactly as it is now")
    assert viewer.context.cookies() == []
