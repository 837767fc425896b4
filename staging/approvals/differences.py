"""What has changed since a verdict, page by page and in the words of one."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from history import block_changes
from history.block_types import stream_fields
from history.comparing import Comparison, compare
from history.content import page_with
from history.models import FrozenCopy, Version
from history.stored_versions import blocks_or_text
from staging.models import Approval
from staging.releases.contents import Contents
from staging.staged import Staged

from .subjects import contents_now


@dataclass(frozen=True)
class PageDifference:
    """A page that is not any more as it was judged. `how`: changed, added, removed (from the release) or gone."""

    page_id: int
    title: str
    how: str
    old: FrozenCopy | None = None
    fields: dict | None = None  # of the content now
    compare_url: str = ""  # for editors: that version and the newest draft

    @property
    def sentence(self) -> str:
        words = {
            "changed": _("“%(title)s” has changed."),
            "added": _("“%(title)s” was added."),
            "removed": _("“%(title)s” was taken out."),
            "gone": _("“%(title)s” was deleted."),
        }
        return words[self.how] % {"title": self.title}

    @cached_property
    def comparison(self) -> Comparison | None:
        """What differs in its words; None where there are not both, or what was judged is kept no longer."""
        row = Page.objects.filter(pk=self.page_id).first() if self.old and self.fields is not None else None
        return compare(shown(row, stored_fields(self.old)), shown(row, self.fields)) if row else None


def stored_fields(copy: FrozenCopy) -> dict:
    return block_changes.upgraded(copy.content["type"], copy.content["fields"], since=copy.changes)


def shown(row: Page, fields: dict) -> Page:
    """The page with this content, and what is stored of its streams, which a page alone does not tell."""
    page = page_with(row, fields).page
    page.stored_streams = {name: blocks_or_text(fields.get(name)) for name in stream_fields(type(page))}
    return page


def difference(approval: Approval, now: Contents | None = None) -> list[PageDifference]:
    """Per page what changed since it was judged. Empty where only what happens to the pages did, such as a new place."""
    now = now or contents_now(approval.release or approval.page)
    staged = {one.page_id: one for one in now.staged}
    then = {int(page_id): copy for page_id, copy in approval.copies.items()}
    copies = FrozenCopy.objects.in_bulk([copy for copy in then.values() if copy])
    titles = public_titles({*then, *staged})
    found = []
    for page_id in [*staged, *(page_id for page_id in then if page_id not in staged)]:
        old = copies.get(then.get(page_id))
        how = how_it_differs(page_id, then, now, old, titles)
        if how:
            title = title_in(staged.get(page_id), old) or titles.get(page_id) or _("A page that is not published")
            fields = staged[page_id].fields if how == "changed" else None
            found.append(PageDifference(page_id, title, how, old, fields, compare_url(page_id, old) if how == "changed" else ""))
    return found


def public_titles(pages: set[int]) -> dict[int, str]:
    """Of the pages that there are; '' for one that readers do not see."""
    rows = Page.objects.filter(pk__in=pages).values_list("pk", "title", "live")
    return {pk: title if live else "" for pk, title, live in rows}


def title_in(staged: Staged | None, old: FrozenCopy | None) -> str:
    """The page's title in what was judged or is to be: viewers are told no other draft's. '' where it has no content there."""
    fields = staged.fields if staged and not staged.stays else None
    return str((fields or (old.content["fields"] if old else {})).get("title") or "")


def chosen_of(found: list[PageDifference], number: str) -> PageDifference | None:
    """Whose words are shown: the page that is asked for by its number, else the only one that has changed."""
    changed = [one for one in found if one.how == "changed"]
    if number:
        return next((one for one in changed if str(one.page_id) == number), None)
    return changed[0] if len(changed) == 1 else None


def how_it_differs(page_id: int, then: dict, now: Contents, old: FrozenCopy | None, titles: dict) -> str:
    """'' where it does not."""
    if page_id not in now.pages:
        return "removed"
    if page_id not in titles:
        return "gone"
    if page_id not in then:
        return "added"
    before = old.digest if old else "" if then[page_id] is None else None  # None: kept no longer
    return "" if before == now.pages[page_id] else "changed"


def compare_url(page_id: int, old: FrozenCopy | None) -> str:
    """Where editors see that version beside the newest draft."""
    version = Version.objects.filter(page_id=page_id, copy=old).values_list("pk", flat=True).first() if old else None
    return reverse("history:compare", args=[page_id, f"v{version}", "draft"]) if version else ""
