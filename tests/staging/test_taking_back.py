"""Taking back, as it is asked for: what readers get back, what does not come back, and no button that would be refused."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Revision, Workflow, WorkflowTask

from articles.models import ArticlePage
from history.models import Version
from history.timeline import Timeline
from staging.models import Release
from staging.releases import editing, rights
from staging.releases.going_live import go_live
from staging.releases.taking_back import take_back
from tests.builders import article, section_page

from .desk import text, to
from .plans import ago, expire, plan
from .previews import redraft
from .releases import newsroom, release_of

pytestmark = pytest.mark.django_db
Does = editing.Does


@pytest.fixture
def harbour() -> ArticlePage:
    return newsroom(1)[0]


def planned_at(page: Page) -> list[datetime]:
    found = Revision.page_revisions.filter(object_id=str(page.pk), approved_go_live_at__isnull=False)
    return list(found.values_list("approved_go_live_at", flat=True))


def confirmation(at_desk: Client, release: Release) -> str:
    return text(at_desk.get(to("take_back", release.pk)))


# --- What readers get back ------------------------------------------------------------------------------------


def test_the_confirmation_lists_what_readers_get_back(at_desk, harbour):
    section = harbour.get_parent().specific
    new, gone, moved = (article(section, title=title, live=title != "New") for title in ("New", "Gone", "Moved"))
    redraft(harbour, title="Mended", slug="mended")
    release = release_of(harbour, new)
    editing.add(release, gone, Does.UNPUBLISH)
    editing.add(release, moved, Does.MOVE, new_parent=section_page("Islands"))
    go_live(release.pk)
    words = confirmation(at_desk, release)
    for said in (
        "Harbour 0 Readers get back what was published before. http://localhost:8000/harbours/harbour-0/",
        "New It will be unpublished again. Gone",
        "Gone Readers find it again. http://localhost:8000/harbours/gone/",
        "Moved It goes back to where it was, with its words as they are. http://localhost:8000/harbours/moved/",
    ):
        assert said in words
    assert ArticlePage.objects.get(pk=harbour.pk).slug == "mended"  # nothing has happened


def test_no_button_that_would_be_refused(at_desk, harbour):
    redraft(harbour, title="Mended")
    release = release_of(harbour)
    go_live(release.pk)
    assert to("take_back", release.pk) in at_desk.get(to("release", release.pk)).content.decode()
    redraft(harbour, title="Corrected").latest_revision.publish()
    shown = at_desk.get(to("release", release.pk))
    assert "It can't be taken back any more “Corrected” was published since" in text(shown)
    assert to("take_back", release.pk) not in shown.content.decode()
    words = confirmation(at_desk, release)
    assert "“Corrected” was published since" in words and "Take it back" not in words
    answer = at_desk.post(to("take_back", release.pk))
    assert (answer.status_code, text(answer).count("was published since")) == (422, 1)


def test_an_address_that_is_taken_since_is_told_before(at_desk, harbour):
    redraft(harbour, slug="elsewhere")
    release = release_of(harbour)
    go_live(release.pk)
    article(harbour.get_parent().specific, title="Squatter", slug="harbour-0")
    words = confirmation(at_desk, release)
    assert "its address “harbour-0” is also that of “Squatter”" in words and "Take it back" not in words


@pytest.mark.parametrize("name", ["go_live", "schedule_release"])
def test_what_can_not_go_live_has_no_button_either(at_desk, harbour, name):
    release = release_of(redraft(harbour, title="Mended"))
    html = at_desk.get(to(name, release.pk)).content.decode()
    assert 'name="seen"' in html and "Leave it as it is" in html
    Page.objects.filter(pk=harbour.pk).update(locked=True)
    html = at_desk.get(to(name, release.pk)).content.decode()
    assert "is locked by" in html and "Back to the release" in html
    assert 'name="seen"' not in html


# --- The pages' own schedules ---------------------------------------------------------------------------------


def in_hours(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)


def test_a_page_is_planned_again_as_it_was(at_desk, harbour):
    at = in_hours(5)
    draft = article(harbour.get_parent().specific, title="Draft", live=False)
    for one in (harbour, draft):
        plan(ArticlePage.objects.get(pk=one.pk), at, title="Planned")
    release = release_of(harbour, draft)
    go_live(release.pk)
    assert planned_at(harbour) == planned_at(draft) == []
    assert confirmation(at_desk, release).count("It is planned again to go live by itself on") == 2
    take_back(release.pk)
    assert planned_at(harbour) == planned_at(draft) == [at]
    assert Revision.objects.get(approved_go_live_at=at, object_id=str(harbour.pk)).content["title"] == "Planned"


def test_a_plan_is_told_that_does_not_come_back(at_desk, harbour):
    plan(ArticlePage.objects.get(pk=harbour.pk), in_hours(5))
    release = release_of(harbour)
    go_live(release.pk)
    item = release.items.get()
    item.before["planned"]["at"] = ago(hours=1).isoformat()
    item.save()
    assert "which has passed: plan it again" in confirmation(at_desk, release)
    take_back(release.pk)
    assert planned_at(harbour) == []


def test_nobody_publishes_by_taking_back_what_was_written_since(at_desk, harbour):
    """Autosave goes on in the row that is planned no more."""
    redraft(harbour, title="For the release")
    release = release_of(harbour)
    editing.keep_this(release.items.get())
    revision = plan(ArticlePage.objects.get(pk=harbour.pk), in_hours(5), title="Planned")
    go_live(release.pk)
    changed = ArticlePage.objects.get(pk=harbour.pk)
    changed.title = "Not decided"
    changed.save_revision(overwrite_revision=revision, clean=False)
    assert "that version was changed or removed since: plan it again" in confirmation(at_desk, release)
    take_back(release.pk)
    assert planned_at(harbour) == []


def test_what_was_planned_since_stays_planned(at_desk, harbour):
    plan(ArticlePage.objects.get(pk=harbour.pk), in_hours(5))
    release = release_of(harbour)
    go_live(release.pk)
    later = in_hours(9)
    plan(ArticlePage.objects.get(pk=harbour.pk), later)
    assert "By now it is planned for" in confirmation(at_desk, release)
    take_back(release.pk)
    assert planned_at(harbour) == [later]


def test_a_workflow_that_going_live_ended_and_an_end_that_has_passed_are_told(at_desk, harbour, editor):
    redraft(harbour, title="Mended")
    workflow = Workflow.objects.create(name="Lawyers")
    WorkflowTask.objects.create(workflow=workflow, task=GroupApprovalTask.objects.create(name="Read"), sort_order=0)
    workflow.start(ArticlePage.objects.get(pk=harbour.pk), editor)
    expire(harbour, ago(days=1))
    release = release_of(harbour)
    go_live(release.pk)
    words = confirmation(at_desk, release)
    assert "It was to expire on" in words and "so it expires at once" in words
    assert "It was in the workflow “Lawyers”, which going live has ended" in words


# --- What is said afterwards ----------------------------------------------------------------------------------


def test_a_release_that_was_taken_back_speaks_of_the_past(at_desk, harbour):
    section = harbour.get_parent().specific
    new, gone, moved = article(section, title="New", live=False), article(section, title="Gone"), article(section, title="Moved")
    redraft(harbour, title="Mended")
    release = release_of(harbour, new)
    editing.add(release, gone, Does.UNPUBLISH)
    editing.add(release, moved, Does.MOVE, new_slug="elsewhere")
    go_live(release.pk)
    live = text(at_desk.get(to("release", release.pk)))
    for said in (
        "It replaced what was live.",
        "It became public.",
        "It was unpublished.",
        "Its address was changed to end in “elsewhere”.",
    ):
        assert said in live
    take_back(release.pk)
    words = text(at_desk.get(to("release", release.pk)))
    for said in ("It became public, and was taken back.", "It replaced what was live, and was taken back."):
        assert said in words
    assert "published again when that was taken back" in words and "has its old one again" in words


def test_the_same_pages_go_into_a_new_release(at_desk, harbour, editor):
    section = harbour.get_parent().specific
    second, third = article(section, title="Second"), article(section, title="Third")
    release = release_of(harbour, second, needs_approval=False)
    editing.add(release, third, Does.MOVE, new_slug="elsewhere")
    assert to("repeat_release", release.pk) not in at_desk.get(to("release", release.pk)).content.decode()
    go_live(release.pk)
    take_back(release.pk)
    Page.objects.get(pk=second.pk).delete()
    assert to("repeat_release", release.pk) in at_desk.get(to("release", release.pk)).content.decode()
    assert 'value="Autumn"' in at_desk.get(to("repeat_release", release.pk)).content.decode()
    answer = at_desk.post(to("repeat_release", release.pk), {"name": "Autumn again"}, follow=True)
    new = Release.objects.get(name="Autumn again")
    assert answer.redirect_chain[-1][0] == to("release", new.pk)
    assert "Left out: “Second”" in answer.content.decode()
    assert list(new.items.values_list("page_id", "does", "new_slug", "copy")) == [
        (harbour.pk, "publish", "", None),
        (third.pk, "move", "elsewhere", None),
    ]
    assert (new.state, new.made_by) == (Release.State.OPEN, editor)


def test_a_new_release_of_the_same_pages_asks_for_an_approval_as_well(editor, harbour):
    release = release_of(harbour, needs_approval=True)
    new, _left_out = editing.repeat(release, "Again", "", editor)
    assert new.needs_approval or Release.objects.get(pk=new.pk).needs_approval


def test_only_who_may_edit_its_pages_repeats_a_release(client_of, writer, harbour):
    release = release_of(harbour)
    go_live(release.pk)
    client = client_of(writer)
    assert not rights.may_edit(writer, release)
    client.post(to("repeat_release", release.pk), {"name": "Mine"})
    assert not Release.objects.filter(name="Mine").exists()


# --- In the history of a harbour ---------------------------------------------------------------------------------


def titles(page: Page) -> list[str]:
    return [entry.title for entry in Timeline(Page.objects.get(pk=page.pk)).entries]


def test_each_act_is_one_line_of_a_pages_history(harbour, editor):
    new = article(harbour.get_parent().specific, title="New", live=False)
    redraft(harbour, title="Mended")
    release = release_of(harbour, new)
    go_live(release.pk, editor)
    assert "Published with a release" in titles(harbour)
    assert not any(title.startswith("Went live with") for title in titles(harbour))
    take_back(release.pk, editor)
    assert titles(harbour)[0] == "Restored: release “Autumn” taken back"
    assert titles(harbour).count("Published with a release") == 1
    assert "Taken back with the release “Autumn”" in titles(new)  # no version stands for that
    version = Version.objects.filter(page_id=harbour.pk).first()
    assert (version.path, version.reason) == (Version.Path.RELEASE, Version.Reason.PUBLISHED)


def test_a_page_that_a_release_moves_says_so(harbour):
    release = release_of()
    editing.add(release, harbour, Does.MOVE, new_slug="elsewhere")
    go_live(release.pk)
    assert "Went live with the release “Autumn”" in titles(harbour)
