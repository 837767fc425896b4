"""Which state what a link shows is in, told from rows that are read for it anyway or hashed in the database.

Reading on asks this at every click, and loading ten drafts would take longer than serving a kept answer. Another name as soon as
a word is another: autosave writes over a revision's row, so its number and its time are not enough.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from django.core.cache import cache
from django.db.models import F, TextField
from django.db.models.functions import MD5, Cast, Left
from wagtail.models import Page, Revision

from history import block_changes
from page_cache import generation

from . import links
from .models import PreviewLink, Release, ReleaseItem
from .staged import digest_of, newest_draft

Shows = PreviewLink.Shows
Fact = tuple
T = TypeVar("T")
KEPT = 15 * 60  # seconds


def of_link(link: PreviewLink) -> str:
    """A text that changes with what links.staged_by(link) would give."""
    if link.shows == Shows.DRAFT:
        facts = of_drafts([link.page_id])
    elif link.shows == Shows.VERSION:
        facts = [(link.version.copy.digest, link.version.revision_id)]
    elif link.shows == Shows.RELEASE:
        facts = of_releases([link.release_id])
    elif link.shows == Shows.MOMENT:
        facts = of_moment(link.moment)
    else:
        facts = [(digest_of(links.staged_by(link)),)]
    return repr([link.shows, block_changes.count(), *facts])


def kept(what: str, link: PreviewLink, state: str, make: Callable[[], T]) -> T:
    """What `make` tells of what the link shows, whose fingerprint is `state`: kept in memory under that and the public
    generation, which pictures that are replaced change. Reading ten drafts for it takes a quarter of a second."""
    facts = f"{link.page_id} {state} {generation.stored()}"
    name = f"preview-{what}-{hashlib.sha256(facts.encode()).hexdigest()}"
    found = cache.get(name)
    if found is None:
        found = make()
        if state == of_link(link):  # nobody has written meanwhile
            cache.set(name, found, KEPT)
    return found


def of_drafts(pages: Iterable[int]) -> Iterator[Fact]:
    """Of the newest draft of each page. One query."""
    rows = hashed(Page.objects.filter(pk__in=list(pages)).order_by("pk"), "latest_revision__")
    for pk, *revision, hashed_content, first in rows.values_list(
        "pk", "latest_revision_id", "latest_revision__created_at", "hashed", "first"
    ):
        if first == "{":
            yield (pk, *revision, hashed_content)
        else:  # no revision, or a broken one: then it is the page's own rows that are shown
            yield pk, digest_of([newest_draft(Page.objects.get(pk=pk))])


def of_releases(releases: Iterable[int]) -> Iterator[Fact]:
    """Of what happens to each page of these releases. Two queries."""
    items = ReleaseItem.objects.filter(release__in=list(releases)).order_by("release", "pk")
    facts = ("release_id", "pk", "page_id", "does", "new_parent_id", "new_slug", "copy__digest", "revision_id")
    rows = list(items.values_list(*facts))
    yield from rows
    follows = [page for _release, _pk, page, does, *_place, digest, _revision in rows if not digest and does == "publish"]
    if follows:
        yield from of_drafts(follows)


def of_moment(at: datetime) -> Iterator[Fact]:
    """Of everything that is planned up to then. As moment.staged_until."""
    planned = Revision.page_revisions.filter(approved_go_live_at__lte=at).order_by("pk")
    yield from hashed(planned).values_list("pk", "object_id", "approved_go_live_at", "hashed")
    yield from Page.objects.filter(live=True, expire_at__lte=at).order_by("pk").values_list("pk", "expire_at")
    releases = Release.objects.filter(state=Release.State.SCHEDULED, go_live_at__lte=at).order_by("pk")
    rows = list(releases.values_list("pk", "go_live_at"))
    yield from rows
    if rows:
        yield from of_releases(pk for pk, _at in rows)


def hashed(rows, before: str = ""):
    """With `hashed`, the MD5 of a revision's content, and `first`, its first character. `before`: how the rows name theirs."""
    text = Cast(F(f"{before}content"), TextField())
    return rows.annotate(hashed=MD5(text), first=Left(text, 1))
