"""In which time zone a time is meant: said beside each field, and explained where the clocks change."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateTimeInput


def zone_label() -> str:
    """Such as "Europe/Paris (now UTC+1)": the account's own zone, or the site's."""
    zone, offset = str(timezone.get_current_timezone()), offset_label(timezone.localtime().utcoffset())
    return zone if zone == offset else _("%(zone)s (now %(offset)s)") % {"zone": zone, "offset": offset}


def offset_label(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    number = f"{hours}:{rest:02}" if rest else str(hours)
    return f"UTC{'+' if minutes > 0 else '−'}{number}" if minutes else "UTC"


def zone_hint() -> str:
    return _("Time zone: %(zone)s.") % {"zone": zone_label()}


def clock_change(value: datetime) -> str:
    """Why the wall clock's time, without a zone, is no moment in the current zone, or ''."""
    zone = timezone.get_current_timezone()
    before = value.replace(tzinfo=zone, fold=0).utcoffset()
    after = value.replace(tzinfo=zone, fold=1).utcoffset()
    if before == after:
        return ""
    jump = abs(after - before)
    words = {
        "time": f"{value:%Y-%m-%d %H:%M}",
        "zone": zone,
        "earlier": f"{value - jump:%H:%M}",
        "later": f"{value + jump:%H:%M}",
    }
    if after > before:
        what = _("%(time)s does not exist in %(zone)s: the clocks are put forward then.")
    else:
        what = _("%(time)s comes twice in %(zone)s: the clocks are put back then.")
    return f"{what} {_('Choose %(earlier)s or %(later)s, for example.')}" % words


def in_every_zone(value: datetime) -> tuple[datetime, datetime]:
    """A day before and after, in UTC. Raises OverflowError at the ends of the calendar: not every reader's zone has them."""
    utc = value.astimezone(UTC)
    return utc - timedelta(days=1), utc + timedelta(days=1)


class ZonedDateTimeField(forms.DateTimeField):
    """A time with its zone beside it, and a sentence for what Django refuses with a guess."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.help_text = format_lazy("{} {}", self.help_text, lazy(zone_hint, str)())

    def to_python(self, value):
        try:
            result = super().to_python(value)
            if result:
                in_every_zone(result)
        except OverflowError:  # the first or last hours of the calendar
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        except ValidationError as error:
            wall_clock = (error.params or {}).get("datetime")
            if wall_clock and (explanation := clock_change(wall_clock)):
                raise ValidationError(explanation, code=error.code) from None
            raise
        return result


def connect() -> None:
    """Every time in the admin's forms of pages and snippets."""
    register_form_field_override(models.DateTimeField, override={"widget": AdminDateTimeInput, "form_class": ZonedDateTimeField})
