"""One at a time on a page: whoever saves, publishes or restores holds its row, looks what is newest, then writes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, Revision, TaskState

from .models import Look, Version


@contextmanager
def holding(page_id: int) -> Iterator[None]:
    """A transaction in which nobody else who asks for this page can write it. What is read inside is newest.

    SQLite knows one writer at a time anyway. On PostgreSQL the lock is the weaker one that lets log entries and comments
    point at the page meanwhile.
    """
    with transaction.atomic():
        list(Page.objects.select_for_update(no_key=True).filter(pk=page_id).order_by().values_list("pk"))
        yield


def must_stay(revision: Revision, user: AbstractBaseUser) -> bool:
    """Whether this revision's row may not be written over, as autosave does: it is live, scheduled, in a workflow, kept in
    history, written by somebody else, or somebody else has looked at it. One query."""
    if revision.user_id != user.pk or revision.approved_go_live_at:
        return True
    seen = Look.objects.filter(page_id=revision.object_id).exclude(user=user)
    reasons = (
        Exists(Page.objects.filter(live_revision_id=OuterRef("pk")))
        | Exists(TaskState.objects.filter(revision_id=OuterRef("pk")))
        | Exists(Version.objects.filter(page_id=revision.object_id, revision_id=OuterRef("pk")))
        | Exists(seen.filter(Q(revision_id=OuterRef("pk")) | Q(before_revision_id=OuterRef("pk"))))
    )
    return Revision.objects.filter(reasons, pk=revision.pk).exists()
