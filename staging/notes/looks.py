"""What was seen through a link, so that “what changed since you last looked?” has an answer for who comes back.

`PreviewLink.looks` is {"now": look, "before": look}: of the visit that lasts, and of the one before. A look is {"at": ISO time,
"stamp": …, "pages": {"12": {"digest": …, "copy": key of a frozen copy, or none}}}. A visit sees all that the link shows. Whoever
shares a link shares its visits. A visit ends when nobody looks for half an hour, or for less while something changes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils import timezone
from wagtail.models import Page

from history.block_types import stream_fields
from history.content import content_of, freeze, page_with, thaw
from history.content import digest_of as digest_of_content
from history.models import FrozenCopy
from history.stored_versions import blocks_or_text
from staging import links
from staging.models import PreviewLink
from staging.rehearsal import short_waits
from staging.staged import digest_of

from .pages import page_at, pages_of

FRESH = timedelta(minutes=1)  # a look as young as this is not written again, if nobody has written on the page
PAUSE = timedelta(minutes=5)  # after it, what changed meanwhile is news; what did not is read on
AT_ONCE = 2  # pages that are frozen for one look, that which is looked at first: each takes some 30 ms


# --- Looking ----------------------------------------------------------------------------------------


def note(link: PreviewLink, path: str) -> None:
    """Somebody looks at this path of what the link shows now. As counting, it never waits for editors."""
    now, last = timezone.now(), link.looks.get("now")
    if link.shows == PreviewLink.Shows.VERSION:  # which stays as it is
        return
    age, stamp = now - datetime.fromisoformat(last["at"]) if last else None, stamp_of(link)
    if last and age < FRESH and last["stamp"] == stamp and all(one["copy"] for one in last["pages"].values()):
        return
    try:
        with short_waits(links.COUNTING):
            looks = {"now": {"at": now.isoformat(), "stamp": stamp, "pages": seen(link, path, last["pages"] if last else {})}}
            if last:
                is_new = age > links.VISIT or (age > PAUSE and not is_alike(last, looks["now"]))
                before = last if is_new else link.looks.get("before")
                looks |= {"before": before} if before else {}
            PreviewLink.objects.filter(pk=link.pk).update(looks=looks)
            link.looks = looks
    except DatabaseError:
        pass


def stamp_of(link: PreviewLink) -> str:
    """Another one when the draft of the link's page is written; '' for a link to more, which is looked at anew each minute."""
    return f"{link.page.latest_revision_id} {link.page.latest_revision_created_at}" if link.page else ""


def seen(link: PreviewLink, path: str, known: dict[str, dict]) -> dict[str, dict]:
    """What each page is now: a digest, and the frozen copy of its content, which may be left to the next look."""
    shown = pages_of(link)
    looks = {str(pk): {"digest": digest_of([page.staged]), "copy": None} for pk, page in shown.items()}
    for pk, look in looks.items():
        last = known.get(pk, {})
        look["copy"] = last["copy"] if last.get("digest") == look["digest"] else None
    here = page_at(shown, path)
    unkept = [page for pk, page in shown.items() if not looks[str(pk)]["copy"]]
    for page in sorted(unkept, key=lambda page: page is not here)[:AT_ONCE]:
        looks[str(page.pk)]["copy"] = freeze(page_with(page.row, page.fields).page).pk
    return looks


# --- Coming back ------------------------------------------------------------------------------------


def before(link: PreviewLink) -> datetime | None:
    """When the link was looked through last, before this visit, if it showed something else then."""
    if "before" not in link.looks:
        return None
    is_known = is_alike(link.looks["before"], link.looks["now"])
    return None if is_known else datetime.fromisoformat(link.looks["before"]["at"])


def is_alike(one: dict, other: dict) -> bool:
    """Whether both looks saw the same."""
    then, now = one["pages"], other["pages"]
    return then.keys() == now.keys() and all(is_same(then[page], now[page]) for page in now)


def is_same(one: dict, other: dict) -> bool:
    """Whether a page's content is. Equal contents share a copy, also where a draft was saved once more."""
    return one["digest"] == other["digest"] or (one["copy"] is not None and one["copy"] == other["copy"])


@dataclass(frozen=True)
class Change:
    """A page that was not the same at the last visit. `old`: as it was, None where that is not kept or it was not shown.

    `new`: as it is, None where it is no longer shown.
    """

    page_id: int
    title: str
    was_shown: bool
    old: Page | None
    new: Page | None


def changes(link: PreviewLink) -> list[Change]:
    """In the order of the link."""
    then, pages = link.looks["before"]["pages"], pages_of(link)
    copies = FrozenCopy.objects.in_bulk([one["copy"] for one in then.values() if one["copy"]])
    found = []
    for pk, page in pages.items():
        one = then.get(str(pk), {})
        if one.get("digest") == digest_of([page.staged]):
            continue
        copy, new = copies.get(one.get("copy")), page_with(page.row, page.fields).page
        if copy is None or copy.digest != digest_of_content(content_of(new)):
            old = whole(thaw(page.row, copy).page, copy.content["fields"]) if copy else None
            found.append(Change(pk, page.title, bool(one), old, whole(new, page.fields)))
    return found + [Change(pk, "", True, None, None) for pk in map(int, then) if pk not in pages]


def whole(page: Page, fields: dict) -> Page:
    """The page with what is stored of its streams, also where the code no longer knows a block."""
    page.stored_streams = {name: blocks_or_text(fields.get(name)) for name in stream_fields(type(page))}
    return page
