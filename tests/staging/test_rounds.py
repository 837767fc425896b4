"""One look of the loop after another: what it does, and how long it then waits."""

import os
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from staging import answers, heartbeat, rounds, schedule, turns
from staging.models import Failure, Heartbeat
from tests.builders import article

from .plans import ago, expire, plan


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch):
    """The test's transaction lives in it."""
    monkeypatch.setattr(rounds, "close_old_connections", lambda: None)


def test_nothing_planned(db):
    assert rounds.Rounds().look() == rounds.STEP
    assert heartbeat.pulse().is_well


def test_what_previews_showed_does_not_stay_on_disk(db):
    old, new = (turns.folder() / name for name in ("old", "new"))
    for file in (old, new):
        file.write_text("Words of a draft")
    past = time.time() - answers.KEPT - 1
    os.utime(old, (past, past))
    rounds.Rounds().look()
    assert not old.exists()
    assert new.exists()


def test_it_wakes_when_something_is_due(section):
    plan(article(section, title="Low tide", live=False), timezone.now() + timedelta(seconds=1))
    assert 0 < rounds.Rounds().look() <= 1


def test_it_does_what_is_due_and_looks_again_at_once(section):
    page = article(section, title="Low tide", live=False)
    plan(page, ago(seconds=1))
    loop = rounds.Rounds()
    assert loop.look() == 0
    assert Page.objects.get(pk=page.pk).live
    assert loop.look() == rounds.STEP


def test_a_failure_does_not_keep_it_busy(section):
    plan(article(section, title="Low tide", live=False), ago(seconds=1), slug="taken")
    article(section, title="Taken", slug="taken")
    loop = rounds.Rounds()
    assert loop.look() == 0
    assert loop.look() == rounds.STEP
    assert Failure.objects.get().attempts == 1


def test_the_heart_beats_now_and_then_and_when_there_is_news(section):
    loop = rounds.Rounds()
    loop.look()
    Heartbeat.objects.update(last_round=None)
    loop.look()
    assert heartbeat.pulse().last_round is None
    due = timezone.now() + timedelta(hours=1)
    expire(article(section, title="Low tide"), due)
    loop.look()
    assert heartbeat.pulse() == heartbeat.Pulse(heartbeat.pulse().last_round, due)
    assert heartbeat.pulse().is_well


@pytest.mark.parametrize("error", [OperationalError("the server closed the connection"), RuntimeError()], ids=repr)
def test_it_outlives_what_goes_wrong(db, monkeypatch, error):
    def fail():
        raise error

    loop = rounds.Rounds()
    monkeypatch.setattr(rounds.connections, "close_all", lambda: None)
    monkeypatch.setattr(schedule, "next_due", fail)
    assert [loop.look(), loop.look()] == [rounds.TROUBLE] * 2
    monkeypatch.undo()


def test_finished_tasks_are_removed_once_a_day(db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    about = {"task_path": "search.index.follow_name", "args_kwargs": {}, "backend_name": "default", "run_after": ago(days=9)}
    for age in (9, 1):
        DBTaskResult.objects.create(status=TaskResultStatus.SUCCESSFUL, finished_at=ago(days=age), **about)
    rounds.Rounds().look()
    assert DBTaskResult.objects.count() == 1


def test_wagtail_s_own_command_makes_the_same_round(section, capsys):
    page = article(section, title="Low tide", live=False)
    plan(page, ago(seconds=1))
    call_command("publish_scheduled", dryrun=True)
    assert "publish\tLow tide" in capsys.readouterr().out
    assert not Page.objects.get(pk=page.pk).live
    call_command("publish_scheduled")
    assert Page.objects.get(pk=page.pk).live
    assert heartbeat.pulse().is_running


def test_wagtail_s_own_command_says_what_failed(section):
    plan(article(section, title="Low tide", live=False), ago(seconds=1), slug="taken")
    article(section, title="Taken", slug="taken")
    with pytest.raises(CommandError, match="1 could not be done"):
        call_command("publish_scheduled")
