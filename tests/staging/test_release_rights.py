"""A release gives nobody a right: not over another section, not over what was published, not over the need of an approval."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticleIndexPage, ArticlePage
from history.refusal import Refused
from staging import schedule
from staging.approvals.judging import approve_as
from staging.links import share_release
from staging.models import Failure, Release
from staging.releases import editing, rights, states
from staging.releases.going_live import go_live
from staging.views.releases.show import ItemActView
from tests.builders import article, section_page
from tests.conftest import person
from users.models import User

from .desk import ALL, allow, to
from .previews import redraft
from .releases import release_of

pytestmark = pytest.mark.django_db
Does, State = editing.Does, Release.State
WITHOUT_PUBLISHING = ("add", "change")


def words_of(client: Client, release: Release) -> str:
    return client.get(to("release", release.pk)).content.decode()


def is_closed(response) -> bool:
    """Wagtail's answer to who lacks a right: the way home."""
    return (response.status_code, response.headers.get("Location")) == (302, reverse("wagtailadmin_home"))


def section_of(page: Page) -> str:
    return Page.objects.get(pk=page.pk).get_parent().title


@pytest.fixture
def water() -> ArticleIndexPage:
    return section_page("Water")


@pytest.fixture
def workshop() -> ArticleIndexPage:
    return section_page("Workshop")


@pytest.fixture
def keeper(water) -> User:
    """Who may do everything with the pages of Water, and nothing elsewhere."""
    return allow(person("keeper"), water, *ALL)


# --- Moving -------------------------------------------------------------------------------------------------


def test_nobody_adds_a_move_to_where_they_have_no_right(client_of, keeper, water, workshop):
    page = article(water, title="Low tide")
    release = editing.create("Autumn", user=keeper)
    client, there = client_of(keeper), {"does": "move", "new_parent": workshop.pk}
    for response in (
        client.post(to("add_to_release", page.pk), {**there, "release": release.pk}),
        client.post(to("add_to_release", page.pk), {**there, "name": "Another"}),
        client.post(to("add_to_this_release", release.pk), {**there, "page": page.pk}),
    ):
        assert response.status_code == 422
        assert "You may not move “Low tide” below “Workshop”." in response.content.decode()
    assert list(Release.objects.all()) == [release] and not release.items.exists()
    assert (
        client.post(to("add_to_this_release", release.pk), {"page": page.pk, "does": "move", "new_slug": "tide"}).status_code
        == 302
    )


def test_nobody_lets_a_page_go_to_where_they_have_no_right(client_of, keeper, editor, water, workshop):
    page = article(water, title="Low tide")
    release = release_of()
    editing.add(release, page, Does.MOVE, editor, new_parent=workshop)
    client = client_of(keeper)
    fields = {"at": f"{timezone.now() + timedelta(days=1):%Y-%m-%d %H:%M}"}
    for name in ("go_live", "schedule_release"):
        assert is_closed(client.get(to(name, release.pk))) and is_closed(client.post(to(name, release.pk), fields))
    assert "You may not do this yourself with “Low tide”" in words_of(client, release)
    assert (Release.objects.get().state, section_of(page)) == (State.OPEN, "Water")
    with pytest.raises(Refused, match="Only who may publish all of it"):
        approve_as(release, keeper, True)


def test_the_right_to_add_is_enough_for_no_live_page(keeper, water, workshop):
    release = release_of()
    editing.add(release, article(water), Does.MOVE, new_parent=workshop)
    assert not rights.may_release(allow(keeper, workshop, *WITHOUT_PUBLISHING), release)


def test_a_draft_moves_with_a_release_only_to_where_one_publishes(keeper, water, workshop):
    """Its section's keeper could publish the draft before the release is due."""
    draft = article(water, live=False, owner=keeper)
    release = release_of()
    keeper = allow(keeper, workshop, "add")
    editing.add(release, draft, Does.MOVE, keeper, new_parent=workshop)
    assert not rights.may_release(keeper, release)
    assert rights.may_release(allow(keeper, workshop, "publish"), release)


@pytest.mark.parametrize(
    ("new_slug", "said"), [("", "yourself with “Mine”: somebody"), ("tide", "yourself: somebody")], ids=["move", "rename"]
)
def test_a_release_of_drafts_that_only_move_is_for_who_publishes(client_of, water, workshop, new_slug, said):
    author = allow(allow(person("author"), water, "add"), workshop, "add")
    draft = article(water, title="Mine", live=False, owner=author)
    release = editing.create("Autumn", user=author)
    editing.add(release, draft, Does.MOVE, author, None if new_slug else workshop, new_slug)
    client = client_of(author)
    assert is_closed(client.post(to("go_live", release.pk)))
    assert said in words_of(client, release)
    assert (Release.objects.get().state, section_of(draft)) == (State.OPEN, "Water")


def test_who_has_the_rights_at_both_ends_moves_it_and_takes_it_back(client_of, keeper, water, workshop):
    page = article(water, title="Low tide")
    release = editing.create("Autumn", user=keeper)
    client = client_of(allow(keeper, workshop, "add", "publish"))
    client.post(to("add_to_this_release", release.pk), {"page": page.pk, "does": "move", "new_parent": workshop.pk})
    seen = client.get(to("go_live", release.pk)).context["form"].initial["seen"]
    client.post(to("go_live", release.pk), {"seen": seen})
    assert section_of(page) == "Workshop"
    assert is_closed(client.post(to("take_back", release.pk)))  # it can't be edited by them any more
    client = client_of(allow(keeper, workshop, *ALL))
    assert to("take_back", release.pk) in words_of(client, release)
    client.post(to("take_back", release.pk))
    assert section_of(page) == "Water"


def test_nobody_takes_a_page_back_to_where_they_have_no_right(client_of, editor, water, workshop):
    page = article(water, title="Low tide")
    release = release_of()
    editing.add(release, page, Does.MOVE, editor, new_parent=workshop)
    go_live(release.pk, editor)
    client = client_of(allow(person("smith"), workshop, *ALL))
    assert to("take_back", release.pk) not in words_of(client, release)
    assert is_closed(client.get(to("take_back", release.pk))) and is_closed(client.post(to("take_back", release.pk)))
    assert (Release.objects.get().state, section_of(page)) == (State.LIVE, "Workshop")


def test_where_a_page_does_not_move_taking_back_asks_for_nothing_more(client_of, keeper, water):
    page = redraft(article(water, title="Low tide"), title="High tide")
    release = release_of(page)
    go_live(release.pk)
    client_of(keeper).post(to("take_back", release.pk))
    assert Page.objects.get(pk=page.pk).title == "Low tide"


# --- What was published since ---------------------------------------------------------------------------------


@pytest.fixture
def overtaken(editor, writer, section) -> Release:
    """A scheduled release of a writer's article, which was corrected and published since."""
    page = redraft(article(section, title="Low tide", owner=writer), title="For the release")
    release = editing.create("Autumn", user=writer, pages=[page])
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    redraft(page, title="Urgent correction").get_latest_revision().publish()
    return release


def act(client: Client, release: Release, name: str):
    return client.post(to("release_item", release.pk, release.items.get().pk, name))


@pytest.mark.parametrize("state", [State.SCHEDULED, State.OPEN])
def test_only_who_may_publish_lets_a_release_undo_a_correction(client_of, writer, editor, overtaken, state):
    if state == State.OPEN:
        states.unschedule(overtaken, editor)
    client = client_of(writer)
    html = words_of(client, overtaken)
    assert "after it was frozen for this release" in html and "Publish the frozen version all the same" not in html
    assert is_closed(act(client, overtaken, "accept"))
    Release.objects.update(go_live_at=timezone.now() - timedelta(seconds=1))
    schedule.make_round()
    assert ArticlePage.objects.get().title == "Urgent correction"
    assert "Publish the frozen version all the same" in words_of(client_of(editor), overtaken)
    act(client_of(editor), overtaken, "accept")
    assert "Publish the frozen version all the same" not in words_of(client_of(editor), overtaken)
    if state == State.SCHEDULED:
        Failure.objects.update(retry_at=timezone.now())
        schedule.make_round()
        assert ArticlePage.objects.get().title == "For the release"


@pytest.mark.parametrize("name", sorted(ItemActView.acts.keys() - {"accept"}))
def test_nobody_changes_what_is_in_a_scheduled_release(client_of, writer, editor, overtaken, name):
    before = overtaken.items.values().get()
    for user in (writer, editor):
        response = act(client_of(user), overtaken, name)
        assert (response.status_code, "Take it off the schedule first" in response.content.decode()) == (422, True)
    assert overtaken.items.values().get() == before


# --- The need of an approval ------------------------------------------------------------------------------------


def describe(client: Client, release: Release, **fields: str) -> None:
    """Save the form of the release's name. An approval is needed with needs_approval="on"."""
    address = to("describe_release", release.pk)
    seen = client.get(address).context["form"].initial["seen"]
    assert client.post(address, {"name": release.name, "note": "", "seen": seen, **fields}).status_code == 302


def needs_approval(release: Release) -> bool:
    return Release.objects.get(pk=release.pk).needs_approval


def sharing() -> dict[str, str]:
    return {"label": "Maria", "until": f"{timezone.now() + timedelta(days=2):%Y-%m-%d %H:%M}", "asks_approval": "on"}


def test_who_only_edits_asks_for_an_approval_of_an_open_release(client_of, writer, editor, overtaken):
    states.unschedule(overtaken, editor)
    describe(client_of(writer), overtaken, needs_approval="on")
    assert needs_approval(overtaken)


def test_who_only_edits_keeps_no_scheduled_release_from_going_live(client_of, writer, overtaken):
    client = client_of(writer)
    describe(client, overtaken, needs_approval="on", name="Autumn, renamed")
    assert (Release.objects.get().name, needs_approval(overtaken)) == ("Autumn, renamed", False)
    assert "still ask for an approval" in client.get(to("describe_release", overtaken.pk)).content.decode()
    assert client.post(to("share_release", overtaken.pk), sharing()).status_code == 302
    assert (overtaken.links.get().asks_approval, needs_approval(overtaken)) == (False, False)


def test_neither_does_a_request_that_was_under_way_when_it_was_scheduled(writer, overtaken):
    with pytest.raises(Refused, match="whether it needs approval"):
        editing.rename(overtaken, "Autumn", "", True, writer)
    share_release(overtaken, until=timezone.now() + timedelta(days=1), user=writer, asks_approval=True)
    assert not needs_approval(overtaken)


@pytest.mark.parametrize("way", ["describe", "share"])
def test_who_may_let_it_go_live_asks_for_an_approval_also_then(client_of, editor, overtaken, way):
    client = client_of(editor)
    if way == "describe":
        describe(client, overtaken, needs_approval="on")
    else:
        client.post(to("share_release", overtaken.pk), sharing())
    assert needs_approval(overtaken)


def emptied(release: Release, writer: User) -> None:
    editing.remove(release.items.get(), writer)


def without_its_page(release: Release, writer: User) -> None:
    ArticlePage.objects.get(pk=release.items.get().page_id).delete()


def with_a_draft_instead(release: Release, writer: User) -> None:
    """Which its author may move by hand."""
    draft = article(section_page("Water"), title="Mine", live=False, owner=writer)
    emptied(release, writer)
    editing.add(release, draft, Does.MOVE, writer, new_slug="tide")


@pytest.mark.parametrize("make", [emptied, without_its_page, with_a_draft_instead])
def test_who_publishes_nothing_takes_no_need_off(client_of, writer, editor, section, make):
    release = editing.create("Autumn", user=writer, pages=[article(section, owner=writer)])
    editing.rename(release, "Autumn", "", True, editor)
    make(release, writer)
    client = client_of(writer)
    describe(client, release)
    assert needs_approval(release)
    with pytest.raises(Refused, match="Only who may publish all of it"):
        approve_as(release, writer, True)
    with pytest.raises(Refused, match="whether it needs approval"):
        editing.rename(release, "Autumn", "", False, writer)
    describe(client_of(editor), release)
    assert not needs_approval(release)
