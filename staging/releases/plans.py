"""A page's own schedule and workflow: going live ends them, taking back plans again what can be."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, WorkflowState

from staging.banner import zoned
from staging.models import ReleaseItem


def planned(page_ids: Iterable[int]) -> QuerySet[Revision]:
    """The versions of the pages that are to go live by themselves: one of each page at most."""
    keys = [str(pk) for pk in page_ids]
    return Revision.page_revisions.filter(object_id__in=keys, approved_go_live_at__isnull=False).defer("content")


def workflows(page_ids: Iterable[int]) -> QuerySet[WorkflowState]:
    under_way = WorkflowState.objects.active().filter(base_content_type=ContentType.objects.get_for_model(Page))
    return under_way.filter(object_id__in=[str(pk) for pk in page_ids])


def end(pages: Iterable[Page]) -> None:
    """Their own schedules are over, and the workflows of those that are public now."""
    pages = list(pages)
    planned([page.pk for page in pages]).update(approved_go_live_at=None)
    for state in workflows([page.pk for page in pages if page.live]):
        state.cancel(user=None)


def noted(items: Iterable[ReleaseItem]) -> dict[int, dict]:
    """By page, what `end` is going to end, as JSON keeps it."""
    ending = [item.page_id for item in items if item.does != ReleaseItem.Does.MOVE]
    found = {pk: {} for pk in ending}
    for one in planned(ending):
        at, written = one.approved_go_live_at.isoformat(), one.created_at.isoformat()
        found[int(one.object_id)]["planned"] = {"revision": one.pk, "written": written, "at": at}
    for state in workflows(ending).select_related("workflow"):
        found[int(state.object_id)]["workflow"] = state.workflow.name
    return found


def time_of(plan: dict) -> datetime:
    return datetime.fromisoformat(plan["at"])


class Plans:
    """What going live has ended of these pages, and what of it can be had again."""

    def __init__(self, items: Sequence[ReleaseItem]):
        self.ended = {item.page_id: item.before["planned"] for item in items if item.before.get("planned")}
        numbers = [plan["revision"] for plan in self.ended.values()]
        self.written = dict(Revision.page_revisions.filter(pk__in=numbers).values_list("pk", "created_at"))
        self.newer = {int(one.object_id): one.approved_go_live_at for one in planned(self.ended)}
        self.now = timezone.now()

    def is_unwritten(self, plan: dict) -> bool:
        """Whether it is the very version: autosave may have written over what was planned no more."""
        written = self.written.get(plan["revision"])
        return bool(written) and written.isoformat() == plan["written"]

    def comes_back(self, page_id: int) -> bool:
        plan = self.ended[page_id]
        return page_id not in self.newer and time_of(plan) > self.now and self.is_unwritten(plan)

    def plan_again(self) -> None:
        for page_id, plan in self.ended.items():
            if self.comes_back(page_id):
                Revision.page_revisions.filter(pk=plan["revision"]).update(approved_go_live_at=time_of(plan))

    def sentences(self, item: ReleaseItem) -> list[str]:
        """What becomes of the page's schedule and of its workflow, for who is about to take back."""
        said = [self.of_plan(item.page_id)] if item.page_id in self.ended else []
        end = item.before["row"]["live"] and item.before["row"]["expire_at"]
        if end and datetime.fromisoformat(end) <= self.now:
            words = _("It was to expire on %(at)s, which has passed: so it expires at once.")
            said.append(words % {"at": zoned(datetime.fromisoformat(end))})
        if item.before.get("workflow") and item.does == ReleaseItem.Does.PUBLISH:
            words = _("It was in the workflow “%(name)s”, which going live has ended: that does not come back. Submit it again.")
            said.append(words % {"name": item.before["workflow"]})
        return said

    def of_plan(self, page_id: int) -> str:
        plan = self.ended[page_id]
        words = {"at": zoned(time_of(plan))}
        if self.comes_back(page_id):
            return _("It is planned again to go live by itself on %(at)s.") % words
        if page_id in self.newer:
            words["now"] = zoned(self.newer[page_id])
            return _("It was planned for %(at)s. By now it is planned for %(now)s: that stays.") % words
        if self.is_unwritten(plan):
            return _("It was planned for %(at)s, which has passed: plan it again.") % words
        return _("It was planned for %(at)s, but that version was changed or removed since: plan it again.") % words
