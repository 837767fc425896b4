"""Times say their zone, beside them or once for a list."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from history.entries import Entry
from history.moments import spoken, spoken_in_list, when


def test_a_time_says_its_zone():
    at = datetime(2020, 1, 15, 13, 2, tzinfo=UTC)
    with timezone.override("Europe/Paris"):
        assert spoken(at) == "15 January 2020 14:02 CET"
        assert when(at + timedelta(days=180)) == "on 13 July 2020 at 15:02 CEST"
        now = timezone.localtime()
        assert when(now) == f"today at {now:%H:%M %Z}"


def test_a_list_says_it_once():
    at = datetime(2020, 1, 15, 13, 2, tzinfo=UTC)
    assert spoken_in_list(at) == "15 January 2020 13:02"
    assert Entry("drafts", at, "Saved", since=at - timedelta(days=1)).label == "Saved 15 January 2020 13:02"
    assert Entry("drafts", at, since=at - timedelta(days=1)).begin == "14 January 2020 13:02"
