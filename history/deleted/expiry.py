"""When a deleted page is gone for good."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from history.models import DeletedPage, FrozenCopy, KeptComment, Version

DAYS_TO_BRING_BACK = 30


def until(kept: DeletedPage) -> models.DateTimeField:
    """The moment from which on it can't be brought back."""
    return kept.deleted_at + timedelta(days=DAYS_TO_BRING_BACK)


def within_reach() -> models.QuerySet:
    return DeletedPage.objects.filter(deleted_at__gt=timezone.now() - timedelta(days=DAYS_TO_BRING_BACK))


def expired() -> models.QuerySet:
    """The deleted pages whose time is over."""
    return DeletedPage.objects.filter(deleted_at__lte=timezone.now() - timedelta(days=DAYS_TO_BRING_BACK))


@transaction.atomic
def remove(rows: models.QuerySet) -> dict[str, int]:
    """Remove deleted pages for good, with their versions, frozen copies and kept comments. Returns how many rows by label.

    The site's log keeps that there was such a page.
    """
    kept = DeletedPage.objects.select_for_update().filter(pk__in=list(rows.values_list("pk", flat=True)))
    pages = list(kept.values_list("page_id", flat=True))
    theirs = [model.objects.filter(page_id__in=pages) for model in (Version, FrozenCopy, KeptComment)]
    return {queryset.model._meta.label_lower: queryset.delete()[0] for queryset in [*theirs, kept]}
