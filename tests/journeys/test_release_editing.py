"""Two drafts become a release in the admin: its page, its addresses, the schedule, going live, and taking back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import ArticlePage
from tests.builders import article

from .desk import Desk
from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


def complaints_everywhere(page: Page) -> list[str]:
    """In both colour schemes, on a desk and on a telephone."""
    page.wait_for_load_state("networkidle")
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            found += complaints_about(page)
    return found


def way_in(page: Page, draft: ArticlePage) -> None:
    """From the editor of the page to the form."""
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    page.get_by_role("navigation", name="Actions", exact=True).get_by_role("button").first.click()
    page.get_by_role("link", name="Add to a release").click()


def line(page: Page, title: str):
    heading = page.get_by_role("heading", level=3, name=title)
    return page.get_by_role("listitem").filter(has=heading)


def test_two_drafts_are_released_and_taken_back(page, section, editor, complaints):
    first = article(section, title="Low tide", live=False)
    second = article(section, title="High tide")
    second.title = "Highest tide"
    second.save_revision()
    desk = Desk(page)
    desk.log_in("editor")

    way_in(page, first)
    expect(page.get_by_label("Moves below")).to_be_hidden()
    page.get_by_label("Name of the new release").fill("Tides")
    page.get_by_role("button", name="Add to the release").click()
    desk.told()
    way_in(page, second)
    page.get_by_label("Release", exact=True).select_option(label="Tides")
    expect(page.get_by_label("Name of the new release")).to_be_hidden()
    assert complaints_everywhere(page) == []
    page.get_by_role("button", name="Add to the release").click()
    desk.told()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Tides")
    expect(page.get_by_text("Nothing is missing: it can go live, or be scheduled.")).to_be_visible()
    expect(line(page, "Low tide")).to_contain_text("It becomes public.")
    expect(line(page, "Highest tide")).to_contain_text("Title changed.")
    addresses = page.get_by_role("region", name="Addresses")
    expect(addresses).to_contain_text(re.compile(r"Appear 1\s+\S+/harbours/low-tide/\s+Change 1\s+\S+/harbours/high-tide/"))
    assert complaints_everywhere(page) == []

    page.get_by_role("button", name="Keep this version of Highest tide").click()
    expect(line(page, "Highest tide")).to_contain_text("Frozen as of today")
    page.goto(f"/admin/pages/{second.pk}/edit/")
    page.get_by_role("textbox", name="Title*").fill("Spring tide")
    desk.save()
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("link", name="Tides").click()
    expect(line(page, "Spring tide")).to_contain_text("The page was changed since: that is not in the release.")
    page.get_by_role("button", name="Take the newest draft of Spring tide").click()
    expect(line(page, "Spring tide")).to_contain_text("Follows the newest draft")

    page.get_by_role("link", name="Schedule", exact=True).click()
    expect(page.get_by_label("Goes live at")).to_be_visible()
    assert complaints_everywhere(page) == []
    page.get_by_label("Goes live at").fill("2020-01-01 10:00")
    page.get_by_role("button", name="Schedule", exact=True).press("Enter")  # the calendar may stand above it
    expect(page.get_by_text("This has passed.")).to_be_visible()
    complaints.clear()  # Chromium says the status of the refusal
    at = timezone.now() + timedelta(days=1)
    page.get_by_label("Goes live at").fill(f"{at:%Y-%m-%d %H:%M}")
    page.get_by_role("button", name="Schedule", exact=True).press("Enter")
    expect(page.get_by_text("Goes live by itself on")).to_be_visible()
    expect(line(page, "Low tide")).to_contain_text("Frozen")
    page.get_by_role("button", name="Take off the schedule").click()
    expect(page.get_by_text("Nothing is missing")).to_be_visible()

    page.get_by_role("link", name="Go live now").click()
    expect(page.get_by_role("button", name="Go live now")).to_be_visible()
    assert complaints_everywhere(page) == []
    page.get_by_role("button", name="Go live now").click()
    expect(page.get_by_text("“Tides” is live.")).to_be_visible()
    assert page.request.get("/harbours/low-tide/").status == 200
    assert "Spring tide" in page.request.get("/harbours/high-tide/").text()
    assert complaints_everywhere(page) == []

    page.get_by_role("link", name="Take back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("“Tides” is taken back")).to_be_visible()
    assert page.request.get("/harbours/low-tide/").status == 404
    assert "High tide" in page.request.get("/harbours/high-tide/").text()
    page.get_by_role("link", name="Releases").click()
    expect(page.get_by_role("heading", level=2, name="Tides")).to_be_visible()
    assert complaints_everywhere(page) == []


def test_several_pages_are_added_in_the_explorer_without_a_mouse(page, section, editor):
    titles = ["Low tide", "High tide"]
    for title in titles:
        article(section, title=title)
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(f"/admin/pages/{section.pk}/")
    for title in titles:
        box = page.get_by_role("row").filter(has_text=title).get_by_role("checkbox")
        box.focus()
        page.keyboard.press("Space")
    way = page.get_by_role("link", name="Add the selected pages to a release")
    way.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of the new release")).to_be_visible()
    assert complaints_everywhere(page) == []
    page.get_by_label("Name of the new release").focus()
    page.keyboard.type("Tides")
    page.keyboard.press("Enter")
    desk.told()
    page.get_by_role("link", name="Open the release").click()
    for title in titles:
        expect(line(page, title)).to_contain_text("Publish")


def test_without_a_script_everything_is_there(browser, base_url, live_server, section, editor):
    draft = article(section, title="Low tide", live=False)
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(20_000)
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(f"/admin/pages/{draft.pk}/release/")
    page.get_by_label("Name of the new release").fill("Tides")
    expect(page.get_by_label("New last part of the address")).to_be_visible()
    page.get_by_role("button", name="Add to the release").click()
    page.get_by_role("link", name="Which addresses will appear").click()
    expect(page.get_by_text("/harbours/low-tide/")).to_be_visible()
    page.get_by_role("link", name="Back to the release").click()
    page.get_by_role("link", name="Go live now").click()
    page.get_by_role("button", name="Go live now").click()
    expect(page.get_by_role("link", name="Take back")).to_be_visible()
    context.close()
