"""Somebody without an account leaves notes on a draft; an editor finds them beside the block, answers and resolves."""

import re

import pytest
from playwright.sync_api import Page, expect

from staging.models import Note, PreviewLink
from tests.builders import article
from tests.staging.previews import link_to, redraft

from .desk import Desk
from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"
HEBREW = "הספינה לא הגיעה"


@pytest.fixture
def draft(section, editor):
    return article(section, title="The last ferry", slug="last-ferry", live=False, owner=editor)


@pytest.fixture(params=[True, False], ids=["with a script", "without"])
def scripts(request) -> bool:
    return request.param


def select(tab: Page, words: str) -> None:
    """As a finger does that holds a word and draws the handles."""
    tab.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector('.body'), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const start = node.data.indexOf(words);
                if (start < 0) continue;
                const range = document.createRange();
                range.setStart(node, start);
                range.setEnd(node, start + words.length);
                node.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
                getSelection().removeAllRanges();
                getSelection().addRange(range);
            }
        }""",
        words,
    )


def test_notes_are_left_found_answered_and_resolved(page, viewer, scripts, draft, editor):
    address = link_to(draft, label="Maria, lawyer", user=editor).address
    paragraph, quote = draft.body[1].id, draft.body[2].id

    viewer.goto(address)
    if scripts:
        select(viewer, "leaves at six")
        viewer.get_by_role("link", name="Note on this").click()
        expect(viewer.get_by_label("About which passage")).to_have_value(paragraph)
        expect(viewer.get_by_label("The words that it is about")).to_have_value("leaves at six")
        assert not scripts or complaints_about(viewer) == []
    else:
        viewer.get_by_role("complementary", name="Preview").get_by_role("link", name="Leave a note").click()
        viewer.get_by_label("About which passage").select_option(
            label="Paragraph: “The ferry leaves at six, and by then the harbour smells of …”"
        )
        viewer.get_by_label("The words that it is about").fill("leaves at six")
    viewer.get_by_role("button", name="Leave the note").click()
    expect(viewer.get_by_role("alert")).to_contain_text("Write your note.")
    expect(viewer.get_by_label("The words that it is about")).to_have_value("leaves at six")
    assert not scripts or complaints_about(viewer) == []
    viewer.get_by_label("Your note").fill(f"It leaves at seven. {HEBREW}")
    viewer.get_by_role("button", name="Leave the note").click()
    expect(viewer.get_by_role("status")).to_contain_text("Your note is there")
    viewer.get_by_text("Leave another note").click()
    viewer.get_by_label("About which passage").select_option(value=quote)
    viewer.get_by_label("Your note").fill(SCRIPT)
    viewer.get_by_label("Your name").fill("Noor")
    viewer.get_by_role("button", name="Leave the note").click()
    expect(viewer.get_by_role("article")).to_have_count(2)
    expect(viewer.get_by_role("article").first).to_contain_text(SCRIPT)
    viewer.get_by_text("Leave another note").click()
    expect(viewer.get_by_label("Your name")).to_have_value("Noor")
    viewer.get_by_label("Your note").fill("A fine piece.")
    viewer.get_by_role("button", name="Leave the note").click()
    expect(viewer.get_by_role("article").first).to_contain_text("On the page as a whole")
    assert not scripts or complaints_about(viewer) == []
    assert viewer.context.cookies() == []

    desk = Desk(page)
    desk.log_in("editor")
    page.goto(f"/admin/pages/{draft.pk}/edit/")
    expect(page.get_by_text("3 notes from viewers")).to_be_visible()
    expect(page.get_by_role("group").filter(has_text="Notes on the page as a whole").get_by_text("A fine piece.")).to_be_visible()
    at = page.locator(f"[data-contentpath='{paragraph}'] .viewer-note")
    expect(at).to_contain_text("It leaves at seven.")
    expect(at).to_contain_text("leaves at six")
    expect(page.locator(f"[data-contentpath='{quote}'] .viewer-note")).to_contain_text(SCRIPT)
    page.get_by_role("textbox", name="Title*").fill("The very last ferry")  # not saved yet
    at.get_by_text("Answer", exact=True).click()
    at.get_by_role("button", name="Send the answer").click()
    expect(at.get_by_role("alert")).to_have_text("Write an answer.")
    at.get_by_role("textbox").fill("You are right.")
    at.get_by_role("button", name="Send the answer").click()
    expect(at.locator(".viewer-note-reply")).to_contain_text("Edgar Edmonds")
    expect(at.get_by_role("textbox")).to_have_value("")
    at.get_by_role("button", name="Resolve").click()
    expect(at.get_by_role("button", name="Open again")).to_be_focused()
    expect(page.locator(f"[data-contentpath='{paragraph}'] .viewer-notes > summary")).to_have_text("Every note is resolved")
    expect(page.get_by_text("2 notes from viewers")).to_be_visible()
    expect(page.get_by_role("textbox", name="Title*")).to_have_value("The very last ferry")
    desk.save()
    expect(page.get_by_text("2 notes from viewers")).to_be_visible()
    assert Note.objects.get(resolved_at__isnull=False).resolved_by == editor

    page.get_by_role("link", name="All notes of this page").click()
    expect(page.get_by_role("article")).to_have_count(2)
    page.get_by_role("link", name="All (3)").click()
    expect(page.get_by_role("article").filter(has_text="You are right.")).to_contain_text("Resolved on")
    page.get_by_role("link", name=re.compile("^Quotation|^Quote")).click()
    expect(page).to_have_url(re.compile(f"#block-{quote}-section"))
    page.goto(f"/admin/pages/{draft.pk}/notes/?show=all")
    assert complaints_about(page) == []

    viewer.reload()
    answered = viewer.get_by_role("article").filter(has_text="You are right.")
    expect(answered).to_contain_text("Edgar Edmonds Newsroom")
    expect(answered).to_contain_text("Resolved")
    answered.get_by_role("link", name="Answer").click()
    viewer.get_by_label("Your answer").fill("Thank you.")
    viewer.get_by_role("button", name="Send the answer").click()
    expect(viewer.get_by_role("article").filter(has_text="Thank you.")).to_be_visible()
    assert not scripts or complaints_about(viewer) == []
    page.reload()
    expect(page.get_by_role("link", name="Open (3)")).to_be_visible()


@pytest.fixture
def wide(page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def leave(draft, link: PreviewLink, *texts: str, **fields) -> None:
    Note.objects.bulk_create(Note(page=draft, link=link, text=text, by="Maria", **fields) for text in texts)


def open_editor(page: Page, draft) -> None:
    Desk(page).log_in("editor")
    page.goto(f"/admin/pages/{draft.pk}/edit/")


def come_back(page: Page) -> None:
    """As to a tab that was left: the editor asks for new notes."""
    with page.expect_response(re.compile(r"/notes/open/\?after=")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def how_far_out(page: Page) -> list[int]:
    """By how many pixels what notes are made of sticks out of the form's width, or of its own box, at the right."""
    return page.evaluate(
        """() => {
            const right = (one) => one.getBoundingClientRect().right;
            const edge = right(document.querySelector("#page-edit-form .w-form-width"));
            const out = (one) => Math.max(right(one) - edge, right(one) - right(one.closest(".viewer-note, .viewer-notes-bar")));
            const parts = document.querySelectorAll(".viewer-note :is(p, h4, blockquote, textarea, button), .viewer-notes-bar *");
            return [...parts].filter((one) => one.checkVisibility()).map((one) => Math.round(out(one))).filter((far) => far > 0);
        }"""
    )


def test_many_and_long_notes_leave_room_for_the_form(wide, draft, editor):
    page, link, block = wide, link_to(draft, user=editor).link, draft.body[1].id
    leave(draft, link, *(f"Note {number}" for number in range(498)))
    leave(draft, link, "A long one. " * 330, "x" * 900)
    leave(draft, link, *(f"At the block {number}" for number in range(5)), block_id=block)
    open_editor(page, draft)
    expect(page.get_by_text("505 notes from viewers")).to_be_visible()
    expect(page.get_by_text("The newest 200 are in the editor.")).to_be_visible()
    whole, beside = page.locator(".viewer-notes-head .viewer-notes"), page.locator(f"[data-contentpath='{block}'] .viewer-notes")
    expect(whole.locator(".viewer-note")).to_have_count(3)
    expect(beside.locator(".viewer-note")).to_have_count(3)
    expect(beside.locator(".viewer-note").first).to_contain_text("At the block 4")

    long = whole.locator(".viewer-note").nth(1)
    text, whole_of = long.locator(".viewer-note-text"), long.get_by_role("button", name="Show all of what Maria wrote")
    short = text.bounding_box()["height"]
    assert short < 200
    whole_of.press("Enter")
    less = long.get_by_role("button", name="Show less of what Maria wrote")
    expect(less).to_be_focused()
    assert text.bounding_box()["height"] > 3 * short
    less.press("Enter")
    expect(whole_of).to_be_focused()
    assert text.bounding_box()["height"] == short
    expect(whole.locator(".viewer-note").nth(2).get_by_role("button", name=re.compile("^Show all"))).to_be_hidden()

    beside.get_by_role("button", name="Show 2 more").press("Enter")
    expect(beside.locator(".viewer-note")).to_have_count(5)
    expect(beside.locator(".viewer-note").nth(3)).to_be_focused()
    expect(beside.get_by_role("button", name=re.compile("^Show . more"))).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280, 1440])
def test_notes_are_as_wide_as_the_form(page, draft, editor, width):
    page.set_viewport_size({"width": width, "height": 900})
    link = link_to(draft, label="Maria, of the harbour", user=editor).link
    leave(draft, link, "x" * 900, "words " * 200, quote="A passage " * 12)
    leave(draft, None, "Beside", block_id=draft.body[1].id)
    open_editor(page, draft)
    note = page.locator(".viewer-note").first
    note.get_by_text("Answer", exact=True).click()
    if width > 390:
        page.get_by_role("button", name="Toggle status").click()
        expect(page.locator("[data-side-panel='status']")).to_be_visible()
        bar, corner = (page.locator(one).bounding_box() for one in (".viewer-notes-bar", ".w-minimap__collapse-all--floating"))
        assert bar["x"] + bar["width"] < corner["x"]
    expect(note.get_by_role("textbox")).to_be_visible()
    assert how_far_out(page) == []
    send, resolve = (note.get_by_role("button", name=name).bounding_box() for name in ("Send the answer", "Resolve"))
    assert resolve["y"] - send["y"] - send["height"] >= 12
    assert complaints_about(page, ".viewer-notes-head") == []


def test_a_note_that_comes_meanwhile_is_told_of_and_placed_when_wanted(wide, draft, editor):
    page, link, block = wide, link_to(draft, user=editor).link, draft.body[1].id
    open_editor(page, draft)
    title = page.get_by_role("textbox", name="Title*")
    title.fill("The very last ferry")
    come_back(page)
    news = page.locator(".viewer-notes-new")
    expect(news.get_by_role("status")).to_be_empty()
    before = title.bounding_box()
    leave(draft, link, "It leaves at seven.", block_id=block)
    come_back(page)
    expect(news.get_by_role("status")).to_have_text("1 new note from a viewer")
    expect(title).to_be_focused()
    assert title.bounding_box() == before
    expect(page.locator(".viewer-note")).to_have_count(0)
    assert complaints_about(page, ".viewer-notes-new") == []
    news.get_by_role("button", name="Later").click()
    expect(news.get_by_role("status")).to_be_empty()
    leave(draft, link, "And on the page.")
    come_back(page)
    expect(news.get_by_role("status")).to_have_text("2 new notes from viewers")
    news.get_by_role("button", name="Show them").click()
    expect(page.get_by_text("2 notes from viewers")).to_be_visible()
    expect(page.locator(f"[data-contentpath='{block}'] .viewer-note")).to_contain_text("It leaves at seven.")
    expect(page.locator(".viewer-notes-head .viewer-note")).to_be_focused()
    expect(title).to_have_value("The very last ferry")
    leave(draft, link, "Newer.", block_id=block)
    come_back(page)
    news.get_by_role("button", name="Show it").click()
    expect(page.locator(f"[data-contentpath='{block}'] .viewer-note").first).to_be_focused()
    expect(page.locator(f"[data-contentpath='{block}'] .viewer-note")).to_contain_text(["Newer.", "It leaves at seven."])


def test_the_editor_asks_no_more_when_the_answer_is_no(wide, draft, editor, complaints):
    page, asked = wide, []
    page.on("request", lambda request: asked.append(request.url) if "/notes/open/" in request.url else None)
    back = "for (let times = 0; times < 3; times++) document.dispatchEvent(new Event('visibilitychange'))"
    with page.expect_response(re.compile("/notes/open/$")):  # no link, no note
        open_editor(page, draft)
    expect(page.locator(".viewer-notes-new")).to_be_attached()
    page.evaluate(back)
    page.evaluate("fetch('/favicon.ico')")
    assert len(asked) == 1

    link_to(draft, user=editor)
    open_editor(page, draft)
    expect(page.locator(".viewer-notes-new")).to_be_attached()
    come_back(page)
    page.context.clear_cookies()
    come_back(page)
    asked.clear()
    page.evaluate(back)
    page.evaluate("fetch('/favicon.ico')")
    assert asked == []
    page.goto("about:blank")  # Wagtail's own scripts go on asking, and are refused
    complaints[:] = [one for one in complaints if "403" not in one and "favicon" not in one]


def test_who_comes_back_finds_what_changed(viewer, scripts, draft):
    new = link_to(draft)
    viewer.goto(new.address)
    looks = PreviewLink.objects.get(pk=new.link.pk).looks
    looks["now"]["at"] = "2026-01-05T09:00:00+00:00"
    PreviewLink.objects.filter(pk=new.link.pk).update(looks=looks)
    redraft(draft, title="The last ferry but one")
    viewer.goto(new.address)
    viewer.get_by_role("link", name="What changed since you last looked").click()
    expect(viewer.get_by_text("Since the last visit with this link, 5 January 2026")).to_be_visible()
    expect(viewer.get_by_role("heading", level=1)).to_have_text("What changed in “The last ferry but one”")
    expect(viewer.locator(".compare .body ins")).to_contain_text("but one")
    assert not scripts or complaints_about(viewer) == []
    viewer.get_by_role("link", name="Back to the page").click()
    expect(viewer.get_by_role("heading", level=1)).to_have_text("The last ferry but one")
