"""An editor goes from change to change, by keyboard, in both views, light and dark."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import ArticlePage
from tests.builders import article, image
from tests.history.comparing_content import FERRY, QUOTE, blocks, figure, points, table, version

from .desk import Desk
from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def compared(section) -> ArticlePage:
    """Live, with a draft in which something of every kind has changed."""
    page, sun, fog = article(section), image("Sun"), image("Fog")
    old = blocks(
        ("paragraph", FERRY),
        ("quote", QUOTE),
        ("list", points("One thing.", "Another thing.")),
        ("figure", figure(sun.pk)),
        ("table", table(["Harbour", "Ferries"], ["Selwyn", "38"])),
        ("code", {"language": "python", "code": "def tides():\n    return 2\n", "caption": ""}),
        ("heading", {"text": "What the tide leaves", "level": "2"}),
        ("paragraph", "<p>Nothing changes here.</p>"),
    )
    version(page, body=old).save_revision().publish()
    new = blocks(
        ("paragraph", FERRY.replace("six", "seven").replace("<b>coffee</b>", '<a href="https://example.org/">coffee</a>')),
        ("quote", {**QUOTE, "speaker": "Ruth Ambersley"}),
        ("list", points("Another thing.", "A third thing.")),
        ("figure", figure(fog.pk, alt_text="Fog on the quay.")),
        ("table", table(["Harbour", "Ferries"], ["Selwyn", "40"], ["Marrow Bay", "12"])),
        ("code", {"language": "python", "code": "def tides():\n    return 3\n", "caption": ""}),
    )
    new = [new[1], new[0], *new[2:], old[7], *blocks(("paragraph", "<p>New at the end.</p>"), first=20)]
    page = ArticlePage.objects.get(pk=page.pk)
    version(page, title="The harbour that said yes", body=new).save_revision()
    return page


def open_comparison(page: Page, compared: ArticlePage, query: str = "") -> None:
    page.goto(f"/admin/pages/{compared.pk}/history/compare/live/draft/{query}")


def test_from_change_to_change_by_keyboard(page, compared, editor):
    Desk(page).log_in("editor")
    open_comparison(page, compared, "?only=changes")
    changes, status = page.locator("[data-change]"), page.get_by_role("status")
    count = changes.count()
    assert count == 9
    page.keyboard.press("j")
    expect(changes.nth(0)).to_be_focused()
    expect(status).to_have_text(f"Change 1 of {count}: Title changed")
    page.keyboard.press("n")
    expect(changes.nth(1)).to_be_focused()
    expect(status).to_have_text(f"Change 2 of {count}: Quote moved and changed")
    expect(changes.nth(1)).to_be_in_viewport(ratio=0.5)
    page.keyboard.press("k")
    expect(changes.nth(0)).to_be_focused()
    page.keyboard.press("p")
    expect(status).to_have_text("This is the first change.")
    for _change in range(count):
        page.keyboard.press("j")
    expect(status).to_have_text("This is the last change.")
    expect(changes.nth(count - 1)).to_be_focused()


def test_buttons_do_the_same_and_go_on_from_where_one_is(page, compared, editor):
    Desk(page).log_in("editor")
    open_comparison(page, compared)
    changes = page.locator("[data-change]")
    changes.nth(3).evaluate("change => change.focus({ preventScroll: true })")
    page.get_by_role("button", name="Next").click()
    expect(changes.nth(4)).to_be_focused()
    page.get_by_role("button", name="Previous").click()
    expect(changes.nth(3)).to_be_focused()


def test_keys_are_left_alone_where_one_chooses_a_version(page, compared, editor):
    Desk(page).log_in("editor")
    open_comparison(page, compared)
    page.get_by_role("combobox", name="Older").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("combobox", name="Older")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("")


def test_other_versions_are_chosen_above(page, compared, editor):
    Desk(page).log_in("editor")
    open_comparison(page, compared, "?view=side")
    page.get_by_role("combobox", name="Older").select_option("draft")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("Nothing differs between these two versions.")).to_be_visible()
    expect(page.get_by_role("link", name="Side by side")).to_have_attribute("aria-current", "true")


def test_side_by_side_has_two_columns_where_there_is_room(page, compared, editor):
    Desk(page).log_in("editor")
    open_comparison(page, compared)
    page.get_by_role("link", name="Side by side").click()
    paragraph = page.locator("[data-change]").nth(2)
    before, after = paragraph.get_by_role("group", name="Older"), paragraph.get_by_role("group", name="Newer")
    expect(before.locator("del").first).to_contain_text("six")
    expect(after.locator("ins").first).to_contain_text("seven")
    assert before.bounding_box()["y"] == after.bounding_box()["y"]
    page.set_viewport_size({"width": 800, "height": 800})
    expect(before).to_be_hidden()
    expect(paragraph.locator(".compare-inline del").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?view=side&only=changes"])
def test_no_rule_of_axe_is_broken(page, compared, editor, scheme, query):
    page.emulate_media(color_scheme=scheme)
    Desk(page).log_in("editor")
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        open_comparison(page, compared, query)
        page.locator("[data-change]").first.wait_for()
        assert complaints_about(page) == []
