"""What is to be put in place: the content of a page, or that it goes. Made of drafts, of frozen copies, of a schedule."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from wagtail.models import Page, Revision

from history import block_changes
from history.content import content_of
from history.models import FrozenCopy


@dataclass(frozen=True)
class Staged:
    """One page and its content to come.

    `fields`: as a revision or a frozen copy has them; None withdraws the page. `model`: label of the kind of page that the
    content is of, '' for the page's own. `revision_id`: the revision that becomes the live one. `at`: when it happens, None
    for now. `expires`: whether what is withdrawn counts as expired. `stays`: the content is what it is, only the place or the
    slug changes. `parent_id`, `after_id`: below which page it stands then, after which other one there (None: as it is; the
    last). `slug`: another one than the content's. `row`: the state that a page is taken back to (releases.before).
    """

    page_id: int
    fields: dict | None
    model: str = ""
    revision_id: int | None = None
    at: datetime | None = None
    expires: bool = True
    stays: bool = False
    parent_id: int | None = None
    after_id: int | None = None
    slug: str = ""
    row: dict | None = None

    @property
    def expire_at(self) -> datetime | None:
        """When the publication ends, as a revision's content plans it."""
        value = (self.fields or {}).get("expire_at")
        time = parse_datetime(value) if isinstance(value, str) else None
        return time.replace(tzinfo=UTC) if time and is_naive(time) else time

    @property
    def plans_its_end(self) -> bool:
        return "expire_at" in (self.fields or {})


def newest_draft(page: Page) -> Staged:
    """What the editor shows of the page now. The page may be a bare Page row, read anew."""
    revision = Revision.page_revisions.filter(pk=page.latest_revision_id).first() or page.get_latest_revision()
    if revision is None or not isinstance(revision.content, dict):
        return Staged(page.pk, content_of(page.specific)["fields"])
    return Staged(page.pk, revision.content, revision_id=revision.pk)


def frozen(copy: FrozenCopy, revision_id: int | None = None) -> Staged:
    """Exactly this content, whatever was written since."""
    fields = block_changes.upgraded(copy.content["type"], copy.content["fields"], since=copy.changes)
    return Staged(copy.page_id, fields, copy.content["type"], revision_id)


def withdrawal(page_id: int, at: datetime | None = None, *, expires: bool = True) -> Staged:
    return Staged(page_id, None, at=at, expires=expires)


def digest_of(staged: Sequence[Staged]) -> str:
    """SHA-256 of all that is staged: another one as soon as a word is."""
    text = json.dumps([asdict(one) for one in staged], cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
