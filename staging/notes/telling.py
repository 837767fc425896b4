"""Mail about notes, to the page's owner and to who made the link: one for each page and quarter of an hour.

A viewer leaves many notes in a row, so they are gathered: a task runs when the quarter is over, and tells what came in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext
from django_tasks import task
from django_tasks.base import Task
from wagtail.admin.mail import send_mail
from wagtail.models import Page
from wagtail.users.models import UserProfile

from staging.models import Note, NoteReply

QUARTER = timedelta(minutes=15)
SLACK = timedelta(seconds=30)  # what was written in the quarter may be stored just after it
MOST_TOLD = 20  # in one mail; the rest is counted
LONGEST = 1_000  # characters of each


@dataclass(frozen=True)
class Said:
    """A note, or a viewer's answer to an answer."""

    note: Note
    reply: NoteReply | None = None

    @property
    def key(self) -> str:
        return f"{self.note.pk}.{self.reply.pk}" if self.reply else f"{self.note.pk}"

    @property
    def order(self) -> tuple[datetime, int, int]:
        """By numbers, as the database gives them: as text, note 100 would come before note 99."""
        return self.at, self.note.pk, self.reply.pk if self.reply else 0

    @property
    def at(self) -> datetime:
        return (self.reply or self.note).at

    @property
    def by(self) -> str:
        return (self.reply or self.note).by

    @property
    def text(self) -> str:
        text = (self.reply or self.note).text
        return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def quarter_of(at: datetime) -> int:
    """The number of the quarter of an hour, counted from 1970."""
    return int(at.timestamp() // QUARTER.total_seconds())


def start_of(quarter: int) -> datetime:
    return datetime.fromtimestamp(quarter * QUARTER.total_seconds(), UTC)


def when_over(telling: Task, quarter: int) -> Task:
    """The task, to run when the quarter is over; at once where tasks can't wait."""
    return telling.using(run_after=start_of(quarter + 1) + SLACK) if telling.get_backend().supports_defer else telling


def said_in(page_id: int, quarter: int) -> list[Said]:
    """What viewers wrote on the page in that quarter, the first first."""
    start = start_of(quarter)
    within = {"at__gte": start, "at__lt": start + QUARTER}
    notes = Note.objects.filter(page=page_id, **within).select_related("link__user")
    replies = NoteReply.objects.filter(note__page=page_id, by_viewer=True, **within).select_related("note__link__user")
    said = chain(map(Said, notes), (Said(reply.note, reply) for reply in replies))
    return sorted(said, key=lambda one: one.order)


def plan(what: Note | NoteReply) -> None:
    """Have this told of, if it is the first of its quarter. Runs in the transaction that keeps it."""
    said = Said(what) if isinstance(what, Note) else Said(what.note, what)
    quarter = quarter_of(said.at)
    if said_in(said.note.page_id, quarter)[0].key != said.key:
        return
    when_over(tell, quarter).enqueue(said.note.page_id, quarter, said.key)


@task()
def tell(page_id: int, quarter: int, first: str) -> None:
    """Mail what was said in the quarter. `first`: what made this be planned; of two that were first at once, one tells."""
    page, said = Page.objects.filter(pk=page_id).first(), said_in(page_id, quarter)
    if page is None or not said or said[0].key != first:
        return
    for user in recipients(page, [one.note for one in said]):
        send_mail(subject(page, len(said)), body(page, said), [user.email])


def recipients(page: Page, notes: Iterable[Note]) -> list[AbstractBaseUser]:
    """Who may edit the page, can be written to, and has not switched mail about comments off."""
    keys = {page.owner_id, *(note.link.user_id for note in notes if note.link)} - {None}
    silent = UserProfile.objects.filter(updated_comments_notifications=False).values("user_id")
    people = get_user_model().objects.filter(pk__in=keys, is_active=True).exclude(email="").exclude(pk__in=silent)
    return [user for user in people.order_by("pk") if page.permissions_for_user(user).can_edit()]


def subject(page: Page, number: int) -> str:
    words = ngettext("A note on “%(title)s”", "%(number)s notes on “%(title)s”", number)
    return " ".join((words % {"title": page.get_admin_display_title(), "number": number}).split())


def body(page: Page, said: list[Said]) -> str:
    address = settings.WAGTAILADMIN_BASE_URL + reverse("staging:notes", args=[page.pk])
    more = len(said) - MOST_TOLD
    return render_to_string(
        "staging/notes_mail.txt", {"page": page, "said": said[:MOST_TOLD], "more": max(more, 0), "address": address}
    )
