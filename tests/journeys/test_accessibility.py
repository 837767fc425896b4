"""Every kind of page, light and dark, on a phone and on a desk: no rule of axe is broken, and nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.page_kinds import every_kind, plain_pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Preloading would copy the style sheets into the page, which the site's policy forbids.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
NARROWEST = 320  # pixels: also what a desk is at 400 % zoom


def complaints_about(page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    violations = [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in Axe().run(page, options=OPTIONS).response["violations"]
        for node in violation["nodes"]
    ]
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    too_wide = page.evaluate("document.documentElement.scrollWidth") - NARROWEST
    return [*violations, *([f"{too_wide} px wider than the window"] if too_wide > 0 else [])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_kind_of_page_is_accessible(page, home, complaints, scheme, width):
    page.emulate_media(color_scheme=scheme)
    found = {}
    for kind, path in every_kind().items():
        page.goto(path)
        found[kind] = complaints_about(page, width)
    for kind, html in plain_pages().items():
        page.set_content(html)
        found[kind] = complaints_about(page, width)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}
    # Chromium says the status of the 404 and of the 410.
    complaints[:] = [line for line in complaints if "/nothing/" not in line and "/withdrawn/" not in line]
