"""A page that is deleted, by whichever path, is kept in the transaction that deletes it."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.signals import pre_delete
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageLogEntry

from history import block_changes
from history.models import DeletedPage
from history.people import name_of

from .gathering import Gathered, referrers
from .rows import pack_exactly, read


def keep_what_goes(sender: type, instance: Page, origin: object = None, **kwargs) -> None:
    """Before anything is deleted. The first page of a deletion keeps all pages that go with it."""
    done = getattr(origin, "_pages_kept", set())
    if instance.pk not in done:
        pages = {*pages_of(origin), instance.pk}
        keep(pages - done)
        if origin is not None:
            origin._pages_kept = done | pages


def pages_of(origin: object) -> Iterable[int]:
    """The pages of the queryset whose delete() this is: treebeard deletes a whole branch as one."""
    if isinstance(origin, models.QuerySet) and issubclass(origin.model, Page):
        return origin.order_by().values_list("pk", flat=True)
    return ()


def keep(keys: set[int]) -> None:
    pages = list(Page.objects.filter(pk__in=keys, depth__gt=1).order_by("path"))
    if not pages:
        return
    gathered = Gathered(pages)
    keys, links, linked_from = gathered.keys(), gathered.links(), referrers(page.pk for page in pages)
    parents = parents_of(pages)
    user = whoever_deletes(pages[0])
    shared = {"deleted_at": timezone.now(), "user_id": user.pk if user else None, "by": name_of(user)}
    DeletedPage.objects.filter(page_id__in=[page.pk for page in pages]).delete()
    for page in pages:
        rows = {model._meta.label_lower: list(read(model, found)) for model, found in keys[page.pk].items()}
        packed = {"rows": rows, "links": links.get(page.pk, []), "referrers": linked_from.get(page.pk, [])}
        packed["changes"] = block_changes.count()
        DeletedPage.objects.create(**described(page), **shared, parent_id=parents[page.pk], packed=pack_exactly(packed))


def described(page: Page) -> dict[str, object]:
    """What the list of deleted pages says of one."""
    model = page.specific_class or Page
    return {
        "page_id": page.pk,
        "content_type": model._meta.label_lower,
        "title": page.draft_title or page.title,
        "path": page.path,
        "url_path": page.url_path,
        "owner_id": page.owner_id,
        "was_live": page.live,
    }


def parents_of(pages: list[Page]) -> dict[int, int]:
    paths = {page.pk: page.path[: -page.steplen] for page in pages}
    keys = dict(Page.objects.filter(path__in=set(paths.values())).values_list("path", "pk"))
    return {page: keys[path] for page, path in paths.items()}


def whoever_deletes(page: Page) -> AbstractBaseUser | None:
    """Whoever is at work, else the user in whose name the deletion was just logged."""
    if user := get_active_log_context().user:
        return user
    just_now = timezone.now() - timedelta(minutes=1)
    logged = PageLogEntry.objects.filter(page=page.pk, action="wagtail.delete", timestamp__gt=just_now)
    last = logged.select_related("user").order_by("-timestamp", "-pk").first()
    return last.user if last else None


def connect() -> None:
    pre_delete.connect(keep_what_goes, sender=Page, dispatch_uid="history_keep_what_goes")
