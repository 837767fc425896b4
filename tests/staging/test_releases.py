"""Releases: going live all or nothing, taking back to the byte, refusals that name the page."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, PageViewRestriction, ReferenceIndex, Revision

from articles.models import ArticleAuthor, ArticlePage
from history.models import Version
from history.refusal import Refused
from page_cache.models import Generation
from staging import schedule
from staging.models import Failure, Release
from staging.releases import editing, states
from staging.releases.going_live import go_live
from staging.releases.plan import plan_of
from staging.releases.problems import problems_of
from staging.releases.taking_back import take_back
from tests.builders import article, author, image, section_page

from .previews import redraft
from .releases import changed_addresses, items, newsroom, public_answers, release_of

pytestmark = pytest.mark.django_db
Does = editing.Does
State = Release.State


def stored(page: Page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk)


def refusal(act, *args) -> str:
    with pytest.raises(Refused) as refused:
        act(*args)
    return str(refused.value)


def sentences(release: Release, **options) -> str:
    return " ".join(problem.sentence for problem in problems_of(release) if problem.blocks == options.get("blocks", True))


# --- Going live ---------------------------------------------------------------------------------------


def test_what_goes_live_and_back_is_counted_as_used(django_capture_on_commit_callbacks):
    page, new = newsroom()[0], author("New Hand")

    def uses_of(one) -> int:
        return ReferenceIndex.get_references_to(one).count()

    draft = stored(page).get_latest_revision_as_object()
    draft.article_authors = [ArticleAuthor(author=new)]
    draft.save_revision(clean=False)
    release = release_of(page)
    with django_capture_on_commit_callbacks(execute=True):
        go_live(release.pk)
    assert uses_of(new) == 1
    with django_capture_on_commit_callbacks(execute=True):
        take_back(release.pk)
    assert uses_of(new) == 0


def test_all_pages_go_live_together_and_leave_a_version_each():
    first, second, _third = newsroom()
    new = article(first.get_parent().specific, title="New quay", live=False)
    redraft(first, title="First, mended")
    redraft(second, title="Second, mended")
    release = release_of(first, second, new)
    go_live(release.pk)
    assert [stored(page).title for page in (first, second, new)] == ["First, mended", "Second, mended", "New quay"]
    assert stored(new).live and not stored(new).has_unpublished_changes
    assert len({stored(page).last_published_at for page in (first, second, new)}) == 1
    for page in (first, second, new):
        version = Version.objects.filter(page_id=page.pk, reason=Version.Reason.PUBLISHED).first()
        assert (version.path, version.note) == (Version.Path.RELEASE, "Autumn")
        assert PageLogEntry.objects.filter(page_id=page.pk, action="staging.release.live").count() == 1
    release.refresh_from_db()
    assert (release.state, release.events.first().action) == (State.LIVE, "live")


def test_it_is_one_purge(django_capture_on_commit_callbacks):
    pages = newsroom(4)
    for page in pages:
        redraft(page, title=f"{page.title}, mended")
    release = release_of(*pages)
    before = Generation.objects.count()
    with transaction.atomic():
        go_live(release.pk)
    assert Generation.objects.count() - before <= 1


def test_what_was_frozen_ships_and_later_drafts_stay_drafts():
    page, *_others = newsroom(1)
    redraft(page, title="As decided")
    release = release_of(page)
    editing.keep_this(items(release)[page.pk])
    later = redraft(page, title="Still being written")
    go_live(release.pk)
    now = stored(page)
    assert (now.title, now.has_unpublished_changes, now.latest_revision_id) == ("As decided", True, later.latest_revision_id)
    assert now.get_latest_revision_as_object().title == "Still being written"


def test_one_page_that_can_not_go_live_stops_all_and_is_named():
    first, *_more = newsroom()
    writer = author("Gone Person")
    broken = article(first.get_parent().specific, title="Byline gone", authors=(writer,), live=False)
    redraft(first, title="First, mended")
    release = release_of(first, broken)
    ArticleAuthor.objects.filter(author=writer).delete()
    writer.delete()
    assert "Byline gone" in refusal(go_live, release.pk)
    assert stored(first).title == "Harbour 0"
    assert Release.objects.get(pk=release.pk).state == State.OPEN


def test_withdrawing_moving_and_renaming_go_with_it():
    first, second, third = newsroom()
    other = section_page("Islands")
    release = release_of()
    editing.add(release, first, Does.UNPUBLISH)
    editing.add(release, second, Does.MOVE, new_parent=other)
    editing.add(release, third, Does.MOVE, new_slug="renamed")
    plan = plan_of(release)
    assert plan.vanish == [first.full_url]
    assert dict(plan.redirect) == {
        second.full_url: f"{other.full_url}{second.slug}/",
        third.full_url: third.full_url.replace("harbour-2", "renamed"),
    }
    assert set(plan.appear) == set(dict(plan.redirect).values())
    go_live(release.pk)
    assert (stored(first).live, stored(first).expired) == (False, False)
    assert stored(second).url_path == f"/home/islands/{second.slug}/"
    assert (stored(third).slug, stored(third).get_latest_revision_as_object().slug) == ("renamed", "renamed")
    assert not stored(third).has_unpublished_changes
    assert Page.find_problems() == ([], [], [], [], [])
    assert public_answers()[f"/harbours/{second.slug}/"][:2] == (301, f"/islands/{second.slug}/")


def test_the_plan_changes_nothing():
    first, second, _third = newsroom()
    new = article(first.get_parent().specific, title="New quay", live=False)
    redraft(first, title="Mended")
    redraft(second, slug="elsewhere")
    release = release_of(first, second, new)
    before = public_answers()
    plan = plan_of(release)
    assert public_answers() == before
    assert new.full_url in plan.appear
    assert first.full_url in plan.change and "http://localhost:8000/harbours/" in plan.change
    assert plan.redirect == [(second.full_url, second.full_url.replace("harbour-1", "elsewhere"))]
    assert plan.vanish == []


# --- Taking back --------------------------------------------------------------------------------------


def test_taking_back_is_the_same_to_the_byte():
    first, second, third = newsroom()
    fourth = article(first.get_parent().specific, title="Fourth harbour", slug="fourth")
    new = article(first.get_parent().specific, title="New harbour", live=False, authors=(author("Somebody New"),))
    other = section_page("Islands")
    redraft(second, slug="harbour-2b")
    go_live(release_of(second, name="Before").pk)  # so that there is a redirect already
    redraft(first, title="First, mended", slug="first-harbour")
    redraft(second, slug="harbour-1")  # back to its first address, which was a redirect
    release = release_of(first, second, new)
    editing.add(release, third, Does.MOVE, new_parent=other, new_slug="third")
    editing.add(release, fourth, Does.UNPUBLISH)
    paths = ("/harbours/first-harbour/", "/islands/third/", "/islands/harbour-2/", "/harbours/harbour-2b/", "/harbours/fourth/")
    before, rows = public_answers(paths), sorted(Redirect.objects.values_list("pk", "old_path", "redirect_page"))
    order = list(Page.objects.order_by("path").values_list("pk", "url_path"))
    go_live(release.pk)
    during = public_answers(paths)
    assert {"/harbours/fourth/", "/harbours/first-harbour/", "/islands/third/", "/"} <= changed_addresses(before, during)
    take_back(release.pk)
    after = public_answers(paths)
    assert changed_addresses(before, after) == set()
    assert sorted(Redirect.objects.values_list("pk", "old_path", "redirect_page")) == rows
    assert list(Page.objects.order_by("path").values_list("pk", "url_path")) == order
    assert Page.find_problems() == ([], [], [], [], [])
    assert stored(new).first_published_at is None
    assert stored(third).get_latest_revision_as_object().slug == "harbour-2"
    assert stored(first).get_latest_revision_as_object().title == "First, mended"  # the draft stays
    assert Release.objects.get(pk=release.pk).state == State.TAKEN_BACK


def test_taking_back_is_refused_where_somebody_has_published_since():
    first, second, _third = newsroom()
    redraft(first, title="First, mended")
    redraft(second, title="Second, mended")
    release = release_of(first, second)
    go_live(release.pk)
    redraft(second, title="Corrected").latest_revision.publish()
    assert "Second, mended" not in refusal(take_back, release.pk)
    assert "“Corrected” was published since" in refusal(take_back, release.pk)
    assert stored(first).title == "First, mended"
    stored(second).delete()
    assert "deleted since" in refusal(take_back, release.pk)


def test_a_release_is_taken_back_once_and_goes_live_once():
    page, *_others = newsroom(1)
    redraft(page, title="Mended")
    release = release_of(page)
    assert "neither scheduled nor live" in refusal(take_back, release.pk)
    go_live(release.pk)
    assert "live already" in refusal(go_live, release.pk)
    take_back(release.pk)
    assert "taken back" in refusal(take_back, release.pk)
    assert "taken back" in refusal(go_live, release.pk)


# --- What stands in the way ---------------------------------------------------------------------------


def test_problems_are_told_for_each_page():
    first, second, third = newsroom()
    section = first.get_parent().specific
    hidden = section_page("Hidden", live=False)
    below = article(hidden, title="Below", live=False)
    gone = article(section, title="Gone soon")
    empty = release_of()
    assert "nothing in this release" in sentences(empty)
    redraft(first, slug="harbour-2")
    release = release_of(first, second, below, gone)
    Page.objects.get(pk=gone.pk).delete()
    other = get_user_model().objects.create_user("locker", "l@example.org", first_name="Lou", last_name="Ker")
    Page.objects.filter(pk=second.pk).update(locked=True, locked_by=other, locked_at=timezone.now())
    found = sentences(release)
    assert "“Gone soon” was deleted" in found
    assert "“Harbour 1” is locked by Lou Ker" in found
    assert "“Below” stands below “Hidden”, which is not published" in found
    assert "would have the address “harbour-2”, which “Harbour 2” has" in found
    for words in ("Gone soon", "Harbour 1", "Below", "Harbour 0"):
        assert words in refusal(go_live, release.pk)
    assert stored(third).title == "Harbour 2"


@pytest.mark.parametrize("frozen", [False, True])
def test_a_picture_that_was_deleted_since_is_named(frozen):
    hero, figure = image("Hero"), image("Figure")
    body = [("figure", {"image": figure.pk, "alternative_text": "", "caption": "A sun"})]
    page = article(section_page(), title="Pictures", live=False, body=body, hero_image=hero)
    release = release_of(page)
    if frozen:
        editing.keep_this(items(release)[page.pk])
    assert sentences(release) == ""
    numbers = {hero.pk, figure.pk}
    hero.delete()
    figure.delete()
    assert all(f"Image number {number} no longer exists" in sentences(release) for number in numbers)
    assert "“Pictures”" in refusal(go_live, release.pk)
    assert not stored(page).live


def test_a_page_that_was_made_private_is_said_and_goes_live():
    page, *_others = newsroom(1)
    redraft(page, title="Mended")
    release = release_of(page)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert "is private" in sentences(release, blocks=False)
    go_live(release.pk)
    assert stored(page).title == "Mended"


def test_what_was_published_after_freezing_is_not_undone_unseen():
    page, *_others = newsroom(1)
    redraft(page, title="For the release")
    release = release_of(page)
    item = items(release)[page.pk]
    editing.keep_this(item)
    redraft(page, title="Urgent correction").latest_revision.publish()
    assert "was published by" in refusal(go_live, release.pk)
    assert stored(page).title == "Urgent correction"
    editing.accept_live(item)
    go_live(release.pk)
    assert stored(page).title == "For the release"


def test_two_releases_of_one_page_say_so():
    page, *_others = newsroom(1)
    first, second = release_of(page, name="Spring"), release_of(page, name="Summer")
    assert "also waits in “Summer”" in sentences(first, blocks=False)
    assert "also waits in “Spring”" in sentences(second, blocks=False)


def test_two_pages_of_a_release_swap_their_addresses():
    first, second, _third = newsroom()
    redraft(first, slug="harbour-1")
    redraft(second, slug="harbour-0")
    release = release_of(first, second)
    assert sentences(release) == ""
    plan = plan_of(release)
    assert (plan.redirect, plan.appear, plan.vanish) == ([], [], [])
    assert {first.full_url, second.full_url} <= set(plan.change)
    go_live(release.pk)
    assert (stored(first).slug, stored(second).slug) == ("harbour-1", "harbour-0")


def test_a_section_goes_live_with_what_stands_below_it():
    hidden = section_page("Hidden", live=False)
    hidden.save_revision()
    below = article(hidden, title="Below", live=False)
    release = release_of(below, hidden)
    assert sentences(release) == ""
    go_live(release.pk)
    assert stored(below).live and Page.objects.get(pk=hidden.pk).live


def test_a_page_that_moves_below_one_that_was_deleted_is_named_and_stops_all():
    page, quays = newsroom(1)[0], section_page("Quays")
    release = release_of()
    editing.add(release, page, Does.MOVE, new_parent=quays)
    quays.delete()
    assert "is to move below a page that was deleted" in sentences(release)
    assert "is to move below a page that was deleted" in refusal(states.schedule, release, timezone.now() + timedelta(hours=1))
    assert "is to move below a page that was deleted" in refusal(go_live, release.pk)


def test_nonsense_is_refused_when_it_is_added():
    page, other, _third = newsroom()
    release = release_of(page)
    assert "in this release already" in refusal(editing.add, release, page)
    assert "root of all pages" in refusal(editing.add, release, Page.objects.get(depth=1))
    assert "Change the slug in the draft" in refusal(editing.add, release, other, Does.PUBLISH, None, None, "new")
    assert "Say where" in refusal(editing.add, release, other, Does.MOVE)
    assert "can't stand below" in refusal(editing.add, release, other, Does.MOVE, None, page)
    assert "Give the release a name" in refusal(editing.create, " \x00 ")


def test_an_item_that_nobody_froze_follows_its_draft_until_it_is_scheduled():
    page, *_others = newsroom(1)
    redraft(page, title="One")
    release = release_of(page)
    redraft(page, title="Two")
    states.schedule(release, timezone.now() + timedelta(hours=1))
    redraft(page, title="Three")
    assert "Take it off the schedule first" in refusal(editing.take_newest, items(release)[page.pk])
    states.unschedule(release)
    go_live(release.pk)
    assert stored(page).title == "Two"


# --- The schedule -------------------------------------------------------------------------------------


def due(release: Release) -> None:
    Release.objects.filter(pk=release.pk).update(go_live_at=timezone.now() - timedelta(seconds=1))


def test_a_due_release_goes_live_and_a_failing_one_stops_no_other():
    first, second, _third = newsroom()
    redraft(first, title="First, mended")
    redraft(second, title="Second, mended")
    good, bad = release_of(first, name="Good"), release_of(second, name="Bad")
    for release in (bad, good):
        states.schedule(release, timezone.now() + timedelta(hours=1))
        due(release)
    Page.objects.filter(pk=second.pk).update(locked=True)
    made = schedule.make_round()
    assert (made.done, made.failed) == (1, 1)
    assert (stored(first).title, stored(second).title) == ("First, mended", "Harbour 1")
    failure = Failure.objects.get()
    assert (failure.kind, failure.title) == ("release", "Bad") and "is locked" in failure.reason
    Page.objects.filter(pk=second.pk).update(locked=False)
    Failure.objects.update(retry_at=timezone.now())
    assert schedule.make_round().done == 1
    assert stored(second).title == "Second, mended" and not Failure.objects.exists()


def test_a_time_that_has_passed_is_refused():
    page, *_others = newsroom(1)
    assert "has passed" in refusal(states.schedule, release_of(page), timezone.now())


# --- From a shell -------------------------------------------------------------------------------------


def command(*args: str):
    out = StringIO()
    call_command("release", *args, stdout=out)
    return json.loads(out.getvalue())


def test_the_whole_way_from_a_shell():
    page, *_others = newsroom(1)
    new = article(page.get_parent().specific, title="New quay", live=False)
    redraft(page, title="Mended")
    number = str(command("create", "Night", str(page.pk), str(new.pk)))
    assert command("plan", number)["appear"] == [new.full_url]
    assert command("publish", number, "--dry-run")["state"] == "live"
    assert stored(page).title == "Harbour 0"
    assert command("publish", number)["state"] == "live"
    assert stored(page).title == "Mended"
    assert [(row["name"], row["state"]) for row in command("list")] == [("Night", "live")]
    assert command("takeback", number)["state"] == "taken_back"
    assert stored(page).title == "Harbour 0"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("create", "Night", "987654"), "There is no page 987654"),
        (("create", "Night", "9" * 30), "There is no page 999"),
        (("create", "Night", "1", "--note", "n" * 2001), "2000 characters at most"),
        (("publish", "987654"), "There is no release 987654"),
        (("takeback", "987654"), "There is no release 987654"),
    ],
)
def test_the_shell_refuses_with_a_sentence(args, words):
    with pytest.raises(CommandError, match=words):
        command(*args)


def test_revisions_that_a_release_needs_are_not_written_over():
    page, *_others = newsroom(1)
    redraft(page, title="One")
    release = release_of(page)
    item = editing.keep_this(items(release)[page.pk])
    assert Version.objects.filter(revision_id=item.revision_id, reason=Version.Reason.RELEASED).exists()
    assert Revision.objects.get(pk=item.revision_id).content["title"] == "One"
