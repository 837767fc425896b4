"""A reader with a phone, a keyboard, a favourite scheme of colours, or no JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.builders import article, author, image, section_page, topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "Hafenmeisterstellvertreteramtszimmerschluesselbrettbeleuchtungsbeauftragtenbuero"
PARTS = [
    part
    for number in range(3)
    for part in (
        ("heading", {"text": f"Part {number}", "level": "2"}),
        *[("paragraph", "<p>" + "The ferry leaves at six, and the harbour smells of coffee. " * 8 + "</p>")] * 6,
    )
]
PAPER = {"light": "rgb(252, 252, 250)", "dark": "rgb(20, 22, 26)"}


@pytest.fixture
def story(home):
    section = section_page(show_in_menus=True)
    article(section, title=WORD, standfirst=WORD)
    return article(section, body=PARTS, authors=(author(),), topics=(topic(),), hero_image=image())


def test_the_scheme_changes_without_reload_and_is_remembered(page, story):
    page.emulate_media(color_scheme="light")
    page.goto("/")
    switch = page.get_by_role("button", name="Dark colours")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    expect(page.locator("body")).to_have_css("background-color", PAPER["dark"])
    page.goto(story.url)
    expect(page.locator("body")).to_have_css("background-color", PAPER["dark"])
    switch.click()
    assert page.evaluate("localStorage.length") == 0  # back to what the system says
    expect(page.locator("body")).to_have_css("background-color", PAPER["light"])


def test_the_address_of_a_part_is_copied_by_keyboard(page, story):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(story.url)
    heading = page.get_by_role("heading", name="Part 1", exact=True)
    heading.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Address copied")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert page.url.endswith("#" + heading.get_attribute("id"))


def test_the_contents_mark_where_one_is(page, story):
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto(story.url)
    page.get_by_role("link", name="Part 1").click()
    expect(page.locator(".contents [aria-current]")).to_have_text("Part 1")


def test_nothing_moves_while_the_page_loads(page, story):
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => window.shift += e.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    for path in ["/", story.url, "/harbours/"]:
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("window.shift") == 0, path


def test_without_javascript_the_menu_opens_and_no_dead_button_is_there(browser, live_server, story):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(live_server.url + story.url)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Harbours")).to_be_visible()
    for name in ["Dark colours", "Share this article"]:
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    context.close()
