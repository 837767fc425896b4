"""The streams of a version as they are stored, and which of their blocks can't be had any more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.models import Page, Revision

from . import block_changes
from .block_types import read_stream, stream_fields
from .content import settle
from .models import Version
from .operations import as_text
from .versions import DRAFT, LIVE, PageVersion

LONGEST = 2_000  # characters of a block's text


@dataclass(frozen=True)
class Lost:
    """A stored block that can't be read: `kind` is the name of its type, "" where even that can't be told."""

    field: str
    kind: str
    known: bool
    text: str

    @property
    def sentence(self) -> str:
        if not self.kind:
            return _("%(field)s: something is stored that is no block.") % {"field": self.field}
        if not self.known:
            return _("%(field)s: a block of the kind “%(kind)s”, which the site no longer knows.") % self.__dict__
        return _("%(field)s: a block “%(kind)s” that can't be read.") % self.__dict__


def stored_fields(page: Page, ref: str) -> dict:
    """The version's content as it is stored: streams are lists, text, or whatever else is there."""
    if ref == LIVE or (ref == DRAFT and not page.latest_revision_id):
        names = list(stream_fields(type(page)))
        values = type(page)._base_manager.filter(pk=page.pk).values_list(*map(as_text, names)).get()
        return dict(zip(names, values, strict=True))
    if ref.startswith("v"):
        version = Version.objects.filter(page_id=page.pk, pk=int(ref[1:])).select_related("copy").first()
        if version is None:
            raise Http404(_("This page has no such version."))
        content = version.copy.content
        fields = block_changes.upgraded(content["type"], content["fields"], since=version.copy.changes)
        return fields if isinstance(fields, dict) else {}
    number = page.latest_revision_id if ref == DRAFT else int(ref[1:])
    revision = Revision.page_revisions.filter(object_id=str(page.pk), pk=number).first()
    if revision is None:
        raise Http404(_("This page has no such version."))
    return revision.content if isinstance(revision.content, dict) else {}


def stored_streams(page: Page, ref: str) -> dict[str, object]:
    """By field. `page` is the specific one, `ref` one that `versions.load` knows."""
    fields = stored_fields(page, ref)
    return {name: blocks_or_text(fields.get(name)) for name in stream_fields(type(page))}


def blocks_or_text(stored: object) -> object:
    """What is no JSON stays text: its words can be shown."""
    stream = read_stream(stored)
    return stored if stream is None else stream


def is_block(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("type"), str) and "value" in item


def blocks_in(stream: object) -> list[dict]:
    """What of a stored stream has the shape of blocks."""
    return [item for item in stream if is_block(item)] if isinstance(stream, list) else []


def can_be_edited(child: StreamValue.StreamChild) -> None:
    """Raises whatever the editor's form would."""
    child.block.get_form_state(child.value)


def can_be_shown(page: Page, request: HttpRequest) -> Callable[[StreamValue.StreamChild], None]:
    """Of a block of this page: raises whatever its template would."""
    return lambda child: child.render({"page": page, "self": page, "request": request})


def leave_out_lost(page: Page, version: PageVersion, probe: Callable[[StreamValue.StreamChild], None]) -> list[Lost]:
    """Take the blocks that can't be read, or fail the probe, out of the version's page. Returns them."""
    lost = []
    for name, stream in stored_streams(page, version.ref).items():
        field = version.page._meta.get_field(name)
        found = list(lost_in(field.stream_block, stream, probe))
        if found:
            gone = [item for item, _known in found]
            setattr(version.page, name, [item for item in blocks_in(stream) if item not in gone])
        label = str(field.verbose_name).capitalize()
        lost += [described(label, field.stream_block, item, known) for item, known in found]
    return lost


def lost_in(block: object, stream: object, probe: Callable) -> Iterator[tuple[object, bool]]:
    """Pairs of a stored part of the stream and whether its type is known."""
    if not isinstance(stream, list):
        if stream:
            yield stream, False
        return
    for item in stream:
        known = is_block(item) and item["type"] in block.child_blocks
        if not known or not reads_well(block, item, probe):
            yield item, known


def reads_well(block: object, item: dict, probe: Callable) -> bool:
    value = StreamValue(block, [dict(item)], is_lazy=True)
    if not has_shape(block.child_blocks[item["type"]], item["value"]):
        return False
    try:
        settle(value)
        for child in value:
            probe(child)
    except Exception:  # whatever is stored, in whatever shape, is met by code that expects its own
        return False
    return True


def has_shape(block: blocks.Block, value: object) -> bool:
    """Whether the stored value is of the shape that the block reads. Wagtail makes an empty block of some others."""
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        return value is None or isinstance(value, list)
    if isinstance(block, blocks.BaseStructBlock):
        parts = value if isinstance(value, dict) else {}
        known = parts.keys() & block.child_blocks.keys()
        return value in (None, parts) and all(has_shape(block.child_blocks[name], parts[name]) for name in known)
    return True


def described(label: str, block: object, item: object, known: bool) -> Lost:
    kind = item["type"] if is_block(item) else ""
    name = str(block.child_blocks[kind].label) if known else kind
    return Lost(label, name, known, "\n".join(texts(item.get("value") if is_block(item) else item))[:LONGEST])


def texts(value: object) -> Iterator[str]:
    """The words in a stored value, whatever its shape."""
    if isinstance(value, str) and (text := strip_tags(value).strip()):
        yield text
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in {"id", "type"}:
                yield from texts(part)
