"""From two drafts to a release: a note and an approval by a viewer without an account, a change that makes the approval stale,
a new approval, going live at its time, and taking back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from staging import schedule
from staging.models import Release
from tests.builders import article

from .desk import Desk
from .test_preview import rewrite_title
from .test_release_editing import line, way_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def open_release(page: Page) -> None:
    page.goto(f"/admin/releases/{Release.objects.get().pk}/")


def approve(viewer: Page, address: str) -> None:
    viewer.goto(address)
    viewer.get_by_role("link", name="Approve or send back").click()
    viewer.get_by_role("button", name="Approve exactly this").click()
    expect(viewer.get_by_role("status")).to_contain_text("You have approved it")


def test_a_release_from_two_drafts_to_taking_back(page, viewer, section, editor):
    first = article(section, title="Low tide", slug="ebb", live=False)
    second = article(section, title="High tide")
    desk = Desk(page)
    desk.log_in("editor")
    rewrite_title(page, second, "Highest tide")
    way_in(page, first)
    page.get_by_label("Name of the new release").fill("Tides")
    page.get_by_role("button", name="Add to the release").click()
    desk.told()
    way_in(page, second)
    page.get_by_label("Release", exact=True).select_option(label="Tides")
    page.get_by_role("button", name="Add to the release").click()
    desk.told()

    open_release(page)
    page.get_by_role("link", name="Share a preview").first.click()
    page.get_by_label("For whom").fill("Maria, lawyer")
    page.get_by_label("Asks for approval").check()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_role("textbox", name="Address").input_value()

    viewer.goto(address)
    banner = viewer.get_by_role("complementary", name="Preview")
    expect(banner).to_contain_text("Tides")
    banner.get_by_text("What is in it: 2 pages").click()
    banner.get_by_role("link", name="Highest tide").click()
    expect(viewer.get_by_role("heading", level=1)).to_have_text("Highest tide")
    viewer.goto(f"{address.split('/harbours')[0]}/harbours/")
    expect(viewer.get_by_role("main")).to_contain_text("Low tide")
    expect(viewer.get_by_role("main")).to_contain_text("Highest tide")
    viewer.goto(f"{address.split('/harbours')[0]}/harbours/ebb/")
    banner.get_by_role("link", name="Leave a note").click()
    viewer.get_by_label("Your note").fill("When is high water?")
    viewer.get_by_role("button", name="Leave the note").click()
    expect(viewer.get_by_role("status")).to_contain_text("Your note is there")
    approve(viewer, address)

    open_release(page)
    expect(page.get_by_text("Approved", exact=True).first).to_be_visible()
    page.goto(f"/admin/pages/{first.pk}/edit/")
    expect(page.get_by_text("When is high water?")).to_be_visible()
    rewrite_title(page, first, "Lowest tide")
    open_release(page)
    expect(page.get_by_text("In review", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="Go live now")).to_have_count(0)
    assert page.request.get("/harbours/ebb/").status == 404
    approve(viewer, address)

    open_release(page)
    page.get_by_role("link", name="Schedule", exact=True).click()
    at = timezone.now() + timedelta(days=1)
    page.get_by_label("Goes live at").fill(f"{at:%Y-%m-%d %H:%M}")
    page.get_by_role("button", name="Schedule", exact=True).press("Enter")
    expect(page.get_by_text("Goes live by itself on")).to_be_visible()
    rewrite_title(page, first, "Not decided yet")
    open_release(page)
    expect(line(page, "Not decided yet")).to_contain_text("The page was changed since: that is not in the release.")
    assert schedule.make_round().done == 0
    Release.objects.update(go_live_at=timezone.now())  # the day has come
    assert schedule.make_round().done == 1
    assert "Lowest tide" in page.request.get("/harbours/ebb/").text()
    assert "Highest tide" in page.request.get("/harbours/high-tide/").text()

    open_release(page)
    page.get_by_role("link", name="Take back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("“Tides” is taken back")).to_be_visible()
    assert page.request.get("/harbours/ebb/").status == 404
    assert "Highest tide" not in page.request.get("/harbours/high-tide/").text()
    assert viewer.context.cookies() == []
