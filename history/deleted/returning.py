"""Bringing a deleted page back: same key, same rows, same address; what is gone meanwhile is left out and said."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signals import page_published

from history import acts, block_changes
from history.models import DeletedPage, Version, unpack
from history.refusal import Refused
from history.restoring import save_draft

from . import rights
from .expiry import until
from .rows import Row, insert, insert_if_free, is_page, known_rows, without_gone


@dataclass
class Returned:
    """The page that is back, and what an editor should know, in sentences."""

    page: Page
    count: int
    published: bool
    sentences: list[str] = field(default_factory=list)


@dataclass
class Place:
    """Where a page that comes back will stand."""

    path: str
    url_path: str  # of its parent
    slug: str


@transaction.atomic
def bring_back(
    kept: DeletedPage, user: AbstractBaseUser, *, parent: Page | None = None, with_below: bool = True, publish: bool = False
) -> Returned:
    """Bring a deleted page back, with those below it that went with it, as a draft or as it was before readers.

    `parent`: another one than before. Raises Refused with a sentence.
    """
    kept = DeletedPage.objects.select_for_update().defer("packed").filter(pk=kept.pk).first()
    if kept is None:
        raise Refused(_("This page has been brought back already, or its time is over."))
    branch = rights.branch_of(kept)
    pages = branch.pages if with_below else [kept]
    parent = place_for(kept, pages, user, parent, publish)
    back = Return(parent, user, publish, pages)
    with acts.acting(path=Version.Path.RETURN):
        for one in pages:
            back.bring(one)
        back.settle()
    return Returned(back.done[kept.page_id], len(pages), bool(back.published), list(dict.fromkeys(back.sentences)))


def place_for(kept: DeletedPage, pages: list[DeletedPage], user: AbstractBaseUser, parent: Page | None, publish: bool) -> Page:
    """The parent's row, locked, once everything speaks for it."""
    found = Page.objects.select_for_update().filter(pk=parent.pk if parent else kept.parent_id).first()
    model = rights.model_of(kept)
    if until(kept) <= timezone.now():
        raise Refused(_("This page was deleted more than a month ago: its time is over."))
    if model is None or any(rights.model_of(one) is None for one in pages):
        raise Refused(_("The site no longer has this kind of page."))
    if found is None:
        raise Refused(_("The page above it is gone as well: bring that back first."))
    if not all(rights.may_bring_back(user, one, found.path) for one in pages):
        raise Refused(_("You may not bring back this page, or not all that was deleted with it."))
    if publish and not rights.may_publish(user, found.path):
        raise Refused(_("You may not publish there: bring it back as a draft."))
    if not model.can_create_at(found.specific):
        raise Refused(_("This kind of page can't stand there any more."))
    return found


class Return:
    """One act of bringing back: pages from above to below, then what can only be done when all are there."""

    def __init__(self, parent: Page, user: AbstractBaseUser, publish: bool, pages: list[DeletedPage]):
        self.parent, self.user, self.publish, self.pages = parent, user, publish, pages
        self.children = Counter(kept.parent_id for kept in pages)
        self.coming = {row.name for kept in pages for row in known_rows(content_of(kept)["rows"])} if len(pages) > 1 else set()
        self.may_schedule = rights.may_publish(user, parent.path)
        self.sentences: list[str] = []
        self.referrers: list[list] = []
        self.places: dict[int, Place] = {}
        self.done: dict[int, Page] = {}
        self.published: list[int] = []
        self.renamed: list[int] = []

    def bring(self, kept: DeletedPage) -> None:
        content = content_of(kept)
        rows, gone = without_gone(known_rows(content["rows"]), self.coming)
        self.sentences += gone
        values = next(row.values for row in rows if row.model is Page)
        self.stand(kept, values)
        values["numchild"] = self.children[kept.page_id]
        self.set_state(kept, values)
        for row in rows:
            self.write(row)
        self.link_again(content["links"])
        self.places[kept.page_id].url_path = values["url_path"]
        self.referrers += content["referrers"]

    def stand(self, kept: DeletedPage, values: dict) -> None:
        """Give the page its place: the old one where it is free."""
        above = self.places.get(kept.parent_id)
        if above is None:
            place = Place(free_path(self.parent, kept.path), self.parent.url_path, free_slug(self.parent, values["slug"]))
        else:
            place = Place(above.path + kept.path[-Page.steplen :], above.url_path, values["slug"])
        if place.slug != values["slug"]:
            self.renamed.append(kept.page_id)
            self.sentences.append(
                _("The address “%(old)s” is taken meanwhile: it is now “%(new)s”.") % {"old": values["slug"], "new": place.slug}
            )
        values |= {
            "path": place.path,
            "depth": len(place.path) // Page.steplen,
            "slug": place.slug,
            "url_path": f"{place.url_path}{place.slug}/",
        }
        self.places[kept.page_id] = place

    def set_state(self, kept: DeletedPage, values: dict) -> None:
        """A draft, unless it was live, shall be again, and may."""
        expires = values["expire_at"] and parse_datetime(values["expire_at"])
        if self.publish and kept.was_live and expires and expires <= timezone.now():
            self.sentences.append(_("“%(title)s” has expired meanwhile: it is a draft.") % {"title": kept.title})
        elif self.publish and kept.was_live:
            self.published.append(kept.page_id)
            return
        values["has_unpublished_changes"] = values["has_unpublished_changes"] or values["live"]
        values |= {"live": False, "live_revision_id": None}

    def write(self, row: Row) -> None:
        if row.model is Revision:
            self.check_schedule(row)
        if is_page(row) or row.model is Revision:
            insert(row)
        elif sentence := insert_if_free(row):
            self.sentences.append(sentence)

    def check_schedule(self, row: Row) -> None:
        """Nothing goes live by a time that has passed, or by somebody who may not publish."""
        due = row.values["approved_go_live_at"]
        if due and (parse_datetime(due) <= timezone.now() or not self.may_schedule):
            row.values["approved_go_live_at"] = None
            self.sentences.append(_("Its schedule is not brought back: set it again."))

    def link_again(self, links: list) -> None:
        """Let what pointed at the page point at it again, unless it found something else meanwhile."""
        for label, key, column, value in links:
            for model in (row.model for row in known_rows({label: [{}]})):
                rows = model._base_manager.filter(pk=key, **{column: None})
                if issubclass(model, Page):  # an alias that lost its source and was written on is a page of its own
                    rows = rows.filter(latest_revision=None)
                rows.update(**{column: value})

    def settle(self) -> None:
        """Tell everybody who follows saves and publications, and write the log, now that all rows are there."""
        for kept in self.pages:
            page = Page.objects.get(pk=kept.page_id).specific
            page.save(update_fields=["live"], clean=False)
            self.done[kept.page_id] = page
            if kept.page_id in self.renamed and page.latest_revision_id:
                self.rename_draft(page)
            if kept.page_id in self.published:
                publish_again(page)
            log(page, "history.bring_back", user=self.user, data={"published": kept.page_id in self.published})
        index_again(self.referrers)
        # Counted, not added: a stale page that was saved meanwhile may have written an old number.
        Page.objects.filter(pk=self.parent.pk).update(numchild=Page.objects.child_of(self.parent).count())
        DeletedPage.objects.filter(pk__in=[kept.pk for kept in self.pages]).delete()

    def rename_draft(self, page: Page) -> None:
        """The newest draft has the old address still, with which it could not be saved."""
        save_draft(page, self.user, slug=page.slug)


def content_of(kept: DeletedPage) -> dict[str, object]:
    """What was packed, with the changes of block types since; not held, because that of a large section would fill the memory."""
    content = unpack(DeletedPage.objects.values_list("packed", flat=True).get(pk=kept.pk))
    rows = block_changes.upgraded_rows(kept.content_type, content["rows"], content.get("changes", 0))
    return content | {"rows": rows}


def publish_again(page: Page) -> None:
    page_published.send(sender=type(page), instance=page, revision=page.live_revision)
    page.update_aliases(revision=page.live_revision)


def index_again(referrers: list) -> None:
    """What linked to the page links to it again, for whoever wants to delete it."""
    for content_type, key in referrers:
        found = ContentType.objects.filter(pk=content_type).first()
        source = found and found.model_class() and found.model_class()._base_manager.filter(pk=key).first()
        if source is not None:
            ReferenceIndex.create_or_update_for_object(source)


def free_path(parent: Page, old: str) -> str:
    """The place where the page stood if that is still under its parent and free, else the last one."""
    stood_here = old[: -Page.steplen] == parent.path
    if stood_here and not Page.objects.filter(path=old).exists():
        return old
    last = Page.objects.child_of(parent).order_by("path").last()
    return last._inc_path() if last else Page._get_path(parent.path, parent.depth + 1, 1)


def free_slug(parent: Page, slug: str) -> str:
    taken = set(Page.objects.child_of(parent).filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 2
    candidate = slug
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate
