"""How what happens to preview links, notes and approvals reads in a page's history."""

from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.log_actions import Discreet

from .banner import zoned
from .models import PreviewLink


class AboutLink(Discreet):
    """`whom`: for whom it is."""

    def facts(self, data: dict) -> dict:
        return {"whom": data.get("label") or _("nobody in particular")}


class Shared(AboutLink):
    label = gettext_lazy("Share preview")
    brief = gettext_lazy("Preview shared")
    full = gettext_lazy("Preview shared with %(whom)s: %(what)s, until %(until)s")

    def facts(self, data: dict) -> dict:
        what = dict(PreviewLink.Shows.choices).get(data.get("shows"), "")
        return super().facts(data) | {"what": what, "until": zoned(parse_datetime(data["until"]))}


class Opened(AboutLink):
    label = gettext_lazy("Open preview")
    brief = gettext_lazy("Preview opened")
    full = gettext_lazy("Preview for %(whom)s opened")


class Revoked(AboutLink):
    label = gettext_lazy("Revoke preview")
    brief = gettext_lazy("Preview revoked")
    full = gettext_lazy("Preview for %(whom)s revoked")


# Of notes: with the viewer's name, `by`, and the first words of the note, `words`.


class NoteLeft(Discreet):
    label = gettext_lazy("Leave a note")
    brief = gettext_lazy("Note left with a preview link")
    full = gettext_lazy("Note by %(by)s, with a preview link: “%(words)s”")


class NoteAnswered(Discreet):
    label = gettext_lazy("Answer a note")
    brief = gettext_lazy("Note answered with a preview link")
    full = gettext_lazy("%(by)s, with a preview link, answered on the note “%(words)s”")


class NoteResolved(Discreet):
    label = gettext_lazy("Resolve a note")
    brief = gettext_lazy("Note resolved")
    full = gettext_lazy("Note by %(by)s resolved: “%(words)s”")


class NoteReopened(Discreet):
    label = gettext_lazy("Reopen a note")
    brief = gettext_lazy("Note opened again")
    full = gettext_lazy("Note by %(by)s opened again: “%(words)s”")


class Verdict(Discreet):
    """`whom`: who it was, and for whom the link was made where that is somebody else."""

    def facts(self, data: dict) -> dict:
        words = {"by": data.get("by", ""), "label": data.get("label", "")}
        is_other = words["label"] not in {"", words["by"]}
        whom = _("%(by)s, with the link for %(label)s") % words if is_other else words["by"]
        return {"whom": whom, "reason": Truncator(data.get("reason", "")).chars(200)}


class Approved(Verdict):
    label = gettext_lazy("Approve")
    brief = gettext_lazy("Approved")
    full = gettext_lazy("Approved by %(whom)s")


class SentBack(Verdict):
    label = gettext_lazy("Send back")
    brief = gettext_lazy("Sent back")
    full = gettext_lazy("Sent back by %(whom)s: %(reason)s")
