"""The sentences of what was brought back, in Wagtail's log."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

from .log_actions import Discreet
from .restoring import BLOCK, WHOLE


def register_restorations(actions: LogActionRegistry) -> None:
    @actions.register_action(WHOLE)
    class RestoreFormatter(Discreet):
        label = gettext_lazy("Restore a version")
        brief = gettext_lazy("Restored a version into the draft")
        full = gettext_lazy("Restored a version into the draft: %(version)s")

    @actions.register_action(BLOCK)
    class RestoreBlockFormatter(Discreet):
        label = gettext_lazy("Restore a block")
        brief = gettext_lazy("Restored a block into the draft")
        full = gettext_lazy("Restored a block into the draft: %(block)s, from: %(version)s")

    @actions.register_action("history.bring_back")
    class BringBackFormatter(LogFormatter):
        label = gettext_lazy("Bring back a deleted page")

        def format_message(self, log_entry: PageLogEntry) -> str:
            return _("Brought back and published") if log_entry.data.get("published") else _("Brought back as a draft")
