"""What is planned happens once, in order, and what can't happen stops nothing else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from articles.models import ArticlePage, Author
from history.models import Version
from staging import failures, schedule
from staging.models import Failure
from tests.builders import article, section_page

from .plans import PUBLISHED, WITHDRAWN, ago, entries, expire, plan

SCHEDULERS = 2


def rounds_until_nothing_is_due(barrier: Barrier) -> None:
    """What one of several schedulers does, in a thread with a connection of its own."""
    try:
        barrier.wait(timeout=20)
        while (due := schedule.next_due()) and due <= timezone.now():
            schedule.make_round()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_several_schedulers_at_once_do_each_thing_once():
    section = section_page()
    to_publish = [article(section, title=f"Tide {n}", live=False) for n in range(6)]
    to_expire = [article(section, title=f"Ebb {n}") for n in range(6)]
    for page in to_publish:
        plan(page, ago(minutes=1))
    for page in to_expire:
        expire(page, ago(minutes=1))
    barrier = Barrier(SCHEDULERS)
    with ThreadPoolExecutor(SCHEDULERS) as pool:
        for one in [pool.submit(rounds_until_nothing_is_due, barrier) for _ in range(SCHEDULERS)]:
            one.result(timeout=60)
    assert entries(PUBLISHED) == sorted(page.pk for page in to_publish)
    assert entries(WITHDRAWN) == sorted(page.pk for page in to_expire)
    assert not Failure.objects.exists()


if connection.vendor == "postgresql":  # SQLite lets one writer in at a time: there, nobody can hold a page

    @pytest.mark.django_db(transaction=True)
    def test_a_page_that_somebody_holds_is_left_for_later_and_the_others_go_on():
        section = section_page()
        held, free = (article(section, title=title, live=False) for title in ("Held", "Free"))
        plan(held, ago(minutes=2))
        plan(free, ago(minutes=1))
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("BEGIN")
                cursor.execute("SELECT 1 FROM wagtailcore_page WHERE id = %s FOR UPDATE", [held.pk])
                assert schedule.make_round() == schedule.Round(done=1, left=1)
                cursor.execute("ROLLBACK")
        finally:
            other.close()
        assert schedule.make_round() == schedule.Round(done=1)
        assert entries(PUBLISHED) == sorted([held.pk, free.pk])


def test_a_planned_version_goes_live_with_nobody_s_name(section):
    page = article(section, title="Low tide")
    plan(page, ago(seconds=1), title="High tide")
    assert schedule.make_round() == schedule.Round(done=1)
    page = ArticlePage.objects.get(pk=page.pk)
    assert (page.title, page.live, page.status_string) == ("High tide", True, "live")
    assert Revision.objects.get(pk=page.live_revision_id).approved_go_live_at is None
    version = Version.objects.filter(page=page.pk).latest("pk")
    assert (version.path, version.user_id) == (Version.Path.SCHEDULE, None)


def test_nothing_happens_before_its_time(section):
    page = article(section, title="Low tide", live=False)
    at = timezone.now() + timedelta(hours=1)
    plan(page, at)
    assert schedule.next_due() == at
    assert schedule.make_round() == schedule.Round()
    assert not Page.objects.get(pk=page.pk).live


def test_what_changed_while_the_round_came_to_it_is_left_alone(section):
    """It was due when the round began; meanwhile an editor gave it another time."""
    soon = timezone.now() + timedelta(hours=1)
    draft, live = article(section, title="Draft", live=False), article(section, title="Live")
    revision = plan(draft, soon)
    expire(live, soon)
    assert not schedule.Publication().act(str(revision.pk))
    assert not schedule.Expiry(Page).act(str(live.pk))
    assert [Page.objects.get(pk=page.pk).live for page in (draft, live)] == [False, True]


def test_expiry_is_marked_as_such_and_takes_aliases_along(section):
    page = article(section, title="Low tide")
    alias = page.create_alias(update_slug="low-tide-again")
    expire(page, ago(seconds=1))
    assert schedule.make_round() == schedule.Round(done=1)
    page = Page.objects.get(pk=page.pk)
    assert (page.live, page.expired, page.status_string) == (False, True, "expired")
    assert not Page.objects.get(pk=alias.pk).live


def test_after_a_standstill_things_happen_in_the_order_of_their_times(section):
    """The version of nine o'clock extends the page beyond ten: so it does not expire at ten."""
    page = article(section, title="Low tide")
    expire(page, ago(hours=1))
    plan(page, ago(hours=2), expire_at=timezone.now() + timedelta(hours=1))
    assert schedule.make_round().done == 1
    assert entries(WITHDRAWN) == []
    assert Page.objects.get(pk=page.pk).live


# --- What can't be done ------------------------------------------------------


@pytest.fixture
def collision(section):
    """Three planned pages; meanwhile another page took the address of the second."""
    pages = [article(section, title=title, live=False) for title in ("First", "Second", "Third")]
    for minutes, page in enumerate(pages):
        plan(page, ago(minutes=10 - minutes), slug=f"{page.slug}-tide")
    taken = article(section, title="Another", slug="second-tide")
    return pages, taken


def test_one_failure_stops_no_other(collision, caplog):
    pages, _taken = collision
    assert schedule.make_round() == schedule.Round(done=2, failed=1)
    assert [Page.objects.get(pk=page.pk).live for page in pages] == [True, False, True]
    failure = Failure.objects.get()
    assert (failure.page_id, failure.title, failure.attempts) == (pages[1].pk, "Second", 1)
    assert failure.reason == "Slug: The slug 'second-tide' is already in use within the parent page at '/harbours/'."
    assert "second-tide" not in caplog.text  # a draft's words do not belong in a log


def test_a_failure_is_tried_again_after_its_pause_and_forgotten_when_it_succeeds(collision):
    pages, taken = collision
    schedule.make_round()
    assert schedule.next_due() is None
    assert schedule.make_round() == schedule.Round()
    Failure.objects.update(retry_at=ago(seconds=1))
    assert schedule.make_round() == schedule.Round(failed=1)
    failure = Failure.objects.get()
    assert failure.attempts == 2
    assert failure.retry_at - timezone.now() > failures.FIRST_PAUSE
    taken.delete()
    Failure.objects.update(retry_at=ago(seconds=1))
    assert schedule.make_round() == schedule.Round(done=1)
    assert Page.objects.get(pk=pages[1].pk).live
    assert not Failure.objects.exists()


def test_pauses_grow_up_to_an_hour():
    seconds = [failures.pause(attempts).total_seconds() for attempts in (1, 2, 3, 10, 11, 1000)]
    assert seconds == [5, 10, 20, 2560, 3600, 3600]


def test_a_failure_is_forgotten_when_an_editor_takes_the_plan_back(collision):
    schedule.make_round()
    schedule.forget_what_is_over()
    assert Failure.objects.exists()
    Revision.objects.filter(pk=Failure.objects.get().key).update(approved_go_live_at=None)
    schedule.forget_what_is_over()
    assert not Failure.objects.exists()


def test_content_that_names_something_gone_is_explained(section):
    author = Author.objects.create(name="Mara Lindqvist", slug="mara-lindqvist")
    page = article(section, title="Low tide", authors=(author,))
    revision = plan(page, ago(seconds=1))
    revision.content["article_authors"][0]["author"] = 999_999
    revision.save()
    assert schedule.make_round() == schedule.Round(failed=1)
    assert "no longer exists" in Failure.objects.get().reason


def test_a_kind_of_page_that_the_site_no_longer_has_is_explained(section):
    page = article(section, title="Low tide", live=False)
    revision = plan(page, ago(seconds=1))
    gone = revision.content_type.__class__.objects.create(app_label="articles", model="poem")
    Revision.objects.filter(pk=revision.pk).update(content_type=gone)
    assert schedule.make_round() == schedule.Round(failed=1)
    assert Failure.objects.get().reason == str(failures.UNKNOWN_KIND)


def test_what_is_due_is_looked_up_in_a_query_for_each_kind(section, django_assert_num_queries):
    plan(article(section, title="Low tide", live=False), ago(seconds=1))
    with django_assert_num_queries(len(list(schedule.kinds()))):
        schedule.next_due()


def test_a_failure_leaves_nothing_half_done(section, monkeypatch):
    """The version is written, then something breaks: the page stays as it was, and its plan stays."""
    page = article(section, title="Low tide")
    revision = plan(page, ago(seconds=1), title="High tide")

    def fail(self):
        raise RuntimeError

    monkeypatch.setattr("wagtail.actions.publish_revision.PublishRevisionAction._after_publish", fail)
    with transaction.atomic():
        assert schedule.make_round() == schedule.Round(failed=1)
    assert Page.objects.get(pk=page.pk).title == "Low tide"
    assert Revision.objects.get(pk=revision.pk).approved_go_live_at
    assert "RuntimeError" in Failure.objects.get().reason
