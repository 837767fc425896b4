"""The sentences of our entries in Wagtail's log."""

from collections import defaultdict
from collections.abc import Mapping

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


def discreet(
    label: object, brief: object, full: object, base: type[Discreet] = Discreet, of_version: object = ""
) -> type[Discreet]:
    return type("Formatter", (base,), {"label": label, "brief": brief, "full": full, "of_version": of_version})


def register(actions: LogActionRegistry, formatters: Mapping[str, type[LogFormatter]]) -> None:
    for action, formatter in formatters.items():
        actions.register_action(action)(formatter)


NAMES = {
    "history.name": discreet(
        gettext_lazy("Name a version"), gettext_lazy("Named a version"), gettext_lazy("Named a version “%(name)s”")
    ),
    "history.unname": discreet(
        gettext_lazy("Remove a version’s name"),
        gettext_lazy("Removed a version’s name"),
        gettext_lazy("Removed the name “%(name)s” from a version"),
    ),
}


def register_names(actions: LogActionRegistry) -> None:
    register(actions, NAMES)
