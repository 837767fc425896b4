"""What a user saw of a page when they last looked at it, so that “what changed since?” has an answer.

A look lasts as long as a visit: who comes back within half an hour is still looking, and is asked about the visit before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Case, OuterRef, Q, Subquery, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page, Revision

from .models import Look, Version
from .moments import when
from .people import name_of

VISIT = timedelta(minutes=30)
FRESH = timedelta(minutes=1)  # a look as young as this is not written again


@dataclass(frozen=True)
class Seen:
    """The revision that the user saw (None: the page had none) and when."""

    revision_id: int | None
    at: datetime


def look_of(page: Page, user: object) -> Look | None:
    """The look as it is stored, with `own_revision` and `own_at`: what the user saved last after it. They know that, too."""
    saved = Revision.page_revisions.filter(object_id=str(page.pk), user_id=user.pk, created_at__gt=OuterRef("at"))
    newest = saved.order_by("-created_at", "-pk")
    looks = Look.objects.filter(page_id=page.pk, user_id=user.pk)
    own = {"own_revision": Subquery(newest.values("pk")[:1]), "own_at": Subquery(newest.values("created_at")[:1])}
    return looks.annotate(**own).first()


def last_seen(look: Look | None) -> Seen | None:
    """What the user saw before the present visit, of a look from `look_of`."""
    if look is None:
        return None
    if timezone.now() - look.at > VISIT:
        return Seen(look.own_revision, look.own_at) if look.own_revision else Seen(look.revision_id, look.at)
    return Seen(look.before_revision_id, look.before_at) if look.before_at else None


def note_look(page: Page, user: object) -> tuple[Seen | None, bool]:
    """The user looks at the newest draft now. Returns what they saw before, and whether a new visit begins.

    One query to read and one to write; none to write when nothing is new since a minute.
    """
    look, now = look_of(page, user), timezone.now()
    seen = last_seen(look)
    if look is None:
        new = Look(page_id=page.pk, user_id=user.pk, revision_id=page.latest_revision_id, at=now)
        Look.objects.bulk_create([new], ignore_conflicts=True)  # the other tab was quicker
        return None, True
    new_visit = now - look.at > VISIT
    if new_visit:
        look.before_revision_id, look.before_at = seen.revision_id, seen.at
    if new_visit or look.revision_id != page.latest_revision_id or now - look.at > FRESH:
        look.revision_id, look.at = page.latest_revision_id, now
        look.save()
    return seen, new_visit


def version_seen(page: Page, seen: Seen) -> str:
    """The short name of what was seen; of the nearest earlier version where that is gone; "" where nothing is left."""
    revisions = Revision.page_revisions.filter(object_id=str(page.pk))
    left = revisions.filter(Q(pk=seen.revision_id) | Q(created_at__lte=seen.at))
    itself_first = Case(When(pk=seen.revision_id, then=0), default=1)
    if number := left.order_by(itself_first, "-created_at", "-pk").values_list("pk", flat=True).first():
        return f"r{number}"
    version = Version.objects.filter(page_id=page.pk, reason=Version.Reason.PUBLISHED, at__lte=seen.at).first()
    return f"v{version.pk}" if version else ""


def is_newest(page: Page, ref: str) -> bool:
    """Whether this version is still the newest draft."""
    return ref == f"r{page.latest_revision_id}"


# --- Telling the editor -----------------------------------------------------------------------------


def look_in_editor(request: HttpRequest, page: Page) -> None:
    """The user opens the editor: tell them, once a visit, if somebody else changed the page meanwhile."""
    if request.method != "GET":
        return
    seen, new_visit = note_look(page, request.user)
    if new_visit and seen and (names := others_since(page, request.user, seen.at)):
        sentence = ngettext(
            "%(names)s has changed this page since you last looked, %(moment)s.",
            "%(names)s have changed this page since you last looked, %(moment)s.",
            len(names),
        ) % {"names": get_text_list(names, _("and")), "moment": when(seen.at)}
        button = messages.button(reverse("history:since", args=[page.pk]), _("See what changed"))
        messages.info(request, sentence, buttons=[button])


def others_since(page: Page, user: object, at: datetime) -> list[str]:
    """The names of those who saved the page after that moment, other than this user."""
    saved = Revision.page_revisions.filter(object_id=str(page.pk), created_at__gt=at)
    ids = set(saved.order_by().values_list("user_id", flat=True).distinct()) - {user.pk}
    people = get_user_model().objects.filter(pk__in=ids) if ids else []
    return sorted(map(name_of, people)) + ([name_of(None)] if None in ids else [])
