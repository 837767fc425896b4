"""What editors are told of the schedule, and of which pages."""

import pytest
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage
from staging import heartbeat, schedule
from tests.builders import article

from .plans import ago, plan
from .test_heartbeat import stopped


@pytest.fixture
def stuck(section, writer) -> ArticlePage:
    """A planned page whose address was taken."""
    page = article(section, title="Low tide", live=False)
    plan(page, ago(minutes=5), slug="taken")
    article(section, title="Taken", slug="taken")
    return page


def first_page(client) -> str:
    return client.get("/admin/").content.decode()


def test_a_schedule_that_runs_says_so_last(client_of, editor):
    heartbeat.beat(timezone.now() + timezone.timedelta(hours=1))
    html = first_page(client_of(editor))
    assert "The schedule runs" in html
    assert "Next: " in html
    assert "has not run" not in html


def test_a_schedule_that_stands_still_is_told_with_what_is_late(client_of, editor, stuck):
    stopped(minutes=10)
    html = first_page(client_of(editor))
    assert "The schedule has not run since" in html
    assert f'href="/admin/pages/{stuck.pk}/edit/">Low tide</a>, planned for' in html
    in_editor = client_of(editor).get(f"/admin/pages/{stuck.pk}/edit/").content.decode()
    assert "The schedule has not run since" in in_editor


def test_a_failure_is_told_with_its_reason(client_of, editor, stuck):
    schedule.make_round()
    heartbeat.beat(None)
    for address in ("/admin/", f"/admin/pages/{stuck.pk}/edit/"):
        html = client_of(editor).get(address).content.decode()
        assert "Should have gone live on" in html, address
        assert "Slug: The slug &#x27;taken&#x27; is already in use" in html, address
        assert "Tried once; next on" in html, address


def test_a_failure_is_told_only_to_those_who_may_edit_the_page(client_of, writer, stuck):
    """Writers edit their own pages."""
    schedule.make_round()
    stopped(minutes=10)
    assert "Low tide" not in first_page(client_of(writer))
    Page.objects.filter(pk=stuck.pk).update(owner=writer)
    assert "Low tide" in first_page(client_of(writer))


def test_a_page_without_plans_has_no_word_of_it(client_of, editor, section):
    page = article(section, title="High tide")
    html = client_of(editor).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "The schedule has" not in html
