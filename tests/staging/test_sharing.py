"""Sharing in the admin: the address is shown once, no link is made twice, and none that can't work."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from staging import links
from staging.models import PreviewLink
from staging.releases import editing
from staging.views import links as views
from tests.builders import article, section_page

from .previews import WORD, token_of
from .releases import release_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return article(section_page(), title=f"The {WORD}", slug=WORD, live=False)


def form(**values) -> dict:
    until = timezone.localtime() + timedelta(days=3)
    return {"label": "Maria, lawyer", "shows": "draft", "until": f"{until:%Y-%m-%d %H:%M}"} | values


def close(page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


@pytest.fixture(params=["page", "moment"])
def place(request, draft) -> str:
    return reverse("staging:share", args=[draft.pk]) if request.param == "page" else reverse("staging:moment")


def test_who_loads_the_page_again_makes_no_second_link(client_of, editor, place):
    desk, at = client_of(editor), timezone.localtime() + timedelta(days=1)
    led = desk.post(place, form(at=f"{at:%Y-%m-%d %H:%M}"))
    assert (led.status_code, led["Location"]) == (302, f"{place}?made={PreviewLink.objects.get().pk}")
    shown = desk.get(led["Location"])
    new = shown.context["new"]
    assert new.address in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert '<h2 id="staging-new-heading" tabindex="-1" autofocus>' in shown.content.decode()
    again = desk.get(led["Location"])
    assert token_of(new) not in again.content.decode()
    assert "was shown, and is not shown again" in again.content.decode()
    assert token_of(new) not in str(dict(desk.session))
    assert PreviewLink.objects.count() == 1


def test_an_address_waits_for_its_own_page_and_not_for_long(client_of, admin_user, draft, monkeypatch):
    desk, other = client_of(admin_user), article(draft.get_parent(), title="Low tide")
    led = desk.post(reverse("staging:share", args=[draft.pk]), form())["Location"]
    number = led.partition("=")[2]
    desk.head(led)
    assert desk.session[views.NEW_LINKS]
    assert desk.get(f"{reverse('staging:share', args=[other.pk])}?made={number}").context["new"] is None
    led = desk.post(reverse("staging:share", args=[draft.pk]), form())["Location"]
    monkeypatch.setattr(views, "WAITS", timedelta(0))
    assert desk.get(led).context["new"] is None


@pytest.mark.parametrize("shows", ["draft", "version"])
def test_a_private_page_is_not_shared(client_of, editor, draft, shows):
    close(draft.get_parent())
    desk, address = client_of(editor), reverse("staging:share", args=[draft.pk])
    assert "This page is private" in desk.get(address).content.decode()
    response = desk.post(address, form(shows=shows))
    assert response.status_code == 422
    assert response.content.decode().count("This page is private") == 1
    with pytest.raises(CommandError, match="This page is private"):
        call_command("preview_link", str(draft.pk))
    assert not PreviewLink.objects.exists()


def test_a_release_says_which_of_its_pages_are_not_shown(draft):
    members = section_page("Members")
    close(members)
    private, leaving = (article(members, title=title) for title in ("For members", "Leaving"))
    moving = article(draft.get_parent().specific, title="Moving in")
    release = release_of(private, draft)
    editing.add(release, moving, does="move", new_parent=members)
    editing.add(release, leaving, does="unpublish")
    new = links.share_release(release, until=timezone.now() + timedelta(days=1))
    assert new.left_out == [f"“{title}” is private: a preview does not show it." for title in ("For members", "Moving in")]
    assert new.link.path == f"/harbours/{WORD}/"
