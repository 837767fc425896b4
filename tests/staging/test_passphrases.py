"""How many passphrases are checked, whoever asks and however many at once. What a right or wrong one opens: test_links.py."""

import base64

import pytest
from django.contrib.auth.hashers import check_password
from django.db import OperationalError

from staging import passphrases, throttle
from staging.models import Attempts
from tests.builders import article, section_page

from .previews import WORD, link_to, path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def path() -> str:
    draft = article(section_page(), title=f"The {WORD}", slug=WORD, live=False)
    return path_of(link_to(draft, passphrase="nine herons"))


def basic(passphrase: str) -> dict:
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f":{passphrase}".encode()).decode()}


def test_of_many_at_once_no_more_are_checked_than_may_be_tried(client, path, monkeypatch):
    """Each check lasts until all who come after it have been answered."""
    checked = []

    def check(given, stored):
        checked.append(given)
        if len(checked) < 60:
            client.get(path, **basic(f"guess {len(checked)}"))
        return check_password(given, stored)

    monkeypatch.setattr(passphrases, "check_password", check)
    assert client.get(path, **basic("guess")).status_code == 401
    assert len(checked) == passphrases.MOST_GUESSES
    assert client.get(path, **basic("nine herons")).status_code == 429


def test_the_count_knows_the_limit_by_itself():
    """What was read before it may be old: others count meanwhile."""
    assert [throttle.admits("key", 3) for _number in range(5)] == [True] * 3 + [False] * 2
    assert Attempts.objects.get().count == 3


def test_a_right_one_uses_up_no_attempt(client, path, monkeypatch):
    for _number in range(passphrases.MOST_GUESSES + 5):
        monkeypatch.setattr(passphrases, "_known", {})  # as if another server process answered
        assert client.get(path, **basic("nine herons")).status_code == 200
    assert client.get(path, **basic("nine geese")).status_code == 401


def test_what_is_known_to_be_right_writes_nothing(client, path):
    client.get(path, **basic("nine herons"))
    Attempts.objects.all().delete()
    assert client.get(path, **basic("nine herons")).status_code == 200
    assert not Attempts.objects.exists()


def test_what_can_not_be_counted_is_not_checked(client, path, monkeypatch):
    def busy(*args, **options):
        raise OperationalError("database is locked")

    monkeypatch.setattr("staging.rehearsal.short_waits", busy)
    monkeypatch.setattr(passphrases, "check_password", lambda *args: pytest.fail("checked"))
    assert client.get(path, **basic("nine geese")).status_code == 503
