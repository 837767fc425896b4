"""Going back by as much as wanted: a whole version, or one block of it, into the newest draft.

A restoration is a new draft, never a change of a stored row, and publishes nothing. What belongs to the page's row stays: its
place, state, schedule and comments.
"""

from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from .block_lists import Found, Place, find, lists_in, position_after_neighbours
from .block_types import count_unknown, stream_fields
from .holding import holding
from .refusal import Refused
from .stored_versions import blocks_in, can_be_edited, leave_out_lost, stored_streams
from .versions import DRAFT, PageVersion, load

WHOLE, BLOCK = "history.restore", "history.restore_block"


@dataclass
class Restored:
    """The new draft, the name of what came back, and what an editor should know, in sentences."""

    revision: Revision
    label: str
    sentences: list[str] = field(default_factory=list)


def restore(page: Page, ref: str, user: AbstractBaseUser) -> Restored:
    """Make a version the newest draft. Raises Http404 where there is none, and Refused with a sentence."""
    with holding(page.pk):
        row = changeable(page.pk, user)
        version = load(row, ref)
        refuse_newest(row, ref)
        lost = leave_out_lost(row, version, can_be_edited)
        sentences = [*version.gone, *(f"{one.sentence} {_('It is left out.')}" for one in lost)]
        sentences += keep_address(row, version.page)
        keep_schedule(row, version.page)
        revision = version.page.save_revision(user=user, clean=False)
        note(row, WHOLE, version, user, revision)
    return Restored(revision, version.label, sentences + complaints(revision))


def refuse_newest(row: Page, ref: str) -> None:
    if ref in {DRAFT, f"r{row.latest_revision_id}"}:
        raise Refused(_("This is the newest draft already."))


def changeable(page_id: int, user: AbstractBaseUser) -> Page:
    """The specific page as it is now, if the user may change it."""
    page = Page.objects.get(pk=page_id).specific
    if not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    if page.alias_of_id:
        raise Refused(_("This page shows another page: restore a version of that one."))
    lock = page.get_lock()
    if lock and lock.for_user(user):
        raise Refused(_("The page is locked: nobody but who locked it can change it now."))
    return page


def keep_address(row: Page, restored: Page) -> list[str]:
    """Two pages in one place can't have one address."""
    if not row.get_siblings(inclusive=False).filter(slug=restored.slug).exists():
        return []
    taken, restored.slug = restored.slug, row.slug
    restored.set_url_path(row.get_parent())
    return [_("The address “%(old)s” belongs to another page by now: “%(new)s” stays.") % {"old": taken, "new": row.slug}]


def keep_schedule(row: Page, restored: Page) -> None:
    """As the newest draft has it: the page's own row learns of a schedule only later."""
    planned = row.latest_revision.content if row.latest_revision else {}
    if isinstance(planned, dict) and {"go_live_at", "expire_at"} <= planned.keys():
        for name in ("go_live_at", "expire_at"):
            setattr(restored, name, row._meta.get_field(name).to_python(planned[name]))


def complaints(revision: Revision) -> list[str]:
    """What keeps the draft from being published as it is."""
    page = revision.as_object()
    try:
        page.full_clean()
    except ValidationError as error:
        return [
            _("Before it can be published: %(field)s: %(message)s") % {"field": name_of_field(page, name), "message": message}
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def name_of_field(page: Page, name: str) -> str:
    names = {one.name: str(one.verbose_name) for one in page._meta.concrete_fields}
    return names.get(name, str(page._meta.verbose_name))


def note(row: Page, action: str, version: PageVersion, user: AbstractBaseUser, revision: Revision, **data: str) -> None:
    at = version.at.isoformat() if version.at else ""
    data = {"ref": version.ref, "moment": at, "version": version.label, **data}
    log(row, action, user=user, revision=revision, content_changed=True, data=data)


# --- One block ------------------------------------------------------------------------------------


def restore_block(page: Page, ref: str, block_id: str, user: AbstractBaseUser) -> Restored:
    """Put one block of a version into the newest draft: in place of itself if it is still there, else where it stood.

    Raises Http404 where there is no such version, and Refused with a sentence.
    """
    with holding(page.pk):
        row = changeable(page.pk, user)
        version = load(row, ref)
        found = find(lists_of(row, ref), block_id)
        if found is None:
            raise Refused(_("This version has no such block."))
        label = known_name(found)
        streams = {name: blocks_in(stream) for name, stream in stored_streams(row, DRAFT).items()}
        put_back(found, lists_in(type(row), streams))
        revision = save_draft(row, user, streams)
        note(row, BLOCK, version, user, revision, block=label)
    return Restored(revision, label)


def lists_of(row: Page, ref: str) -> list[Place]:
    return lists_in(type(row), {name: blocks_in(stream) for name, stream in stored_streams(row, ref).items()})


def known_name(found: Found) -> str:
    """The name of the block's type. A block that the code does not know would be lost in the draft."""
    unknown = count_unknown(found.place.block, [found.item])
    if unknown:
        kinds = ", ".join(sorted(unknown))
        raise Refused(_("The site no longer knows blocks of the kind “%(kind)s”: this one can't be restored.") % {"kind": kinds})
    return str(found.kind.label)


def put_back(found: Found, draft: list[Place]) -> None:
    """Write the found block into the draft's stored lists."""
    there = find([place for place in draft if place.field == found.place.field], found.item["id"])
    if there:
        there.place.items[there.index] = found.item
        return
    place = next((place for place in draft if place.where == found.place.where), None)
    if place is None:
        raise Refused(_("What stood around this block is no longer in the draft: restore that first."))
    place.items.insert(position_after_neighbours(found, place), found.item)


def save_draft(row: Page, user: AbstractBaseUser, streams: dict[str, list] | None = None, **fields: object) -> Revision:
    """A new draft, which is the newest one with other streams or fields. Blocks that the code does not know stay in it."""
    page = load(row, DRAFT).page
    streams = streams or {name: blocks_in(stream) for name, stream in stored_streams(row, DRAFT).items()}
    for name, block in stream_fields(type(row)).items():
        setattr(page, name, StreamValue(block, streams[name], is_lazy=True))
    keep_schedule(row, page)
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision(user=user, clean=False)
