"""How what happens to preview links, notes and approvals reads in a page's history. Of releases: releases/events.py."""

from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry

from history.log_actions import Discreet, discreet, register

from .banner import zoned
from .models import PreviewLink
from .releases import events


class AboutLink(Discreet):
    """`whom`: for whom it is. `what`: that it shows. `until`: a time."""

    def facts(self, data: dict) -> dict:
        return {
            "whom": data.get("label") or _("nobody in particular"),
            "what": dict(PreviewLink.Shows.choices).get(data.get("shows"), ""),
            "until": zoned(parse_datetime(data["until"])) if "until" in data else "",
        }


class Verdict(Discreet):
    """`whom`: who it was, and for whom the link was made where that is somebody else."""

    def facts(self, data: dict) -> dict:
        words = {"by": data.get("by", ""), "label": data.get("label", "")}
        is_other = words["label"] not in {"", words["by"]}
        whom = _("%(by)s, with the link for %(label)s") % words if is_other else words["by"]
        return {"whom": whom, "reason": Truncator(data.get("reason", "")).chars(200)}


FORMATTERS = {
    "staging.share": discreet(
        gettext_lazy("Share preview"),
        gettext_lazy("Preview shared"),
        gettext_lazy("Preview shared with %(whom)s: %(what)s, until %(until)s"),
        AboutLink,
    ),
    "staging.open": discreet(
        gettext_lazy("Open preview"), gettext_lazy("Preview opened"), gettext_lazy("Preview for %(whom)s opened"), AboutLink
    ),
    "staging.revoke": discreet(
        gettext_lazy("Revoke preview"), gettext_lazy("Preview revoked"), gettext_lazy("Preview for %(whom)s revoked"), AboutLink
    ),
    "staging.approve": discreet(gettext_lazy("Approve"), gettext_lazy("Approved"), gettext_lazy("Approved by %(whom)s"), Verdict),
    "staging.send_back": discreet(
        gettext_lazy("Send back"), gettext_lazy("Sent back"), gettext_lazy("Sent back by %(whom)s: %(reason)s"), Verdict
    ),
    # With the viewer's name, `by`, and the first words of the note, `words`.
    "staging.note": discreet(
        gettext_lazy("Leave a note"),
        gettext_lazy("Note left with a preview link"),
        gettext_lazy("Note by %(by)s, with a preview link: “%(words)s”"),
    ),
    "staging.note.answer": discreet(
        gettext_lazy("Answer a note"),
        gettext_lazy("Note answered with a preview link"),
        gettext_lazy("%(by)s, with a preview link, answered on the note “%(words)s”"),
    ),
    "staging.note.resolve": discreet(
        gettext_lazy("Resolve a note"), gettext_lazy("Note resolved"), gettext_lazy("Note by %(by)s resolved: “%(words)s”")
    ),
    "staging.note.reopen": discreet(
        gettext_lazy("Reopen a note"),
        gettext_lazy("Note opened again"),
        gettext_lazy("Note by %(by)s opened again: “%(words)s”"),
    ),
}


def register_actions(actions: LogActionRegistry) -> None:
    """For Wagtail's hook register_log_actions."""
    register(actions, FORMATTERS | events.FORMATTERS)
