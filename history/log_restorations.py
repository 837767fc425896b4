"""The sentences of what was brought back, in Wagtail's log."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

from .restoring import BLOCK, WHOLE


def register_restorations(actions: LogActionRegistry) -> None:
    @actions.register_action(WHOLE)
    class RestoreFormatter(LogFormatter):
        label = gettext_lazy("Restore a version")

        def format_message(self, log_entry: PageLogEntry) -> str:
            return _("Restored a version into the draft: %(version)s") % {"version": log_entry.data.get("version", "")}

    @actions.register_action(BLOCK)
    class RestoreBlockFormatter(LogFormatter):
        label = gettext_lazy("Restore a block")

        def format_message(self, log_entry: PageLogEntry) -> str:
            names = {"block": log_entry.data.get("block", ""), "version": log_entry.data.get("version", "")}
            return _("Restored a block into the draft: %(block)s, from: %(version)s") % names

    @actions.register_action("history.bring_back")
    class BringBackFormatter(LogFormatter):
        label = gettext_lazy("Bring back a deleted page")

        def format_message(self, log_entry: PageLogEntry) -> str:
            return _("Brought back and published") if log_entry.data.get("published") else _("Brought back as a draft")
