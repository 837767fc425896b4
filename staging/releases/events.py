"""The history of a release, and what each page's history says of it."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page

from history.log_actions import discreet
from history.models import Version
from history.people import name_of
from staging.models import Release, ReleaseEvent

# By action: how it reads in the release's history.
SENTENCES = {
    "made": gettext_lazy("Made"),
    "changed": gettext_lazy("Name, note or approval changed"),
    "approval_waived": gettext_lazy("Needs no approval any more"),
    "added": gettext_lazy("“%(title)s” added: %(does)s"),
    "altered": gettext_lazy("“%(title)s”: what happens to it was changed to “%(does)s”"),
    "removed": gettext_lazy("“%(title)s” removed"),
    "frozen": gettext_lazy("“%(title)s” frozen as it is"),
    "followed": gettext_lazy("“%(title)s” follows its newest draft"),
    "accepted": gettext_lazy("“%(title)s”: goes live although something was published since"),
    "shared": gettext_lazy("Preview shared with %(whom)s"),
    "opened": gettext_lazy("Preview for %(whom)s opened"),
    "revoked": gettext_lazy("Preview for %(whom)s revoked"),
    "approved": gettext_lazy("Approved by %(whom)s"),
    "approved_by_maker": gettext_lazy("Approved by its maker, %(whom)s"),
    "sent_back": gettext_lazy("Sent back by %(whom)s: %(reason)s"),
    "scheduled": gettext_lazy("Planned for %(at)s"),
    "unscheduled": gettext_lazy("Taken off the schedule"),
    "live": gettext_lazy("Went live"),
    "failed": gettext_lazy("Could not go live: %(reason)s"),
    "taken_back": gettext_lazy("Taken back"),
}
# What stands in the history of every page in it as well.
IN_PAGES = {"approved", "approved_by_maker", "sent_back", "scheduled", "unscheduled", "live", "taken_back"}
PREFIX = "staging.release."


def note(
    release: Release,
    action: str,
    user: AbstractBaseUser | None = None,
    by: str = "",
    told_by: Mapping[int, Version] | None = None,
    **data: object,
) -> ReleaseEvent:
    """Write it down, in the transaction of the act. `by`: a name, for somebody without an account. `told_by`: versions that
    say it in the histories of their pages, by page."""
    user = user or get_active_log_context().user
    event = ReleaseEvent.objects.create(
        release=release, action=action, user=user, by=by or (name_of(user) if user else ""), data=data
    )
    if action in IN_PAGES:
        for page in Page.objects.filter(pk__in=release.items.values("page_id")).order_by("pk"):
            told = {"told_by": told_by[page.pk].pk} if told_by and page.pk in told_by else {}
            log(page, PREFIX + action, user=user, data={"release": release.pk, "name": release.name, "by": by, **told, **data})
    return event


def sentence(event: ReleaseEvent) -> str:
    words = str(SENTENCES.get(event.action, event.action))
    try:
        return words % event.data
    except (KeyError, TypeError, ValueError):  # written by an older version of the site
        return words


FORMATTERS = {
    f"{PREFIX}approved": discreet(
        gettext_lazy("Approve release"), gettext_lazy("Release approved"), gettext_lazy("Release “%(name)s” approved by %(whom)s")
    ),
    f"{PREFIX}approved_by_maker": discreet(
        gettext_lazy("Approve release"),
        gettext_lazy("Release approved by its maker"),
        gettext_lazy("Release “%(name)s” approved by its maker, %(whom)s"),
    ),
    f"{PREFIX}sent_back": discreet(
        gettext_lazy("Send release back"),
        gettext_lazy("Release sent back"),
        gettext_lazy("Release “%(name)s” sent back by %(whom)s: %(reason)s"),
    ),
    f"{PREFIX}scheduled": discreet(
        gettext_lazy("Schedule release"), gettext_lazy("Release planned"), gettext_lazy("Release “%(name)s” planned for %(at)s")
    ),
    f"{PREFIX}unscheduled": discreet(
        gettext_lazy("Take release off the schedule"),
        gettext_lazy("Release taken off the schedule"),
        gettext_lazy("Release “%(name)s” taken off the schedule"),
    ),
    f"{PREFIX}live": discreet(
        gettext_lazy("Release"),
        gettext_lazy("Went live with a release"),
        gettext_lazy("Went live with the release “%(name)s”"),
    ),
    f"{PREFIX}taken_back": discreet(
        gettext_lazy("Take release back"),
        gettext_lazy("Taken back with a release"),
        gettext_lazy("Taken back with the release “%(name)s”"),
        of_version=gettext_lazy("Restored: release “%(name)s” taken back"),
    ),
}
