"""Every time says its zone, and hours that do not exist or come twice are explained."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.users.models import UserProfile

from articles.models import ArticlePage
from staging.time_zones import ZonedDateTimeField, zone_label
from tests.articles.forms import article_form
from tests.builders import article

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("zone", "typed", "words"),
    [
        ("Europe/Paris", "2027-03-28 02:30", ["does not exist in Europe/Paris", "01:30 or 03:30"]),
        ("Europe/Paris", "2027-10-31 02:30", ["comes twice in Europe/Paris", "01:30 or 03:30"]),
        ("Australia/Lord_Howe", "2027-10-03 02:15", ["does not exist", "01:45 or 02:45"]),
        ("Europe/Paris", "0001-01-01 00:00", ["Enter a valid date/time."]),
        ("America/New_York", "9999-12-31 23:59", ["Enter a valid date/time."]),
        ("UTC", "9999-12-31 23:59", ["Enter a valid date/time."]),  # a colleague in Tokyo could not be shown it
        ("UTC", "0001-01-01 00:00", ["Enter a valid date/time."]),
        ("Europe/Paris", "tomorrow", ["Enter a valid date/time."]),
    ],
)
def test_a_time_that_is_none(zone, typed, words):
    with timezone.override(zone), pytest.raises(ValidationError) as refused:
        ZonedDateTimeField().clean(typed)
    assert [word for word in words if word not in refused.value.messages[0]] == []


def test_a_time_that_is_one():
    with timezone.override(PARIS):
        assert ZonedDateTimeField().clean("2027-03-28 03:30") == datetime(2027, 3, 28, 1, 30, tzinfo=ZoneInfo("UTC"))
        assert ZonedDateTimeField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("UTC", "UTC"),
        ("Asia/Kolkata", "Asia/Kolkata (now UTC+5:30)"),
        ("America/Phoenix", "America/Phoenix (now UTC−7)"),
        ("Africa/Abidjan", "Africa/Abidjan (now UTC)"),
    ],
)
def test_the_zone_is_named_with_its_distance(zone, label):
    with timezone.override(zone):
        assert zone_label() == label


@pytest.fixture
def editor_in_paris(editor):
    UserProfile.objects.create(user=editor, current_time_zone="Europe/Paris")
    return editor


def test_an_editor_s_planned_time_in_the_missing_hour_is_explained_and_the_text_kept(client_of, editor_in_paris, section):
    page = article(section, title="Low tide", body=[], live=False)
    form = article_form("Spring tide", go_live_at="2027-03-28 02:30", **{"action-publish": "1"})
    answer = client_of(editor_in_paris).post(f"/admin/pages/{page.pk}/edit/", form)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "2027-03-28 02:30 does not exist in Europe/Paris" in html
    assert 'value="2027-03-28 02:30"' in html
    assert 'value="Spring tide"' in html
    assert not ArticlePage.objects.get(pk=page.pk).scheduled_revision


def test_the_editor_sees_the_zone_beside_the_times(client_of, editor_in_paris, section):
    page = article(section, title="Low tide", live=False)
    page.go_live_at = datetime(2027, 7, 1, 10, 0, tzinfo=PARIS)
    page.save_revision().publish()
    html = client_of(editor_in_paris).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert html.count("Time zone: Europe/Paris (now UTC+") >= 3  # go-live, expiry, the status panel
    assert "1 July 2027, 10:00 CEST" in html
