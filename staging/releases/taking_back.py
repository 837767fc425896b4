"""Taking back: every page of a release as it was before, or nothing. Refused where somebody has changed one since."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext, log
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from history import acts
from history.models import Version
from history.recording import last_publication, last_publications
from history.refusal import Refused
from staging.banner import zoned
from staging.models import Release, ReleaseItem
from staging.placing import CanNotBePlacedError, Placed, lock
from staging.rehearsal import rehearse

from . import plans, redirects
from .before import taking_back, traces_of
from .events import note
from .finishing import put_for_good, rename_draft
from .locking import State, holding
from .plan import addresses
from .problems import parents_of


def take_back(release_id: int, user: AbstractBaseUser | None = None) -> Release:
    """Restore what was live before. Refused with every reason why that can't be; BusyError when somebody else is at it."""
    with (
        LogContext(user=user),
        holding(release_id, State.LIVE) as release,
        acts.acting(path=Version.Path.RELEASE, note=_("%(release)s, taken back") % {"release": release.name}),
    ):
        try:
            restore(release, user)
        except CanNotBePlacedError as error:
            raise Refused(*error.problems) from error
    return release


def restore(release: Release, user: AbstractBaseUser | None) -> None:
    items = list(release.items.select_related("copy_before").order_by("page_id"))
    lock([item.page_id for item in items], {item.before["parent"] for item in items})
    if reasons := changed_since(items):
        raise Refused(*reasons)
    was_live = dict(Page.objects.filter(pk__in=[item.page_id for item in items]).values_list("pk", "live"))
    watched = redirects.rows()
    placed = put_for_good([taking_back(item) for item in items])
    redirects.put_back(release.redirects, watched)
    plans.Plans(items).plan_again()
    for item in items:
        finish(item, was_live[item.page_id], placed, user)
    release.state, release.taken_back_at, release.taken_back_by = State.TAKEN_BACK, timezone.now(), user
    release.save()
    note(release, "taken_back", user, told_by=last_publications(page.pk for page in placed.pages if page.live))


def addresses_after(items: Sequence[ReleaseItem]) -> dict[int, str]:
    """Whole addresses by page, of those that readers will find. Raises CanNotBePlacedError and BusyError."""
    staged = [taking_back(item) for item in items]
    return rehearse(staged, lambda _placed: addresses(staged))


def changed_since(items: list[ReleaseItem]) -> list[str]:
    """A sentence for each page that is not what the release has left."""
    rows = Page.objects.in_bulk([item.page_id for item in items])
    traces = traces_of(rows, parents_of(rows))
    sentences = []
    for item in items:
        row, now = rows.get(item.page_id), traces.get(item.page_id)
        if row is None:
            sentences.append(_("“%(title)s” was deleted since.") % {"title": item.title})
        elif now != item.left:
            sentences.append(what_changed(row, item.left, now))
    return sentences


def what_changed(row: Page, left: dict, now: dict) -> str:
    title = {"title": row.get_admin_display_title()}
    if not now["live"] and left["live"]:
        return _("“%(title)s” was unpublished since.") % title
    if (now["digest"], now["published"], now["live"]) != (left["digest"], left["published"], left["live"]):
        last = last_publication(row.pk)
        words = _("“%(title)s” was published since, by %(by)s on %(at)s.")
        return words % {**title, "by": (last and last.by) or _("somebody"), "at": zoned(last.at) if last else "?"}
    return _("“%(title)s” was moved or renamed since.") % title


def finish(item: ReleaseItem, was_live: bool, placed: Placed, user: AbstractBaseUser | None) -> None:
    page = placed.page(item.page_id)
    if page.live:
        page_published.send(sender=page.specific_class, instance=page, revision=page.live_revision)
        log(page, "wagtail.publish", user=user, revision=page.live_revision, content_changed=True)
    elif was_live:
        page_unpublished.send(sender=page.specific_class, instance=page)
        log(page, "wagtail.unpublish", user=user)
    if item.new_slug:
        rename_draft(page, item.new_slug, item.before["slug"], user)
