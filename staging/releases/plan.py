"""Which addresses a release makes, changes, redirects and takes away: found out by rehearsing it."""

from dataclasses import asdict, dataclass, field

from wagtail.models import Page

from staging.models import Release
from staging.placing import Placed
from staging.rehearsal import rehearse
from staging.staged import Staged

from .contents import Contents, contents_of, live_digests


@dataclass
class Plan:
    """Whole addresses, each once, in the order of the alphabet. `lists`: of `change`, those that only list the others."""

    appear: list[str] = field(default_factory=list)
    change: list[str] = field(default_factory=list)
    redirect: list[tuple[str, str]] = field(default_factory=list)
    vanish: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        facts = asdict(self)
        facts.pop("lists")
        return facts | {"redirect": [{"from": old, "to": new} for old, new in self.redirect]}


def plan_of(release: Release) -> Plan:
    """Raises CanNotBePlacedError, with all reasons, and BusyError."""
    return plan_for(contents_of(release))


def plan_for(contents: Contents) -> Plan:
    staged = contents.staged
    before = addresses(staged)
    lists_before = lists_above(staged)
    changes = changed_pages(contents)

    def look(_placed: Placed) -> tuple[dict[int, str], dict[int, str]]:
        return addresses(staged), lists_above(staged)

    after, lists_after = rehearse(staged, look)
    return compared(before, after, changes, lists_before | lists_after)


def compared(before: dict[int, str], after: dict[int, str], changes: set[int], above: dict[int, str]) -> Plan:
    both = before.keys() & after.keys()
    moved = {pk for pk in both if before[pk] != after[pk]}
    taken = set(after.values())
    vanish = {before[pk] for pk in before.keys() - after.keys()} - taken
    plan = Plan(
        appear=sorted({after[pk] for pk in after.keys() - before.keys()} - set(before.values())),
        redirect=sorted((before[pk], after[pk]) for pk in moved if before[pk] not in taken),
        vanish=sorted(vanish),
    )
    changed = {after[pk] for pk in both & changes if pk not in moved} | {
        address for address in taken if swapped(address, before, after)
    }
    plan.appear = sorted({*plan.appear, *(after[pk] for pk in moved if after[pk] not in set(before.values()))})
    something = plan.appear or plan.redirect or plan.vanish or changed
    lists = (
        set(above.values()) - changed - set(plan.appear) - vanish - {old for old, _new in plan.redirect} if something else set()
    )
    plan.lists = sorted(lists)
    plan.change = sorted(changed | lists)
    return plan


def swapped(address: str, before: dict[int, str], after: dict[int, str]) -> bool:
    """Whether another page answers at the address than before."""
    old = next((pk for pk, one in before.items() if one == address), None)
    new = next((pk for pk, one in after.items() if one == address), None)
    return old is not None and new is not None and old != new


def addresses(staged: list[Staged]) -> dict[int, str]:
    """The public addresses of the pages and of all below them, as the database has them now."""
    paths = Page.objects.filter(pk__in=[one.page_id for one in staged]).values_list("path", flat=True)
    tops = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    found = {}
    for top in tops:
        for page in Page.objects.filter(path__startswith=top, live=True, expired=False).defer_streamfields():
            if address := page.get_full_url():
                found[page.pk] = address
    return found


def lists_above(staged: list[Staged]) -> dict[int, str]:
    """The addresses of the pages above: sections and the home page, which list what is below them."""
    own = {one.page_id for one in staged}
    paths = Page.objects.filter(pk__in=own).values_list("path", flat=True)
    above = {path[:end] for path in paths for end in range(2 * Page.steplen, len(path), Page.steplen)}
    pages = Page.objects.filter(path__in=above, live=True).exclude(pk__in=own)
    return {page.pk: address for page in pages if (address := page.get_full_url())}


def changed_pages(contents: Contents) -> set[int]:
    """The pages whose published content becomes another."""
    live = live_digests(contents.rows.values())
    return {
        one.page_id
        for one in contents.staged
        if one.fields and one.page_id in live and live[one.page_id] != contents.pages[one.page_id]
    }
