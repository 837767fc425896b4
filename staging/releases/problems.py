"""What stands in the way of a release, told beside the page that it is about: judged without changing anything."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, PageViewRestriction, Revision, WorkflowState

from history.people import name_of
from history.recording import last_publication
from staging.banner import zoned
from staging.models import Release, ReleaseItem
from staging.placing import HOME_DEPTH, CanNotBePlacedError, lacking, with_content
from staging.staged import Staged

from .contents import Contents, Does, live_digests

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
    """The rows that the judgement needs, read once. `thawed`: the pages with their contents to come, where that can be."""

    items: list[ReleaseItem]
    rows: dict[int, Page]
    parents: dict[int, Page]  # by the page below them
    staged: dict[int, Staged]
    live: dict[int, str]
    thawed: dict[int, Page] = field(default_factory=dict)


def look_at(items: list[ReleaseItem]) -> Look:
    rows = Page.objects.select_related("locked_by").in_bulk([item.page_id for item in items])
    contents = Contents([item for item in items if item.page_id in rows], rows)
    staged = {one.page_id: one for one in contents.staged}
    return Look(items, rows, parents_of(rows), staged, live_digests(rows.values()))


def parents_of(rows: dict[int, Page]) -> dict[int, Page]:
    """By the page below them. One query."""
    above = {page.path: page for page in Page.objects.filter(path__in={row.path[: -Page.steplen] for row in rows.values()})}
    return {row.pk: above[row.path[: -Page.steplen]] for row in rows.values() if row.path[: -Page.steplen] in above}


def problems_of(release: Release, user: AbstractBaseUser | None = None) -> list[Problem]:
    """Everything that an editor should know before the release goes live. `user`: who would let it."""
    return judge(release, look_at(list(release.items.select_related("copy"))), user)


def judge(release: Release, look: Look, user: AbstractBaseUser | None = None) -> list[Problem]:
    if not look.items:
        return [Problem(None, _("There is nothing in this release yet."))]
    found, after = [], {}
    for item in look.items:
        row = look.rows.get(item.page_id)
        if row is None:
            found.append(Problem(item, _("“%(title)s” was deleted. Remove it from the release.") % {"title": item.title}))
            continue
        after[row.pk] = stand_of(item, row, look)
        found += locks(item, row, user) + meanwhile(release, item, row, look) + content(item, row, look)
    found += under_way(look) + private(look) + addresses(look, after) + hidden(look, after) + elsewhere(release, look)
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


def meanwhile(release: Release, item: ReleaseItem, row: Page, look: Look) -> list[Problem]:
    """Whether readers see something else of the page than when the item was frozen."""
    if not item.copy_id or item.does != Does.PUBLISH:
        return []
    now = look.live[row.pk]
    if now in {item.live_digest, item.copy.digest}:
        return []
    if not now:
        words = _("“%(title)s” was unpublished after it was put into this release.")
        return [Problem(item, words % titled(row), blocks=False)]
    last = last_publication(row.pk)
    words = _("“%(title)s” was published by %(by)s on %(at)s, after it was frozen for this release, which would undo that.")
    by, at = (last.by or _("somebody"), zoned(last.at)) if last else (_("somebody"), "?")
    return [Problem(item, f"{words % titled(row, by=by, at=at)} {ways_on(release)}")]


def ways_on(release: Release) -> str:
    """What can be done where the release would undo what was published since."""
    if release.state == Release.State.SCHEDULED:
        return _(
            "Whoever may let the release go live can have the frozen version published all the same, or take the release off "
            "the schedule: then the newest draft can be taken."
        )
    return _("Take the newest draft; or whoever may let the release go live has the frozen version published all the same.")


def content(item: ReleaseItem, row: Page, look: Look) -> list[Problem]:
    """Whether what is to be published can be, and is complete."""
    if item.does == Does.MOVE and item.new_slug == row.slug and not item.new_parent_id:
        return [Problem(item, _("“%(title)s” has this slug already: nothing would happen.") % titled(row), blocks=False)]
    if item.does == Does.UNPUBLISH and not row.live:
        return [Problem(item, _("“%(title)s” is not published: nothing would happen.") % titled(row), blocks=False)]
    if item.does != Does.PUBLISH:
        return []
    try:
        page = look.thawed[row.pk] = with_content(row, look.staged[row.pk])
    except CanNotBePlacedError as error:
        return [Problem(item, sentence) for sentence in error.problems]
    slug, page.slug = page.slug, row.slug  # the address is judged with those of the other pages
    lacks = lacking(page)
    page.slug = slug
    return [Problem(item, sentence) for sentence in lacks]


def under_way(look: Look) -> list[Problem]:
    """What else is under way with the pages, and ends with the release."""
    moving = {item.page_id for item in look.items if item.does == Does.MOVE}
    keys = {str(pk): pk for pk in look.rows.keys() - moving}
    revisions = Revision.page_revisions.filter(object_id__in=keys, approved_go_live_at__isnull=False)
    planned = {keys[key]: at for key, at in revisions.values_list("object_id", "approved_go_live_at")}
    states = WorkflowState.objects.active().filter(base_content_type=ContentType.objects.get_for_model(Page), object_id__in=keys)
    in_workflow = {keys[key] for key in states.values_list("object_id", flat=True)}
    found = []
    for item in look.items:
        row = look.rows.get(item.page_id)
        if row is None:
            continue
        if row.pk in planned:
            words = _(
                "“%(title)s” is also planned to go live by itself on %(at)s. That is called off when the release goes live."
            )
            found.append(Problem(item, words % titled(row, at=zoned(planned[row.pk])), blocks=False))
        if item.does == Does.PUBLISH and row.pk in in_workflow:
            words = _("“%(title)s” is in a workflow, which ends when the release goes live.")
            found.append(Problem(item, words % titled(row), blocks=False))
        if item.does == Does.UNPUBLISH and (below := row.get_descendants().live().count()):
            words = ngettext(
                "%(number)s page below “%(title)s” stays published.", "%(number)s pages below “%(title)s” stay published.", below
            )
            found.append(Problem(item, words % titled(row, number=below), blocks=False))
    return found


def private(look: Look) -> list[Problem]:
    """Which pages not everybody can read."""
    restrictions = list(PageViewRestriction.objects.select_related("page"))
    words = _("“%(title)s” is private: readers see it only with what “%(page)s” asks for.")
    found = []
    for item in look.items:
        row = look.rows.get(item.page_id)
        asks = next((one.page for one in restrictions if row and row.path.startswith(one.page.path)), None)
        if asks and item.does != Does.UNPUBLISH:
            found.append(Problem(item, words % titled(row, page=asks.get_admin_display_title()), blocks=False))
    return found


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
        slug = look.staged[row.pk].fields.get("slug") or slug
    live = {Does.PUBLISH: True, Does.UNPUBLISH: False}.get(item.does, row.live)
    return Stand(parent, slug, live)


def addresses(look: Look, after: dict[int, Stand]) -> list[Problem]:
    """Whether two pages would have one address."""
    places = Counter((stand.parent_id, stand.slug) for stand in after.values())
    others = taken(after)
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


def taken(after: dict[int, Stand]) -> dict[tuple[int, str], str]:
    """Titles of pages that are not in the release, by the page above them and their slug. Two queries."""
    parents = Page.objects.filter(pk__in={stand.parent_id for stand in after.values() if stand.parent_id})
    by_path = dict(parents.values_list("path", "pk"))
    rows = Page.objects.filter(slug__in={stand.slug for stand in after.values()}).exclude(pk__in=after)
    found = rows.values_list("path", "slug", "draft_title")
    return {(by_path[path[: -Page.steplen]], slug): title for path, slug, title in found if path[: -Page.steplen] in by_path}


def hidden(look: Look, after: dict[int, Stand]) -> list[Problem]:
    """Whether a page would go live below one that is not published, or move below one that is gone."""
    found = []
    parents = Page.objects.in_bulk({stand.parent_id for stand in after.values() if stand.parent_id})
    ways = {pk: way_up(parent) for pk, parent in parents.items()}
    for item in look.items:
        stand = after.get(item.page_id)
        if stand and item.new_parent_id and item.new_parent_id not in parents:
            words = _("“%(title)s” is to move below a page that was deleted. Remove it from the release.")
            found.append(Problem(item, words % {"title": item.title}))
        if stand is None or not stand.live or item.does == Does.UNPUBLISH:
            continue
        for above in ways.get(stand.parent_id, []):
            published = after[above.pk].live if above.pk in after else above.live
            if not published:
                words = _("“%(title)s” stands below “%(parent)s”, which is not published. Add that one, or publish it first.")
                found.append(Problem(item, words % {"title": item.title, "parent": above.get_admin_display_title()}))
    return found


def way_up(page: Page) -> list[Page]:
    """The page and all above it, without the tree's root."""
    return list(page.get_ancestors(inclusive=True).filter(depth__gte=HOME_DEPTH))


def elsewhere(release: Release, look: Look) -> list[Problem]:
    """Which pages wait in another release as well."""
    rows = [item.page_id for item in look.items]
    others = ReleaseItem.objects.filter(page_id__in=rows, release__state__in=OPEN_STATES).exclude(release=release)
    names = defaultdict(list)
    for other in others.select_related("release").order_by("release__made_at"):
        names[other.page_id].append(f"“{other.release.name}”")
    words = _("“%(title)s” also waits in %(releases)s. Whichever goes live last decides.")
    return [
        Problem(item, words % {"title": item.title, "releases": ", ".join(names[item.page_id])}, blocks=False)
        for item in look.items
        if item.page_id in names
    ]
