"""The pages of a release, each as the release's page shows it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from history.comparing import summary_of
from history.models import Version
from history.moments import spoken
from history.summaries import bare_page
from history.versions import DRAFT, LIVE
from staging.models import Release, ReleaseItem
from staging.releases.contents import digest_of_fields
from staging.releases.problems import Look, Problem
from staging.staged import frozen, newest_draft

Does = ReleaseItem.Does
State = Release.State

# By whether it gets another parent, and another slug.
PLACES = {
    (True, True): gettext_lazy("It moves below “%(parent)s”, and its address ends in “%(slug)s”."),
    (True, False): gettext_lazy("It moves below “%(parent)s”."),
    (False, True): gettext_lazy("Its address will end in “%(slug)s”."),
}
PLACES_THEN = {
    (True, True): gettext_lazy("It moved below “%(parent)s”, and its address was changed to end in “%(slug)s”."),
    (True, False): gettext_lazy("It moved below “%(parent)s”."),
    (False, True): gettext_lazy("Its address was changed to end in “%(slug)s”."),
}


@dataclass
class ItemLine:
    """One page of the release in words. `page`: specific, None when it was deleted; `compare`: an address or ''."""

    item: ReleaseItem
    page: Page | None
    what: str
    source: str = ""
    change: str = ""
    compare: str = ""
    may_edit_page: bool = False
    is_behind: bool = False  # frozen, and the draft was changed since
    behind: str = ""  # where that can be compared
    is_overtaken: bool = False  # frozen, and somebody has published since
    problems: list[Problem] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.page.get_admin_display_title() if self.page else self.item.title

    @property
    def is_blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)


def lines_of(
    release: Release, look: Look, problems: Iterable[Problem], refusals: dict[int, list[str]], user: AbstractBaseUser
) -> list[ItemLine]:
    """`look`: after the problems were judged. `refusals`: sentences by item, of the act that was just refused."""
    items = look.items
    pages = {page.pk: page for page in Page.objects.filter(pk__in=[item.page_id for item in items]).specific()}
    parents = Page.objects.in_bulk({item.new_parent_id for item in items} - {None})
    by_item = defaultdict(list)
    for problem in problems:
        by_item[problem.item and problem.item.pk].append(problem)
    copies = {copy_id for item in items for copy_id in (item.copy_id, item.copy_before_id) if copy_id}
    versions = defaultdict(list)
    for version in Version.objects.filter(copy_id__in=copies).defer("note").order_by("at", "pk"):
        versions[version.page_id, version.copy_id].append(version)
    describe = Describing(release, look, versions, parents)
    lines = []
    for item in items:
        line = describe.line(item, pages.get(item.page_id))
        line.problems, line.refusals = by_item[item.pk], refusals.get(item.pk, [])
        line.may_edit_page = bool(line.page) and line.page.permissions_for_user(user).can_edit()
        line.is_overtaken = line.is_blocked and is_overtaken(item, look.live.get(item.page_id, ""))
        lines.append(line)
    return lines


def is_overtaken(item: ReleaseItem, live: str) -> bool:
    """Whether readers see something else of the page than when it was frozen. `live`: its digest now."""
    return bool(item.copy_id) and item.does == Does.PUBLISH and live not in {"", item.live_digest, item.copy.digest}


class Describing:
    """The sentences of one release's pages, with what was read for all of them."""

    def __init__(self, release: Release, look: Look, versions: dict[tuple, list[Version]], parents: dict[int, Page]):
        self.release, self.look, self.versions, self.parents = release, look, versions, parents
        self.is_past = release.state in {State.LIVE, State.TAKEN_BACK}

    def line(self, item: ReleaseItem, page: Page | None) -> ItemLine:
        line = ItemLine(item, page, self.what(item, page))
        if page is None or item.does != Does.PUBLISH:
            return line
        if self.is_past:
            line.change, line.compare = self.shipped(item, page)
            return line
        line.is_behind = self.behind(item, page)
        if line.is_behind and (ref := self.ref(item, item.copy_id)):
            line.behind = reverse("history:compare", args=[page.pk, ref, DRAFT])
        line.source = self.source(item, page)
        line.change, line.compare = self.difference(item, page)
        if not line.change:
            line.what = _("It is exactly what is live now.")
        return line

    # --- What happens -----------------------------------------------------------------------------

    def what(self, item: ReleaseItem, page: Page | None) -> str:
        if page is None:
            return _("The page was deleted.")
        if self.is_past:
            return self.what_happened(item)
        if item.does == Does.UNPUBLISH:
            return _("Readers do not find it any more.") if page.live else _("It is not public now, and stays so.")
        place = self.place(item)
        if item.does == Does.MOVE:
            return place
        said = _("Its live version is replaced.") if page.live else _("It becomes public.")
        return f"{said} {place}" if place else said

    def what_happened(self, item: ReleaseItem) -> str:
        was_live, is_back = item.before["row"]["live"], self.release.state == State.TAKEN_BACK
        if item.does == Does.PUBLISH and was_live:
            return _("It replaced what was live, and was taken back.") if is_back else _("It replaced what was live.")
        if item.does == Does.PUBLISH:
            return _("It became public, and was taken back.") if is_back else _("It became public.")
        if item.does == Does.UNPUBLISH and was_live:
            return _("It was unpublished, and published again when that was taken back.") if is_back else _("It was unpublished.")
        if item.does == Does.UNPUBLISH:
            return _("It was not public, and stayed so.")
        return _("It got another place or address, and has its old one again.") if is_back else self.place(item)

    def place(self, item: ReleaseItem) -> str:
        parent = self.parents.get(item.new_parent_id)
        words = {"slug": item.new_slug, "parent": parent.get_admin_display_title() if parent else _("a page that was deleted")}
        sentence = (PLACES_THEN if self.is_past else PLACES).get((bool(item.new_parent_id), bool(item.new_slug)), "")
        return str(sentence) % words

    # --- Which words ------------------------------------------------------------------------------

    def source(self, item: ReleaseItem, page: Page) -> str:
        if item.copy_id:
            at = self.frozen_at(item)
            return _("Frozen as of %(moment)s.") % {"moment": spoken(at)} if at else _("Frozen.")
        at = page.latest_revision_created_at
        words = _("Follows the newest draft, now of %(moment)s.") if at else _("Follows the newest draft.")
        return words % {"moment": spoken(at) if at else ""}

    def frozen_at(self, item: ReleaseItem) -> datetime | None:
        """Since it was put in; before that where the same content was frozen already, which is kept once."""
        kept = self.versions.get((item.page_id, item.copy_id), [])
        times = [version.at for version in kept if version.reason == Version.Reason.RELEASED]
        return min((at for at in times if at >= item.added_at), default=max(times, default=None))

    def behind(self, item: ReleaseItem, page: Page) -> bool:
        if not item.copy_id or item.revision_id == page.latest_revision_id:
            return False
        return digest_of_fields(page, newest_draft(page).fields) != item.copy.digest

    def difference(self, item: ReleaseItem, page: Page) -> tuple[str, str]:
        """What readers will see changed, and where that can be compared."""
        new = self.look.thawed.get(page.pk) or bare_page(page, self.look.staged[page.pk].fields)
        if new is None:
            return _("What is stored of it can’t be read."), ""
        ref = self.ref(item, item.copy_id) if item.copy_id else DRAFT
        if not page.live:
            return _("New: readers have not seen it yet."), reverse("history:version", args=[page.pk, ref]) if ref else ""
        return changed(page, new), reverse("history:compare", args=[page.pk, LIVE, ref]) if ref else ""

    def shipped(self, item: ReleaseItem, page: Page) -> tuple[str, str]:
        """What the release changed when it went live."""
        if not item.copy_id:
            return "", ""
        after = self.ref(item, item.copy_id)
        if not item.before["row"]["live"]:
            return _("It was new."), reverse("history:version", args=[page.pk, after]) if after else ""
        before = self.ref(item, item.copy_before_id)
        old, new = (bare_page(page, frozen(copy).fields) for copy in (item.copy_before, item.copy))
        said = changed(old, new) if old and new else ""
        return said, reverse("history:compare", args=[page.pk, before, after]) if before and after else ""

    def ref(self, item: ReleaseItem, copy_id: int) -> str:
        kept = self.versions.get((item.page_id, copy_id))
        return f"v{kept[-1].pk}" if kept else ""


def changed(old: Page, new: Page) -> str:
    """A sentence on what differs, '' when nothing does."""
    try:
        said = summary_of(old, new)
    except Exception:  # stored by older code: the comparison itself shows what it can
        return _("What changes stands in the comparison.")
    return f"{said[:1].upper()}{said[1:]}." if said else ""
