"""Moments in words: as an editor says them, in the editor's own time zone."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _


def clock(at: datetime) -> str:
    """14:02"""
    return date_format(localtime(at), "H:i")


def day(at: datetime) -> str:
    """Tuesday 3 November 2026"""
    return date_format(localtime(at), "l j F Y")


def zoned_clock(at: datetime) -> str:
    """14:02 CET"""
    return f"{clock(at)} {localtime(at).tzname()}"


def spoken(at: datetime) -> str:
    """today 14:02 CET, Tuesday 14:02 CET, 3 November 14:02 CET: the day as far as it needs to be named."""
    return f"{spoken_in_list(at)} {localtime(at).tzname()}"


def spoken_in_list(at: datetime) -> str:
    """The same in a list that says its zone once: today 14:02."""
    then, today = localtime(at), localdate()
    day_of_it = _("today") if then.date() == today else named_day(then, today)
    return f"{day_of_it} {clock(at)}"


def named_day(then: datetime, today: date) -> str:
    if timedelta(0) < today - then.date() < timedelta(days=7):
        return date_format(then, "l")
    return date_format(then, "j F" if then.year == today.year else "j F Y")


def when(at: datetime) -> str:
    """The same within a sentence: today at 14:02 CET, on Tuesday at 14:02 CET."""
    then, today = localtime(at), localdate()
    if then.date() == today:
        return _("today at %(time)s") % {"time": zoned_clock(at)}
    return _("on %(day)s at %(time)s") % {"day": named_day(then, today), "time": zoned_clock(at)}


def begin_of(since: datetime, until: datetime) -> str:
    """The time at which something began that ended at `until`; with its day where that is another one."""
    return clock(since) if localdate(since) == localdate(until) else spoken_in_list(since)
