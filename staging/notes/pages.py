"""The pages that a link is about, as it shows them: what its viewers may leave notes on. Nothing is rehearsed for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from wagtail.models import Page, Site

from history.content import content_of
from staging import links
from staging.models import PreviewLink
from staging.restrictions import closed_paths, is_open
from staging.staged import Staged

from .passages import Passage, passages_of


@dataclass(frozen=True)
class ShownPage:
    """`row`: as it is now. `path`: where the preview has it."""

    row: Page
    staged: Staged
    path: str

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def model(self) -> type[models.Model]:
        return self.row.specific_class

    @cached_property
    def fields(self) -> dict:
        """The content that viewers see, as a revision or a frozen copy has it."""
        return content_of(self.row.specific)["fields"] if self.staged.stays else self.staged.fields

    @property
    def title(self) -> str:
        return str(self.fields.get("title") or "")

    @cached_property
    def passages(self) -> list[Passage]:
        return passages_of(self.model, self.fields)


def pages_of(link: PreviewLink) -> dict[int, ShownPage]:
    """By id, in the link's order: without what it withdraws, what is restricted, and what is gone."""
    staged = [one for one in links.staged_by(link) if one.fields is not None]
    rows = Page.objects.in_bulk({one.page_id for one in staged} | {one.parent_id for one in staged if one.parent_id})
    closed = closed_paths()
    around, by_id = ancestors(rows.values()), {one.page_id: one for one in staged}
    top = set(Site.objects.values_list("root_page_id", flat=True))
    found = {}
    for one in staged:
        row = rows.get(one.page_id)
        if row and row.specific_class and is_open(row, closed) and is_open(rows.get(one.parent_id), closed):
            found[row.pk] = ShownPage(row, one, path_of(row, by_id, rows, around, top))
    return found


def ancestors(rows: Iterable[Page]) -> dict[str, Page]:
    """The pages above these, by their path in the tree."""
    paths = {row.path[:end] for row in rows for end in range(Page.steplen, len(row.path), Page.steplen)}
    return {page.path: page for page in Page.objects.filter(path__in=paths)}


def path_of(row: Page, staged: dict[int, Staged], rows: dict[int, Page], around: dict[str, Page], top: set[int]) -> str:
    """The page's address in the preview, from the root of the site: with the slugs and the parents that are staged."""
    slugs = []
    while row is not None and row.pk not in top and len(slugs) < 50:
        one = staged.get(row.pk)
        slugs.append(staged_slug(one) or row.slug if one else row.slug)
        row = rows.get(one.parent_id) if one and one.parent_id else around.get(row.path[: -Page.steplen])
    return "/".join(["", *reversed(slugs), ""]) if slugs else "/"


def staged_slug(one: Staged) -> str:
    """As placing has it: that of the content, or a new one for a page whose content stays. '' for the page's own."""
    return one.slug if one.stays else (one.fields or {}).get("slug") or ""


def page_at(pages: dict[int, ShownPage], path: str) -> ShownPage | None:
    """The page at this address in the preview, if the link is about it."""
    wanted = path.rstrip("/")
    return next((page for page in pages.values() if page.path.rstrip("/") == wanted), None)
