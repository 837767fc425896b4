"""What is wrong with how a page can be used, as far as a machine can tell."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = {"resultTypes": ["violations"], "preload": False}
# In the middle of a transition, colours have less contrast than they are going to have.
# Wagtail's page has animations that last for long, and are of no account.
AT_REST = """() => Promise.race([
    Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => 0))),
    new Promise((done) => setTimeout(done, 1000)),
])"""


def complaints_about(tab: Page, part: str = "") -> list[str]:
    """What axe, which is a script, complains about, with the element; and how far something sticks out of the window.

    `part`: a selector of what is looked at, without all of the page.
    """
    tab.evaluate(AT_REST)
    context = {"include": [[part]]} if part else None
    found = Axe().run(tab, context=context, options=AXE).response["violations"]
    complaints = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
    wider = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
    return complaints + ([f"{wider} px wider than the window"] if wider > 0 else [])
