"""The sentences of our entries in Wagtail's log."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry


def register_names(actions: LogActionRegistry) -> None:
    @actions.register_action("history.name")
    class NameFormatter(LogFormatter):
        label = gettext_lazy("Name a version")

        def format_message(self, log_entry: PageLogEntry) -> str:
            return _("Named a version “%(name)s”") % {"name": log_entry.data.get("name", "")}

    @actions.register_action("history.unname")
    class UnnameFormatter(LogFormatter):
        label = gettext_lazy("Remove a version’s name")

        def format_message(self, log_entry: PageLogEntry) -> str:
            return _("Removed the name “%(name)s” from a version") % {"name": log_entry.data.get("name", "")}
