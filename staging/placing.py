"""Putting content in place: what rehearsal and going live share, so that what is shown is what ships.

It writes what readers see, in the transaction that the caller has begun. Redirects, search entries and frozen copies come from
the signals of the saves, in the same transaction. What else belongs to a publication is done in releases/finishing.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import COMMENTS_RELATION_NAME, Page, Revision

from history import block_types
from history.content import ROW_KEEPS, page_with

from .child_rows import keep_ids
from .failures import complaints
from .staged import Staged

HOME_DEPTH = 2
FIRST = -1  # as Staged.after_id: before all others


class CanNotBePlacedError(Exception):
    """What is staged can't be put in place, for these reasons."""

    def __init__(self, problems: Sequence["Problem"]):
        super().__init__(" ".join(problem.sentence for problem in problems))
        self.found = problems

    @property
    def problems(self) -> list[str]:
        """Sentences for editors, each names its page."""
        return [problem.sentence for problem in self.found]

    @property
    def pages(self) -> set[int]:
        return {problem.page_id for problem in self.found}


class Problem(NamedTuple):
    page_id: int
    sentence: str


class BusyError(Exception):
    """Somebody else is at it just now: try again in a moment."""


@dataclass
class Placed:
    """The specific pages as they are now, in the order of the tree."""

    pages: list[Page] = field(default_factory=list)

    def page(self, page_id: int) -> Page | None:
        return next((page for page in self.pages if page.pk == page_id), None)

    def unfinished(self) -> list[str]:
        """What they lack to be published by the form, in sentences: no reason to hide a draft from those who shall judge it."""
        return [sentence for page in self.pages if page.live for sentence in lacking(page)]


def put(staged: Iterable[Staged], thawed: Mapping[int, Page] | None = None, *, searched: bool = True) -> Placed:
    """Put everything in place, in the caller's transaction. Raises CanNotBePlacedError for all problems at once, and BusyError.

    `thawed`: pages with their staged content, if the caller made them in this transaction while holding their rows. They are
    used where no address changes, as a change of one page's address changes the rows of others.

    Each page is read just before it is written, parents before what is below them; the tree is judged when all are there, so
    that two pages may swap their addresses. Not `searched`: nobody looks for them before the roll-back, and none is indexed.
    """
    by_page = {one.page_id: one for one in staged}
    paths = lock(by_page, new_parents={one.parent_id for one in by_page.values() if one.parent_id})
    placed, problems = Placed(), [deleted(page_id) for page_id in by_page.keys() - paths.keys()]
    thawed = {} if not thawed or any(changes_address(by_page[pk], page) for pk, page in thawed.items()) else thawed
    moving = [by_page[page_id] for page_id in sorted(paths, key=paths.get) if by_page[page_id].parent_id]
    problems += [problem for one in moving if (problem := move(one))]
    paths = paths_of(paths) if moving else paths
    for page_id in sorted(paths, key=paths.get):
        try:
            placed.pages.append(place(by_page[page_id], thawed.get(page_id), searched))
        except CanNotBePlacedError as error:
            problems += error.found
    take_aliases_along([page for page in placed.pages if not by_page[page.pk].stays])
    public = [page for page in placed.pages if page.live]
    problems += [*below_unpublished(public), *sharing_an_address(public)]
    if problems:
        raise CanNotBePlacedError(problems)
    return placed


def deleted(page_id: int) -> Problem:
    return Problem(page_id, _("A page (number %(number)s) was deleted.") % {"number": page_id})


def lock(page_ids: Iterable[int], new_parents: Iterable[int] = ()) -> dict[int, str]:
    """Lock the pages and their parents in the order of their ids; their paths in the tree, without pages that are gone."""
    paths = paths_of(page_ids)
    wanted = Q(pk__in={*paths, *new_parents}) | Q(path__in={path[: -Page.steplen] for path in paths.values()})
    rows = Page.objects.filter(wanted).order_by("pk").select_for_update(of=("self",), no_key=True)
    locked = dict(rows.values_list("pk", "path"))
    if any(locked.get(pk) != path for pk, path in paths.items()):
        raise BusyError("Moved or deleted meanwhile.")
    return paths


def paths_of(page_ids: Iterable[int]) -> dict[int, str]:
    return dict(Page.objects.filter(pk__in=list(page_ids), depth__gte=HOME_DEPTH).values_list("pk", "path"))


def move(one: Staged) -> Problem | None:
    """Put the page below its new parent, with all that is below it; the reason why it can't be."""
    row, parent = Page.objects.get(pk=one.page_id), Page.objects.filter(pk=one.parent_id).first()
    if parent is None:
        return refusal(row, _("the page that it is to stand below was deleted."))
    if row.is_child_of(parent) and one.after_id is None:
        return None
    if not row.specific.can_move_to(parent):
        return refusal(row, _("it can't stand below “%(parent)s”.") % {"parent": parent.draft_title})
    left = parent.get_children().filter(pk=one.after_id).exclude(pk=row.pk).first() if one.after_id else None
    if left:
        row.move(left, pos="right")
    else:
        row.move(parent, pos="first-child" if one.after_id == FIRST else "last-child")
    return None


def changes_address(one: Staged, page: Page) -> bool:
    return bool(one.parent_id) or page.url_path.rstrip("/").rsplit("/", 1)[-1] != (one.slug or page.slug)


def place(one: Staged, thawed: Page | None = None, searched: bool = True) -> Page:
    row = Page.objects.get(pk=one.page_id)
    if one.row is not None:
        page = taken_back(row, one)
    elif one.stays:
        page = row.specific
        page.slug = one.slug or page.slug
    elif one.fields is None:
        page = withdrawn(row, one)
    else:
        page = published(row, one, thawed)
    # Comments stay as they are: a save would delete the resolved ones.
    page.__dict__.get("_cluster_related_objects", {}).pop(COMMENTS_RELATION_NAME, None)
    keep_ids(page)
    page.skips_search = not searched
    try:
        page.save(clean=False)
    except (ValueError, ValidationError) as error:
        raise CanNotBePlacedError([refusal(page, str(error))]) from error
    return page


def take_aliases_along(pages: Sequence[Page]) -> None:
    """Other pages that show the same."""
    with_aliases = set(Page.objects.filter(alias_of__in=[page.pk for page in pages]).values_list("alias_of_id", flat=True))
    for page in pages:
        if page.pk not in with_aliases:
            continue
        if page.live:
            page.update_aliases()
            continue
        for alias in page.aliases.filter(live=True):
            alias.unpublish(log_action=False)


def published(row: Page, one: Staged, thawed: Page | None = None) -> Page:
    """The page with the content, unsaved."""
    page = thawed or with_content(row, one)
    now = one.at or timezone.now()
    page.live, page.expired, page.go_live_at = True, False, None
    end = one.expire_at if one.plans_its_end else row.expire_at
    page.expire_at = end if end and end > now else None
    page.first_published_at = row.first_published_at or now
    page.last_published_at = now
    page.live_revision_id = one.revision_id or row.live_revision_id
    page.has_unpublished_changes = one.revision_id != row.latest_revision_id
    return page


def withdrawn(row: Page, one: Staged) -> Page:
    """The page as Wagtail leaves it when it expires or is unpublished, unsaved."""
    page = row.specific
    page.live, page.expired, page.go_live_at, page.live_revision = False, one.expires, None, None
    page.has_unpublished_changes = True
    return page


def taken_back(row: Page, one: Staged) -> Page:
    """The page with the content and in the state that it had before, unsaved. Drafts written since stay the newest."""
    page = with_content(row, one)
    for name, value in one.row.items():
        setattr(page, name, page._meta.get_field(name).to_python(value))
    if not Revision.page_revisions.filter(object_id=str(row.pk), pk=page.live_revision_id).exists():
        page.live_revision_id = None
    page.has_unpublished_changes = not page.live or page.live_revision_id != row.latest_revision_id
    return page


def with_content(row: Page, one: Staged) -> Page:
    model = row.specific_class
    if model is None or one.model not in ("", model._meta.label_lower):
        raise CanNotBePlacedError([refusal(row, _("this site does not know this kind of page any more."))])
    for name, block in block_types.stream_fields(model).items():
        if unknown := block_types.unknown_in(block, block_types.read_stream(one.fields.get(name))):
            words = _("it has blocks that this site does not know any more (%(blocks)s).") % {"blocks": ", ".join(unknown)}
            raise CanNotBePlacedError([refusal(row, words)])
    thawed = page_with(row, one.fields)
    if thawed.gone:
        advice = _("Open the page and save it anew.")
        raise CanNotBePlacedError([refusal(row, f"{gone} {advice}") for gone in thawed.gone])
    return thawed.page


def sharing_an_address(pages: Sequence[Page]) -> list[Problem]:
    """A sentence for each page whose address another one has, in the tree as it is now."""
    rows = Page.objects.filter(slug__in={page.slug for page in pages}).values_list("pk", "path", "slug", "draft_title")
    there = defaultdict(list)
    for pk, path, slug, title in rows:
        there[path[: -Page.steplen], slug].append((pk, title))
    problems = []
    for page in pages:
        for title in [title for pk, title in there[page.path[: -Page.steplen], page.slug] if pk != page.pk][:1]:
            words = _("its address “%(slug)s” is also that of “%(other)s”.") % {"slug": page.slug, "other": title}
            problems.append(refusal(page, words))
    return problems


def below_unpublished(pages: Sequence[Page]) -> list[Problem]:
    """A sentence for each page that would stand below one that nobody can open."""
    above = {page.path[:end] for page in pages for end in range(HOME_DEPTH * Page.steplen, len(page.path), Page.steplen)}
    hidden = dict(Page.objects.filter(path__in=above, live=False).values_list("path", "draft_title"))
    return [
        refusal(page, _("it stands below “%(parent)s”, which is not published.") % {"parent": title})
        for page in pages
        for path, title in hidden.items()
        if page.path.startswith(path)
    ]


def lacking(page: Page) -> list[str]:
    try:
        page.full_clean(exclude=ROW_KEEPS)
    except ValidationError as error:
        words = _("“%(title)s” is not complete: %(why)s")
        return [words % {"title": page.title, "why": complaint} for complaint in complaints(error, page)]
    return []


def title_of(page: Page) -> str:
    return f"“{page.draft_title or page.title}”"


def refusal(page: Page, words: str) -> Problem:
    return Problem(page.pk, _("%(title)s can't go live as it is: %(why)s") % {"title": title_of(page), "why": words})


def is_about_locks(error: OperationalError) -> bool:
    """Whether the database gave up waiting for somebody else, or chose us to end a deadlock."""
    state = getattr(error.__cause__, "sqlstate", "") or ""
    return state in {"55P03", "40P01", "40001", "57014"} or "locked" in str(error) or "busy" in str(error)
