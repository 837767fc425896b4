"""Who else takes part in a journey."""

import pytest
from playwright.sync_api import Browser, Page

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def scripts() -> bool:
    """Whether the viewer's browser runs scripts. A file with other viewers has its own."""
    return True


@pytest.fixture
def viewer(browser: Browser, base_url, settings, scripts) -> Page:
    """Another browser, without an account, on a telephone's screen."""
    settings.SITE_URL = base_url
    context = browser.new_context(
        base_url=base_url, viewport=PHONE, locale="en-GB", timezone_id="UTC", java_script_enabled=scripts
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
