"""The sentences of our entries in Wagtail's log."""

from collections import defaultdict

from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry


class Discreet(LogFormatter):
    """An entry that is read in two places, with what people wrote in one of them only.

    `brief`: in Reports → Site history, for everybody who may look into the page's section. `full`: in the page's own history
    (entries.py), for who may edit the page; a format for what facts() gives.

    Where its data name under "told_by" the number of a version that says the same, it is no line of its own there. `of_version`:
    how that version is called then, if not as usual; a format as well.
    """

    brief = ""
    full = ""
    of_version = ""

    def format_message(self, log_entry: PageLogEntry) -> str:
        return str(self.brief)

    def in_full(self, log_entry: PageLogEntry) -> str:
        return str(self.full) % defaultdict(str, self.facts(log_entry.data))

    def title_of_version(self, log_entry: PageLogEntry) -> str:
        return str(self.of_version) % defaultdict(str, self.facts(log_entry.data))

    def facts(self, data: dict) -> dict:
        return data


def in_full(logged: PageLogEntry) -> str:
    """The sentence for who may edit the page."""
    formatter = logged.formatter
    return formatter.in_full(logged) if isinstance(formatter, Discreet) else str(logged.message)


def register_names(actions: LogActionRegistry) -> None:
    @actions.register_action("history.name")
    class NameFormatter(Discreet):
        label = gettext_lazy("Name a version")
        brief = gettext_lazy("Named a version")
        full = gettext_lazy("Named a version “%(name)s”")

    @actions.register_action("history.unname")
    class UnnameFormatter(Discreet):
        label = gettext_lazy("Remove a version’s name")
        brief = gettext_lazy("Removed a version’s name")
        full = gettext_lazy("Removed the name “%(name)s” from a version")
