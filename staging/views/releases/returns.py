"""What readers get back of a release that is taken back, page by page."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from history.refusal import Refused
from staging.models import Release, ReleaseItem
from staging.releases.plans import Plans
from staging.releases.taking_back import addresses_after, changed_since


@dataclass
class Return:
    """A page as it was before. `title`: that of then; `address`: where readers find it, '' if nowhere."""

    title: str
    what: str
    address: str = ""
    more: list[str] = field(default_factory=list)  # what becomes of its schedule and its workflow


def returns_of(release: Release) -> list[Return]:
    """By a rehearsal. Refused, CanNotBePlacedError with every reason why it can't be taken back, and BusyError."""
    items = list(release.items.select_related("copy_before"))
    if reasons := changed_since(items):
        raise Refused(*reasons)
    addresses, plans = addresses_after(items), Plans(items)
    return [
        Return(title_before(item), what_returns(item), addresses.get(item.page_id, ""), plans.sentences(item)) for item in items
    ]


def title_before(item: ReleaseItem) -> str:
    return str(item.copy_before.content["fields"].get("title") or "") or item.title


def what_returns(item: ReleaseItem) -> str:
    was, left = item.before["row"]["live"], item.left["live"]
    if left and not was:
        return _("It will be unpublished again.")
    if was and not left:
        return _("Readers find it again.")
    if not was:
        return _("It stays unpublished.")
    if item.does == ReleaseItem.Does.MOVE:
        return _("It goes back to where it was, with its words as they are.")
    return _("Readers get back what was published before.")
