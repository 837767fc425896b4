"""Going live: everything that is in a release at once, or nothing.

One transaction. Content is frozen in it, judged, and put in place by what rehearsal uses as well; what belongs to a publication
beside the pages' rows comes after: log entries, signals, the history. Whatever fails names its page, and nothing has changed.
"""

from dataclasses import replace

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from wagtail.log_actions import LogContext, log
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from history import acts
from history.models import Version
from history.recording import last_publications
from history.refusal import Refused
from staging.models import Release, ReleaseItem
from staging.placing import CanNotBePlacedError, Placed, lock

from . import plans, redirects
from .before import remember, traces_of
from .contents import Does, of_items
from .events import note
from .finishing import put_for_good, rename_draft
from .locking import State, holding
from .problems import parents_of
from .states import freeze_ready


def go_live(release_id: int, user: AbstractBaseUser | None = None, *, seen: str = "") -> Release:
    """Let the release go live. Refused with every reason why it can't; BusyError when somebody else is at it.

    Whether the user may is asked by the caller: rights.may_release. `seen`: the digest of what they have seen, if they have.
    """
    with (
        LogContext(user=user),
        holding(release_id, State.OPEN, State.SCHEDULED) as release,
        acts.acting(path=Version.Path.RELEASE, note=release.name),
    ):
        try:
            make_live(release, user, seen)
        except CanNotBePlacedError as error:
            raise Refused(*error.problems) from error
    return release


def make_live(release: Release, user: AbstractBaseUser | None, seen: str) -> None:
    items = list(release.items.select_related("copy").order_by("page_id"))
    lock([item.page_id for item in items], {item.new_parent_id for item in items if item.new_parent_id})
    thawed = freeze_ready(release, items, user, seen)
    rows = Page.objects.in_bulk([item.page_id for item in items])
    remember(items, rows, parents_of(rows))
    now = timezone.now()
    staged = [replace(one, at=now) for one in of_items(items).staged]
    slugs = {pk: row.slug for pk, row in rows.items()}
    watched = redirects.rows() if redirects.may_change(staged, slugs) else None
    placed = put_for_good(staged, thawed)
    stay = {one.page_id for one in staged if one.stays}
    plans.end(page for page in placed.pages if page.pk not in stay)
    release.redirects = redirects.changed(watched, redirects.rows()) if watched is not None else {}
    for item in items:
        finish(item, rows[item.page_id], placed, user)
    now_there = Page.objects.in_bulk(rows)
    traces = traces_of(now_there, parents_of(now_there))
    for item in items:
        item.left = traces[item.page_id]
    ReleaseItem.objects.bulk_update(items, ["copy", "revision_id", "live_digest", "before", "copy_before", "left"])
    release.state, release.live_at, release.live_by = State.LIVE, now, user
    release.save()
    published = last_publications(item.page_id for item in items if item.does == Does.PUBLISH)
    note(release, "live", user, told_by=published)


def finish(item: ReleaseItem, was: Page, placed: Placed, user: AbstractBaseUser | None) -> None:
    """What belongs to a publication beside the page's row."""
    page = placed.page(item.page_id)
    if item.does == Does.PUBLISH:
        page_published.send(sender=page.specific_class, instance=page, revision=page.live_revision)
        log(page, "wagtail.publish", user=user, revision=page.live_revision, content_changed=True)
    elif item.does == Does.UNPUBLISH and was.live:
        page_unpublished.send(sender=page.specific_class, instance=page)
        log(page, "wagtail.unpublish", user=user)
    elif item.new_slug and item.new_slug != was.slug:
        rename_draft(page, was.slug, item.new_slug, user)
        words = {"old": was.slug, "new": item.new_slug}
        log(page, "wagtail.rename", user=user, data={"title": words})
