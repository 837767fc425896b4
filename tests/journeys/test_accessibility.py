"""Every kind of page, light and dark, on a phone and on a desk: no rule of axe is broken, and nothing sticks out."""

import pytest

from tests.page_kinds import every_kind, plain_pages

from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Preloading would copy the style sheets into the page, which the site's policy forbids.
NARROWEST = 320  # pixels: also what a desk is at 400 % zoom


def complaints_at(page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    found = complaints_about(page)
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    wider = page.evaluate("document.documentElement.scrollWidth") - NARROWEST
    return found + ([f"{wider} px wider than the narrowest window"] if wider > 0 else [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_kind_of_page_is_accessible(page, home, complaints, scheme, width):
    page.emulate_media(color_scheme=scheme)
    found = {}
    for kind, path in every_kind().items():
        page.goto(path)
        found[kind] = complaints_at(page, width)
    for kind, html in plain_pages().items():
        page.set_content(html)
        found[kind] = complaints_at(page, width)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}
    # Chromium says the status of the 404 and of the 410.
    complaints[:] = [line for line in complaints if "/nothing/" not in line and "/withdrawn/" not in line]
