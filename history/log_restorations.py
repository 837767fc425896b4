"""The sentences of what was brought back, in Wagtail's log."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

from .log_actions import discreet, register
from .restoring import BLOCK, WHOLE

RESTORED = {
    WHOLE: discreet(
        gettext_lazy("Restore a version"),
        gettext_lazy("Restored a version into the draft"),
        gettext_lazy("Restored a version into the draft: %(version)s"),
    ),
    BLOCK: discreet(
        gettext_lazy("Restore a block"),
        gettext_lazy("Restored a block into the draft"),
        gettext_lazy("Restored a block into the draft: %(block)s, from: %(version)s"),
    ),
}


def register_restorations(actions: LogActionRegistry) -> None:
    register(actions, RESTORED)

    @actions.register_action("history.bring_back")
    class BringBackFormatter(LogFormatter):
        label = gettext_lazy("Bring back a deleted page")

        def format_message(self, log_entry: PageLogEntry) -> str:
            return _("Brought back and published") if log_entry.data.get("published") else _("Brought back as a draft")
