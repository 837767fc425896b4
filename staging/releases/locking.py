"""One at a time on a release: whoever changes it holds its row, looks at its state, then writes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from history.refusal import Refused
from staging.models import Release
from staging.rehearsal import short_transaction

WAIT = 5_000  # milliseconds

State = Release.State


@contextmanager
def holding(release_id: int, *states: str) -> Iterator[Release]:
    """A transaction in which nobody else changes the release. Refused when it is gone or in none of these states.

    BusyError when others hold what is needed for longer than WAIT.
    """
    with short_transaction(WAIT):
        release = Release.objects.select_for_update(of=("self",), no_key=True).filter(pk=release_id).first()
        if release is None:
            raise Refused(_("This release was deleted."))
        if states and release.state not in states:
            raise Refused(wrong_state(release))
        yield release


def wrong_state(release: Release) -> str:
    return {
        State.OPEN: _("This release is neither scheduled nor live."),
        State.SCHEDULED: _("This release is scheduled. Take it off the schedule first."),
        State.LIVE: _("This release is live already."),
        State.TAKEN_BACK: _("This release was taken back. Make a new one."),
    }[release.state]
