"""Changing what is in a release, in its place: what happens to a page, which version, and what is said of it."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from history.models import Version
from history.timeline import Timeline
from staging import heartbeat, schedule
from staging.approvals.judging import approve_as
from staging.release_forms import AddPageForm, ChangeItemForm
from staging.releases import editing, states
from tests.builders import article, section_page
from tests.conftest import person

from .desk import ALL, allow, is_refused, text, to
from .plans import plan
from .previews import redraft
from .releases import items, release_of

pytestmark = pytest.mark.django_db
Does = editing.Does


def change(client: Client, item, **fields):
    seen = ChangeItemForm.version_of(item)
    return client.post(to("change_item", item.release_id, item.pk), {"seen": seen, "new_slug": "", "new_parent": "", **fields})


# --- What happens to a page -----------------------------------------------------------------------------------


def test_what_happens_to_a_page_is_changed_in_its_place(at_desk, pages, release):
    page, quays = pages[0], section_page("Quays")
    item = items(release)[page.pk]
    assert to("change_item", release.pk, item.pk) in at_desk.get(to("release", release.pk)).content.decode()
    answer = change(at_desk, item, does="move", new_slug="harbour-1", new_parent=quays.pk)
    assert answer["Location"] == f"{to('release', release.pk)}#item-{item.pk}"
    item.refresh_from_db()
    assert (item.does, item.new_slug, item.new_parent_id) == ("move", "harbour-1", quays.pk)
    html = at_desk.get(to("change_item", release.pk, item.pk)).content.decode()
    assert 'value="harbour-1"' in html and f'value="{quays.pk}"' in html
    change(at_desk, item, does="unpublish", new_slug="harbour-1")
    item.refresh_from_db()
    assert (item.does, item.new_slug, item.new_parent_id) == ("unpublish", "", None)
    assert "“Harbour 0, mended”: what happens to it was changed to “Unpublish”" in text(at_desk.get(to("release", release.pk)))


def test_a_frozen_version_stays_frozen_where_it_is_still_published(at_desk, pages, release):
    item = items(release)[pages[0].pk]
    editing.keep_this(item)
    item.refresh_from_db()
    assert change(at_desk, item, does="publish").status_code == 302
    assert items(release)[pages[0].pk].copy_id == item.copy_id is not None
    change(at_desk, item, does="unpublish")
    assert items(release)[pages[0].pk].copy_id is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"does": "move"}, "Say below which page it moves"), ({"does": "move", "new_slug": "a/b"}, "valid “slug”")],
)
def test_what_does_not_go_together_is_refused_where_it_is_changed(at_desk, pages, release, fields, words):
    answer = change(at_desk, items(release)[pages[0].pk], **fields)
    assert (answer.status_code, words in text(answer)) == (422, True)


def test_a_change_that_somebody_has_made_meanwhile_is_told(at_desk, pages, release, editor):
    item = items(release)[pages[0].pk]
    editing.change(items(release)[pages[0].pk], Does.UNPUBLISH, editor)
    answer = change(at_desk, item, does="move", new_slug="quay")
    assert (answer.status_code, "Somebody has changed this meanwhile, to “Unpublish”" in text(answer)) == (422, True)
    assert items(release)[pages[0].pk].does == "unpublish"
    with pytest.raises(editing.Refused, match="Somebody has changed meanwhile"):
        editing.change(item, Does.MOVE, editor, new_slug="quay")


def test_nobody_changes_a_page_to_where_they_could_not_move_it(client_of):
    water, workshop = section_page("Water"), section_page("Workshop")
    keeper = allow(person("keeper"), water, *ALL)
    item = editing.add(release_of(), article(water, title="Low tide"))
    client = client_of(keeper)
    answer = change(client, item, does="move", new_parent=workshop.pk)
    assert (answer.status_code, "You may not move “Low tide” below “Workshop”" in text(answer)) == (422, True)
    assert change(client, item, does="move", new_slug="tide").status_code == 302


def test_only_what_is_open_is_changed_and_only_by_who_may_edit_it(at_desk, client_of, writer, pages, release, editor):
    item = items(release)[pages[0].pk]
    assert is_refused(change(client_of(writer), item, does="unpublish"))
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    assert change(at_desk, item, does="unpublish")["Location"] == to("release", release.pk)
    assert items(release)[pages[0].pk].does == "publish"
    other = release_of(article(section_page("Quays"), title="Other"), name="Other").items.get()
    answer = at_desk.get(to("change_item", release.pk, other.pk), follow=True)
    assert answer.redirect_chain[-1][0] == to("release", release.pk)


# --- Which version --------------------------------------------------------------------------------------------


def test_all_newest_drafts_are_taken_at_once(at_desk, pages, release, editor):
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    assert "Take all newest drafts" not in text(at_desk.get(to("release", release.pk)))
    assert at_desk.post(to("take_all_newest", release.pk)).status_code == 422
    states.unschedule(release, editor)
    words = text(at_desk.get(to("release", release.pk)))
    assert "Take all newest drafts" in words and "3 pages are frozen." in words
    at_desk.post(to("take_all_newest", release.pk))
    assert not release.items.filter(copy__isnull=False).exists()
    assert release.events.filter(action="followed").count() == 3


def test_one_that_can_not_be_taken_leaves_all_frozen(pages, release, monkeypatch, editor):
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    states.unschedule(release, editor)
    follow, asked = editing.follow, []

    def breaks(held, item, user):
        asked.append(item)
        if len(asked) == 3:
            raise editing.Refused("no")
        follow(held, item, user)

    monkeypatch.setattr(editing, "follow", breaks)
    with pytest.raises(editing.Refused):
        editing.take_all_newest(release, editor)
    assert release.items.filter(copy__isnull=False).count() == 3


def test_the_time_of_freezing_stays_when_the_same_is_published(at_desk, pages, release, editor):
    item = items(release)[pages[0].pk]
    editing.keep_this(item, editor)
    frozen = Version.objects.get(page_id=pages[0].pk, reason=Version.Reason.RELEASED)
    values = {field.attname: getattr(frozen, field.attname) for field in frozen._meta.concrete_fields}
    release.items.update(added_at=timezone.now() - timedelta(days=4))
    frozen.delete()
    Version.objects.create(**values | {"at": timezone.now() - timedelta(days=3)})
    Version.objects.create(**values | {"id": None, "at": timezone.now(), "reason": Version.Reason.PUBLISHED})
    day = timezone.localtime(timezone.now() - timedelta(days=3))
    assert f"Frozen as of {day:%A %H:%M} UTC." in text(at_desk.get(to("release", release.pk)))


@pytest.mark.parametrize(
    ("is_scheduled", "words"), [(False, "Take the newest draft; or"), (True, "off the schedule: then the newest")]
)
def test_it_says_what_can_be_done_about_what_was_published_since(at_desk, pages, release, editor, is_scheduled, words):
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    redraft(pages[0], title="Urgent").latest_revision.publish()
    if not is_scheduled:
        states.unschedule(release, editor)
    shown = text(at_desk.get(to("release", release.pk)))
    assert words in shown and "Publish the frozen version all the same" in shown
    assert ("Take the newest draft;" in shown) is not is_scheduled


# --- What is said ---------------------------------------------------------------------------------------------


def test_an_approval_by_its_own_maker_is_told(at_desk, release, editor, admin_user):
    editing.rename(release, "Autumn", "", True, editor)
    approve_as(release, admin_user, True)
    assert "by its maker" not in text(at_desk.get(to("release", release.pk)))
    approve_as(release, editor, True)
    words = text(at_desk.get(to("release", release.pk)))
    assert "Approved by its maker." in words and "Approved by its maker, Edgar Edmonds" in words
    assert release.events.first().action == "approved_by_maker"


def test_the_list_is_reduced_by_what_its_badges_say(at_desk, release):
    words = text(at_desk.get(to("releases")))
    assert "All Draft, in review or approved Scheduled Live Taken back" in words


def test_the_only_open_release_is_chosen_already(at_desk, release, editor, pages):
    def chosen() -> object:
        return AddPageForm(user=editor)["release"].value()

    assert chosen() == release.pk
    assert f'<option value="{release.pk}" selected>' in at_desk.get(to("add_to_release", pages[0].pk)).content.decode()
    editing.create("Winter", user=editor)
    assert not chosen()


def test_a_time_that_can_not_be_read_is_given_back_as_it_was_typed(at_desk, release):
    address = to("schedule_release", release.pk)
    assert '"validateOnBlur": false' in unescape(at_desk.get(address).content.decode())
    answer = at_desk.post(address, {"at": "tomorrow"})
    assert answer.status_code == 422
    assert 'value="tomorrow"' in answer.content.decode()
    day = timezone.localdate() + timedelta(days=1)
    assert f"Write it as {day:%Y-%m-%d} 09:00." in text(answer)


def test_the_first_page_names_what_is_next_to_who_may_know(at_desk, client_of, writer, pages, release, editor):
    def said(client: Client) -> str:
        heartbeat.beat(schedule.next_due())
        return text(client.get("/admin/"))

    states.schedule(release, timezone.now() + timedelta(days=2), editor)
    assert "UTC, Autumn ." in said(at_desk)
    assert "Next: " in said(client_of(writer)) and "Autumn" not in said(client_of(writer))
    mine = article(section_page("Mine"), title="Own draft", owner=writer, live=False)
    plan(mine, timezone.now() + timedelta(days=1))
    assert "UTC, Own draft ." in said(client_of(writer))
    Page.objects.filter(pk=mine.pk).update(owner=editor)
    assert "Own draft" not in said(client_of(writer))


def test_an_approval_of_a_page_is_one_line_of_its_history(pages, editor):
    approve_as(Page.objects.get(pk=pages[0].pk), editor, True)
    said = [entry.title for entry in Timeline(Page.objects.get(pk=pages[0].pk)).entries if entry.title.startswith("Approved")]
    assert said == ["Approved"]
