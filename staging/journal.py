"""How what happens to preview links reads in a page's history."""

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from .banner import zoned
from .models import PreviewLink


def whom(data: dict) -> str:
    return data.get("label") or _("nobody in particular")


class Shared(LogFormatter):
    label = gettext_lazy("Share preview")

    def format_message(self, entry) -> str:
        words = {
            "whom": whom(entry.data),
            "what": dict(PreviewLink.Shows.choices).get(entry.data.get("shows"), ""),
            "until": zoned(parse_datetime(entry.data["until"])),
        }
        return _("Preview shared with %(whom)s: %(what)s, until %(until)s") % words


class Opened(LogFormatter):
    label = gettext_lazy("Open preview")

    def format_message(self, entry) -> str:
        return _("Preview for %(whom)s opened") % {"whom": whom(entry.data)}


class Revoked(LogFormatter):
    label = gettext_lazy("Revoke preview")

    def format_message(self, entry) -> str:
        return _("Preview for %(whom)s revoked") % {"whom": whom(entry.data)}
