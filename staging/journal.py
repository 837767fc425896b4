"""How what happens to preview links reads in a page's history."""

from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
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


class AboutNote(LogFormatter):
    """`words`: with the viewer's name, `by`, and the first words of the note, `words`."""

    words = ""

    def format_message(self, entry) -> str:
        return str(self.words) % {"by": entry.data.get("by", ""), "words": entry.data.get("words", "")}


class NoteLeft(AboutNote):
    label = gettext_lazy("Leave a note")
    words = gettext_lazy("Note by %(by)s, with a preview link: “%(words)s”")


class NoteAnswered(AboutNote):
    label = gettext_lazy("Answer a note")
    words = gettext_lazy("%(by)s, with a preview link, answered on the note “%(words)s”")


class NoteResolved(AboutNote):
    label = gettext_lazy("Resolve a note")
    words = gettext_lazy("Note by %(by)s resolved: “%(words)s”")


class NoteReopened(AboutNote):
    label = gettext_lazy("Reopen a note")
    words = gettext_lazy("Note by %(by)s opened again: “%(words)s”")


class Approved(LogFormatter):
    label = gettext_lazy("Approve")

    def format_message(self, entry) -> str:
        return _("Approved by %(whom)s") % {"whom": judge_of(entry.data)}


class SentBack(LogFormatter):
    label = gettext_lazy("Send back")

    def format_message(self, entry) -> str:
        reason = Truncator(entry.data.get("reason", "")).chars(200)
        return _("Sent back by %(whom)s: %(reason)s") % {"whom": judge_of(entry.data), "reason": reason}


def judge_of(data: dict) -> str:
    """Who it was, and for whom the link was made where that is somebody else."""
    by, label = data.get("by", ""), data.get("label", "")
    return _("%(by)s, with the link for %(label)s") % {"by": by, "label": label} if label and label != by else by
