"""What an editor's hands do in the admin, so that a journey reads like one."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.builders import PASSWORD
from users.models import User


class Desk:
    """Whoever sits at the admin in this tab; one person at a time."""

    def __init__(self, page: Page):
        self.page = page
        page.set_default_timeout(15_000)
        expect.set_options(timeout=15_000)

    def log_in(self, username: str) -> None:
        """With the session that the form would give: the form and the admin's first page take a second or two."""
        self.log_out()
        client = Client()
        client.force_login(User.objects.get(username=username))
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "domain": "localhost", "path": "/"}
        self.page.context.add_cookies([cookie])

    def sign_in(self, username: str) -> None:
        """By the form, to the admin's first page."""
        self.log_out()
        self.page.goto("/admin/login/")
        self.page.get_by_placeholder("Enter your username").fill(username)
        self.page.get_by_placeholder("Enter password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/admin/")

    def log_out(self) -> None:
        self.page.goto("about:blank")  # the editor leaves the page first, else its preview asks for a login
        self.page.context.clear_cookies()

    @property
    def body(self) -> Locator:
        return self.page.locator("[data-contentpath='body']").first

    @property
    def preview(self) -> FrameLocator:
        return self.page.frame_locator("iframe.w-preview__iframe:not(.w-preview__proxy)")

    def open_preview(self) -> None:
        self.page.get_by_role("button", name="Toggle preview").click()

    def add_block(self, name: str) -> Locator:
        """Insert a block of this name at the end of the body and return it."""
        blocks = self.body.locator("[data-streamfield-child]")
        before = blocks.count()
        self.body.locator("button[title='Insert a block']").last.click()
        self.page.get_by_role("option", name=name, exact=True).click()
        expect(blocks.nth(before)).to_be_visible()
        return blocks.nth(before)

    def write(self, block: Locator, text: str) -> None:
        """Type into the first rich text field of a block."""
        field = block.locator("[contenteditable='true']").first
        field.click()
        expect(field).to_be_focused()
        self.page.keyboard.type(text)
        expect(field).to_have_text(text)

    def rewrite(self, block: Locator, text: str) -> None:
        field = block.locator("[contenteditable='true']").first
        field.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        expect(field).to_have_text(text)

    def choose_image(self, block: Locator, title: str) -> None:
        block.get_by_role("button", name="Choose an image").first.click()
        self.page.get_by_role("dialog").get_by_text(title).first.click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def save(self) -> None:
        self.page.get_by_role("button", name="Save draft").click()
        self.told()

    def told(self) -> None:
        """Wait until the admin says that it worked."""
        expect(self.page.locator(".messages .success").first).to_be_visible()

    def choose_action(self, name: str) -> None:
        """Publish, submit …: from the menu beside the save button."""
        self.page.locator("footer").get_by_role("button", name="More actions").click()
        self.page.locator("footer").get_by_role("button", name=name).click()
        self.told()
