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
