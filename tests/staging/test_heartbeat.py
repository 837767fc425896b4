"""Whether the schedule runs, as machines and editors are told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from staging import heartbeat
from staging.models import Failure

from .plans import ago


def stopped(**since: float) -> None:
    heartbeat.beat(None)
    heartbeat.Heartbeat.objects.update(last_round=ago(**since))


def test_no_scheduler_ever(client, db, django_assert_num_queries):
    with django_assert_num_queries(2):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": {"ok": True},
        "scheduler": {"ok": False, "last_round": None, "next_due": None, "failing": 0},
    }
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_scheduler_at_work(client, db):
    due = timezone.now() + timedelta(hours=1)
    heartbeat.beat(due)
    heartbeat.beat(due)
    scheduler = client.get("/readyz").json()["scheduler"]
    assert scheduler["ok"] is True
    assert abs(timezone.datetime.fromisoformat(scheduler["last_round"]) - timezone.now()) < timedelta(seconds=10)
    assert timezone.datetime.fromisoformat(scheduler["next_due"]) - due < timedelta(seconds=1)


@pytest.mark.parametrize(("silence", "runs"), [(30, True), (90, False)])
def test_a_scheduler_that_stopped(client, db, silence, runs):
    stopped(seconds=silence)
    assert client.get("/readyz").json()["scheduler"]["ok"] is runs


def test_a_scheduler_that_runs_and_is_late(client, db):
    heartbeat.beat(ago(minutes=5))
    assert client.get("/readyz").json()["scheduler"]["ok"] is False


def test_failures_are_counted_and_nothing_is_told_of_them(client, db):
    heartbeat.beat(None)
    Failure.objects.create(kind="publish", key="1", title="Secret tide", due_at=ago(hours=1), reason="…", retry_at=ago(hours=1))
    answer = client.get("/readyz")
    assert answer.json()["scheduler"]["failing"] == 1
    assert "Secret" not in answer.content.decode()


def test_a_database_that_does_not_answer(client, db, monkeypatch):
    def fail():
        raise DatabaseError("no connection to db.internal")

    monkeypatch.setattr(heartbeat, "pulse", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"database": {"ok": False}, "scheduler": {"ok": False}}


def test_only_reading(client, db):
    assert client.post("/readyz").status_code == 405


def test_one_of_several_schedulers_tidies_up(db):
    heartbeat.beat(None)
    assert [heartbeat.claim_tidying(timedelta(days=1)) for _ in range(2)] == [True, False]
    heartbeat.beat(None)
    assert not heartbeat.claim_tidying(timedelta(days=1))
    heartbeat.Heartbeat.objects.update(tidied_at=ago(days=2))
    assert [heartbeat.claim_tidying(timedelta(days=1)) for _ in range(2)] == [True, False]
