"""An editor reads a page's history, filters it, names a version and finds it pinned."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Comment

from tests.builders import article
from tests.history.past import at, published, saved

from .desk import Desk
from .sound import complaints_about

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def quay(section, writer, editor):
    page = article(section)
    saved(page, writer, at("14:02", 2), at("14:20", 2), at("14:40", 2), standfirst="Nobody bought it.")
    revision = saved(page, editor, at("15:10", 2), title="The harbour that said yes")
    published(page, revision, editor, at("15:12", 2))
    saved(page, writer, at("09:05", 1), standfirst="Nobody did.")
    Comment.objects.create(
        page=page,
        user=editor,
        text="Is this the right year?",
        contentpath="title",
        resolved_at=at("15:11", 2),
        resolved_by=writer,
    ).delete()
    return page


@pytest.fixture
def desk(page, quay) -> Desk:
    desk = Desk(page)
    desk.log_in("editor")
    return desk


def test_a_version_is_found_named_and_pinned(page, desk, quay):
    page.goto(reverse("wagtailadmin_pages:edit", args=[quay.pk]))
    page.goto(reverse("wagtailadmin_pages:history", args=[quay.pk]))
    sitting = page.get_by_role("listitem").filter(has_text="14:02 to 14:40")
    expect(sitting).to_contain_text("Wanda Wright · 3 saves")

    page.get_by_text("Read", exact=True).click()
    expect(page.get_by_text("Is this the right year?")).to_be_visible()

    page.get_by_label("Show").select_option("Publications")
    page.get_by_role("button", name="Filter").click()
    expect(sitting).to_have_count(0)
    page.get_by_role("link", name="Show everything").click()

    sitting.get_by_role("link", name=re.compile("^Name ")).click()
    page.get_by_label("Name").fill("As the lawyers saw it")
    page.get_by_label("Pin it").check()
    page.get_by_role("button", name="Name this version").click()
    expect(page.get_by_role("region", name="Pinned")).to_contain_text("As the lawyers saw it")
    expect(sitting).to_contain_text("Named “As the lawyers saw it”")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_rule_of_axe_is_broken(page, desk, quay, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    for address in (reverse("history:list", args=[quay.pk]), reverse("history:name", args=[quay.pk, "draft"])):
        page.goto(address)
        assert complaints_about(page) == []
