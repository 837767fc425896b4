"""What can be done with notes: leave, answer, resolve, reopen."""

import re
from datetime import timedelta
from unicodedata import category

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from history.people import name_of
from history.refusal import Refused
from staging.models import Note, NoteReply, PreviewLink

from . import telling

WHILE = timedelta(minutes=15)
MOST_IN_A_WHILE = 30  # notes and answers with one link: a hand that writes has room, a program has not
MOST = 300  # of one link in all
EXCERPT = 80  # characters of a note in the page's history

# Control characters, lone halves of characters, what makes the words after it run the other way, empty letters, operators that
# are not seen, marks around annotations, tags.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
# Texts need these: marks of direction in Hebrew and Arabic, the joiner between Hebrew points, the form of a sign. With them a
# name would pass for another.
INVISIBLE_IN_NAMES = re.compile("[\u034f\u061c\u200e\u200f\ufe00-\ufe0f]")
CARRIAGE = re.compile(r"\r\n?")


class LinkIsOverError(Exception):
    """The link was revoked, has expired, or takes no notes."""


def cleaned(text: str) -> str:
    """What somebody wrote, without characters that nobody sees; '' where there are no others. Line breaks are "\\n"."""
    text = INVISIBLE.sub("", CARRIAGE.sub("\n", text)).strip()
    return text if any(category(letter)[0] not in "CZM" for letter in text) else ""


def in_one_line(text: str) -> str:
    return " ".join(cleaned(text).split())


def as_name(text: str) -> str:
    return in_one_line(INVISIBLE_IN_NAMES.sub("", text))


# --- With a link ----------------------------------------------------------------------------------


def leave(link: PreviewLink, page: Page, *, block_id: str, quote: str, text: str, by: str) -> Note:
    """A viewer's note. Raises LinkIsOverError, and Refused when there are too many."""
    with transaction.atomic():
        hold(link)
        note = Note.objects.create(page=page, link=link, block_id=block_id, quote=quote, text=text, by=by)
        log(page, "staging.note", user=None, data=told(note))
        telling.plan(note)
    return note


def answer_with(link: PreviewLink, note: Note, *, text: str, by: str) -> NoteReply:
    """A viewer's answer to what the newsroom answered. A resolved note is open again with it. Raises as `leave`."""
    with transaction.atomic():
        hold(link)
        reply = NoteReply.objects.create(note=note, text=text, by=by, by_viewer=True)
        Note.objects.filter(pk=note.pk).update(resolved_at=None, resolved_by=None)
        log(note.page, "staging.note.answer", user=None, data=told(note) | {"by": by})
        telling.plan(reply)
    return reply


def hold(link: PreviewLink) -> None:
    """Hold the link's row, so that it is open and within its limits when the note is kept."""
    if not PreviewLink.objects.open().filter(pk=link.pk, takes_notes=True).select_for_update(of=("self",)).exists():
        raise LinkIsOverError
    notes, replies = Note.objects.filter(link=link), NoteReply.objects.filter(note__link=link, by_viewer=True)
    if notes.count() + replies.count() >= MOST:
        raise Refused(_("As many notes as this link takes have been left. Tell whoever sent it what else you found."))
    since = timezone.now() - WHILE
    if notes.filter(at__gt=since).count() + replies.filter(at__gt=since).count() >= MOST_IN_A_WHILE:
        raise Refused(_("Many notes were left with this link just now. Wait a quarter of an hour, then send this one again."))


# --- In the newsroom ------------------------------------------------------------------------------


def answer(note: Note, text: str, user: AbstractBaseUser) -> NoteReply:
    return NoteReply.objects.create(note=note, text=text, by=name_of(user), user=user)


def resolve(note: Note, user: AbstractBaseUser) -> bool:
    """False when it was resolved already."""
    with transaction.atomic():
        now = {"resolved_at": timezone.now(), "resolved_by": user}
        if not Note.objects.filter(pk=note.pk, resolved_at=None).update(**now):
            return False
        log(note.page, "staging.note.resolve", user=user, data=told(note))
    return True


def reopen(note: Note, user: AbstractBaseUser) -> bool:
    """False when it was open already."""
    with transaction.atomic():
        if not Note.objects.filter(pk=note.pk, resolved_at__isnull=False).update(resolved_at=None, resolved_by=None):
            return False
        log(note.page, "staging.note.reopen", user=user, data=told(note))
    return True


def told(note: Note) -> dict:
    """What the page's history says of a note."""
    words = in_one_line(note.text)
    return {"note": note.pk, "by": note.by, "words": words if len(words) <= EXCERPT else words[:EXCERPT] + "…"}
