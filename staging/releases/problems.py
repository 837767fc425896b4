"""What stands in the way of a release, told beside the page that it is about: judged without changing anything."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, PageViewRestriction

from history.people import name_of
from history.recording import last_publication
from staging.banner import zoned
from staging.models import Release, ReleaseItem
from staging.placing import HOME_DEPTH, CanNotBePlacedError, lacking, with_content

from .contents import Does, live_digest, of_item

OPEN_STATES = (Release.State.OPEN, Release.State.SCHEDULED)


@dataclass(frozen=True)
class Problem:
    """`item`: None for the release as a whole. `blocks`: the release can't go live while it is so."""

    item: ReleaseItem | None
    sentence: str
    blocks: bool = True


def blocking(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.blocks]


@dataclass
class Look:
    """The rows that the judgement needs, read once. `after`: how each page of the release would stand."""

    items: list[ReleaseItem]
    rows: dict[int, Page]
    parents: dict[int, Page]


def look_at(release: Release) -> Look:
    items = list(release.items.select_related("copy"))
    wanted = {item.page_id for item in items} | {item.new_parent_id for item in items if item.new_parent_id}
    rows = Page.objects.select_related("locked_by").in_bulk(wanted)
    paths = {row.path[: -Page.steplen]: row.pk for row in rows.values() if row.depth > 1}
    above = {page.path: page for page in Page.objects.filter(path__in=paths)}
    parents = {row.pk: above[row.path[: -Page.steplen]] for row in rows.values() if row.path[: -Page.steplen] in above}
    return Look(items, rows, parents)


def problems_of(release: Release, user: AbstractBaseUser | None = None) -> list[Problem]:
    """Everything that an editor should know before the release goes live. `user`: who would let it."""
    look = look_at(release)
    if not look.items:
        return [Problem(None, _("There is nothing in this release yet."))]
    found, after = [], {}
    for item in look.items:
        row = look.rows.get(item.page_id)
        if row is None:
            found.append(Problem(item, _("“%(title)s” was deleted. Remove it from the release.") % {"title": item.title}))
            continue
        after[row.pk] = stand_of(item, row, look)
        found += locks(item, row, user) + meanwhile(item, row) + content(item, row) + alone(item, row)
    found += addresses(look, after) + hidden(look, after) + elsewhere(release, look)
    order = {item.pk: number for number, item in enumerate(look.items)}
    return sorted(found, key=lambda problem: (order.get(problem.item and problem.item.pk, -1), not problem.blocks))


# --- Of one page ----------------------------------------------------------------------------------------


def titled(row: Page, **more: object) -> dict:
    return {"title": row.get_admin_display_title(), **more}


def locks(item: ReleaseItem, row: Page, user: AbstractBaseUser | None) -> list[Problem]:
    if not row.locked or (user is not None and row.locked_by_id == user.pk):
        return []
    by = name_of(row.locked_by) if row.locked_by else _("somebody")
    return [Problem(item, _("“%(title)s” is locked by %(by)s: it has to be unlocked first.") % titled(row, by=by))]


def meanwhile(item: ReleaseItem, row: Page) -> list[Problem]:
    """Whether readers see something else of the page than when the item was frozen."""
    if not item.copy_id or item.does != Does.PUBLISH:
        return []
    now = live_digest(row)
    if now in {item.live_digest, item.copy.digest}:
        return []
    if not now:
        words = _("“%(title)s” was unpublished after it was put into this release.")
        return [Problem(item, words % titled(row), blocks=False)]
    last = last_publication(row.pk)
    words = _(
        "“%(title)s” was published by %(by)s on %(at)s, after it was frozen for this release, which would undo that. "
        "Take the newest draft, or accept it."
    )
    by, at = (last.by or _("somebody"), zoned(last.at)) if last else (_("somebody"), "?")
    return [Problem(item, words % titled(row, by=by, at=at))]


def content(item: ReleaseItem, row: Page) -> list[Problem]:
    """Whether what is to be published can be, and is complete."""
    if item.does == Does.MOVE and item.new_slug == row.slug and not item.new_parent_id:
        return [Problem(item, _("“%(title)s” has this slug already: nothing would happen.") % titled(row), blocks=False)]
    if item.does == Does.UNPUBLISH and not row.live:
        return [Problem(item, _("“%(title)s” is not published: nothing would happen.") % titled(row), blocks=False)]
    if item.does != Does.PUBLISH:
        return []
    staged, _digest = of_item(item, row)
    try:
        page = with_content(row, staged)
    except CanNotBePlacedError as error:
        return [Problem(item, sentence) for sentence in error.problems]
    page.slug = row.slug  # the address is judged with those of the other pages
    return [Problem(item, sentence) for sentence in lacking(page)]


def alone(item: ReleaseItem, row: Page) -> list[Problem]:
    """What else is under way with the page, and ends with the release."""
    if item.does == Does.MOVE:
        return []
    found = []
    if planned := row.revisions.filter(approved_go_live_at__isnull=False).values_list("approved_go_live_at", flat=True).first():
        words = _("“%(title)s” is also planned to go live by itself on %(at)s. That is called off when the release goes live.")
        found.append(Problem(item, words % titled(row, at=zoned(planned)), blocks=False))
    if item.does == Does.PUBLISH and row.workflow_in_progress:
        words = _("“%(title)s” is in a workflow, which ends when the release goes live.")
        found.append(Problem(item, words % titled(row), blocks=False))
    if restriction := restriction_of(row):
        words = _("“%(title)s” is private: readers see it only with what “%(page)s” asks for.")
        found.append(Problem(item, words % titled(row, page=restriction.page.get_admin_display_title()), blocks=False))
    if item.does == Does.UNPUBLISH and (below := row.get_descendants().live().count()):
        words = ngettext(
            "%(number)s page below “%(title)s” stays published.", "%(number)s pages below “%(title)s” stay published.", below
        )
        found.append(Problem(item, words % titled(row, number=below), blocks=False))
    return found


def restriction_of(row: Page) -> PageViewRestriction | None:
    paths = [row.path[:end] for end in range(Page.steplen, len(row.path) + 1, Page.steplen)]
    return PageViewRestriction.objects.filter(page__path__in=paths).select_related("page").first()


# --- Of pages together --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stand:
    """Where a page would stand: below which one, under which slug, whether readers could open it."""

    parent_id: int | None
    slug: str
    live: bool


def stand_of(item: ReleaseItem, row: Page, look: Look) -> Stand:
    parent = item.new_parent_id or (look.parents[row.pk].pk if row.pk in look.parents else None)
    slug = item.new_slug or row.slug
    if item.does == Does.PUBLISH:
        staged, _digest = of_item(item, row)
        slug = (staged.fields or {}).get("slug") or slug
    live = {Does.PUBLISH: True, Does.UNPUBLISH: False}.get(item.does, row.live)
    return Stand(parent, slug, live)


def addresses(look: Look, after: dict[int, Stand]) -> list[Problem]:
    """Whether two pages would have one address."""
    places = Counter((stand.parent_id, stand.slug) for stand in after.values())
    others = defaultdict(dict)
    parents = Page.objects.in_bulk({stand.parent_id for stand in after.values() if stand.parent_id})
    for stand in after.values():
        if parent := parents.get(stand.parent_id):
            taken = parent.get_children().filter(slug=stand.slug).exclude(pk__in=after)
            others[stand.parent_id, stand.slug] = taken.values_list("draft_title", flat=True).first()
    found = []
    for item in look.items:
        stand = after.get(item.page_id)
        if stand is None:
            continue
        if places[stand.parent_id, stand.slug] > 1:
            words = _("“%(title)s” would have the address “%(slug)s”, as another page of this release would.")
            found.append(Problem(item, words % {"title": item.title, "slug": stand.slug}))
        elif other := others.get((stand.parent_id, stand.slug)):
            words = _("“%(title)s” would have the address “%(slug)s”, which “%(other)s” has.")
            found.append(Problem(item, words % {"title": item.title, "slug": stand.slug, "other": other}))
    return found


def hidden(look: Look, after: dict[int, Stand]) -> list[Problem]:
    """Whether a page would go live below one that is not published."""
    found = []
    parents = Page.objects.in_bulk({stand.parent_id for stand in after.values() if stand.parent_id})
    for item in look.items:
        stand = after.get(item.page_id)
        if stand is None or not stand.live or item.does == Does.UNPUBLISH:
            continue
        for above in way_up(parents.get(stand.parent_id)):
            published = after[above.pk].live if above.pk in after else above.live
            if not published:
                words = _("“%(title)s” stands below “%(parent)s”, which is not published. Add that one, or publish it first.")
                found.append(Problem(item, words % {"title": item.title, "parent": above.get_admin_display_title()}))
    return found


def way_up(page: Page | None) -> list[Page]:
    """The page and all above it, without the tree's root."""
    return list(page.get_ancestors(inclusive=True).filter(depth__gte=HOME_DEPTH)) if page else []


def elsewhere(release: Release, look: Look) -> list[Problem]:
    """Which pages wait in another release as well."""
    rows = [item.page_id for item in look.items]
    others = ReleaseItem.objects.filter(page_id__in=rows, release__state__in=OPEN_STATES).exclude(release=release)
    names = defaultdict(list)
    for other in others.select_related("release").order_by("release__made_at"):
        names[other.page_id].append(f"“{other.release.name}”")
    words = _("“%(title)s” also waits in %(releases)s. Whichever goes live last replaces the other's words.")
    return [
        Problem(item, words % {"title": item.title, "releases": ", ".join(names[item.page_id])}, blocks=False)
        for item in look.items
        if item.page_id in names
    ]
