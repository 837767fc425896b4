"""A draft is shared, walked through on a telephone by somebody without an account, changed, and taken back."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from articles.models import ArticlePage
from staging.answers import WILL_DO
from tests.builders import article, author, topic

from .desk import Desk
from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "zebrafinch"


def fetched(viewer: Page, address: str) -> str:
    """What a feed reader gets: told to come again, because the browser's own requests are being rehearsed, it does."""
    for _attempt in range(2000):
        answer = viewer.request.get(address)
        if answer.status != 503:
            break
    return answer.text()


def see(viewer: Page, address: str, title: str) -> None:
    """Open the page until it says so: in a crowd, as which a slow machine takes the pages that this browser left before they had
    come, what was right a moment ago is shown."""
    end = time.monotonic() + 3 * WILL_DO
    heading = viewer.get_by_role("heading", level=1)
    viewer.goto(address)
    while heading.inner_text().strip() != title and time.monotonic() < end:
        viewer.goto(address)
    expect(heading).to_have_text(title)


def share(page: Page, draft: ArticlePage, whom: str, shows: str) -> str:
    """The address that the admin shows once."""
    page.goto(f"/admin/pages/{draft.pk}/share/")
    page.get_by_label("For whom").fill(whom)
    page.get_by_label(shows).check()
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_role("textbox", name="Address").input_value()


def rewrite_title(page: Page, draft: ArticlePage, title: str) -> None:
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    page.get_by_role("textbox", name="Title*").fill(title)
    Desk(page).save()


def test_a_draft_is_shared_walked_changed_and_taken_back(page, viewer, section, editor):
    article(section, title="Low tide")
    draft = article(section, title=f"The {WORD}", slug=WORD, live=False, authors=(author(),), topics=(topic(),))
    desk = Desk(page)
    desk.log_in("editor")
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    page.get_by_role("navigation", name="Actions", exact=True).get_by_role("button").first.click()
    page.get_by_role("link", name="Share preview").click()
    following = share(page, draft, "Maria", "Always the newest draft")
    expect(page.get_by_role("img", name="The address as a QR code")).to_be_visible()
    expect(page.get_by_role("heading", name="The link is ready")).to_be_focused()
    page.reload()
    expect(page.get_by_role("row", name=re.compile("Maria"))).to_have_count(1)
    pinned = share(page, draft, "Noor", "This version")
    assert complaints_about(page) == []

    heading = viewer.get_by_role("heading", level=1)
    viewer.goto(following)
    expect(heading).to_have_text(f"The {WORD}")
    banner = viewer.get_by_role("complementary", name="Preview")
    expect(banner).to_contain_text("not for publication")
    expect(banner).to_contain_text("Maria")
    assert complaints_about(viewer) == []
    assert viewer.context.cookies() == []

    root = re.match(r".*/preview/\w+", following)[0]
    assert banner.bounding_box()["height"] < 844 / 8
    assert viewer.evaluate("document.documentElement.scrollWidth") == 390
    viewer.get_by_role("link", name="Ferries").first.click()
    expect(viewer).to_have_url(f"{root}/topics/ferries/")
    viewer.locator(".brand a").click()
    expect(viewer).to_have_url(f"{root}/")
    banner.get_by_role("link", name=f"The {WORD}").click()
    expect(heading).to_have_text(f"The {WORD}")
    viewer.goto(f"{root}/")
    viewer.get_by_role("link", name=f"The {WORD}").first.click()
    viewer.goto(f"{root}/harbours/")
    expect(viewer.get_by_role("link", name=f"The {WORD}").first).to_be_visible()
    viewer.get_by_role("link", name="Search").first.click()
    viewer.get_by_role("searchbox").first.fill(WORD)
    viewer.get_by_role("searchbox").first.press("Enter")
    expect(viewer).to_have_url(re.compile(re.escape(root) + r"/search/\?q="))
    expect(viewer.get_by_role("link", name=f"The {WORD}").first).to_be_visible()
    assert WORD in fetched(viewer, f"{root}/feeds/rss.xml")
    assert WORD not in viewer.request.get("/feeds/rss.xml").text()
    assert viewer.request.get(f"/harbours/{WORD}/").status == 404

    rewrite_title(page, draft, "The heron")
    see(viewer, following, "The heron")
    viewer.goto(pinned)
    expect(heading).to_have_text(f"The {WORD}")

    viewer.goto(following)
    viewer.set_viewport_size({"width": 1280, "height": 900})
    banner.get_by_text("More about this preview").click()
    viewer.get_by_role("link", name="Phone").click()
    expect(viewer.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("The heron")
    assert viewer.locator("iframe").bounding_box()["width"] == 390
    assert complaints_about(viewer) == []
    viewer.get_by_role("link", name="Desktop").click()  # 1280 pixels, in a window that has less room
    expect(viewer.locator("iframe")).to_be_visible()
    assert 1200 < viewer.locator("iframe").bounding_box()["width"] < 1280
    assert viewer.evaluate("document.documentElement.scrollWidth") == 1280
    frame = viewer.frame_locator("iframe")
    frame.locator("p", has_text="leaves at six").first.select_text()
    frame.get_by_role("link", name="Note on this").click()
    expect(viewer.get_by_label("The words that it is about")).to_have_value(re.compile("leaves at six"))

    page.goto(f"/admin/pages/{draft.pk}/share/")
    expect(page.get_by_role("row", name=re.compile("Maria"))).to_contain_text("pages seen")
    page.get_by_role("button", name="Revoke the link for Maria").click()
    expect(page.get_by_text("One link is revoked")).to_be_visible()
    assert viewer.goto(following).status == 404
    expect(viewer.get_by_role("heading", level=1)).to_have_text("No preview at this address")
    assert viewer.goto(pinned).status == 200
