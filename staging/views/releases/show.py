"""The page of one release: what is in it, what is missing for the next state, what may be done."""

from abc import ABC, abstractmethod

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from staging import links
from staging.approvals.differences import PageDifference, difference
from staging.approvals.verdicts import Verdict, approvals_of, counting, verdict_in
from staging.models import Approval, Failure, Release, ReleaseItem
from staging.releases import editing, events, rights, states
from staging.releases.contents import Contents, of_items
from staging.releases.problems import Look, Problem, blocking, judge, look_at
from staging.releases.taking_back import changed_since

from .base import REFUSALS, ReleaseView, sentences_of
from .lines import lines_of

EVENTS = 100  # of its history, the newest
LINKS = 50
TOP = 0  # place of a refusal that is about no item

Stored = Release.State


class ShowView(ReleaseView):
    page_title = gettext_lazy("Release")
    template_name = "staging/releases/show.html"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.demand(rights.may_see_release(request.user, self.release))
        self.refusals: dict[int, list[str]] = {}  # by item's key, or TOP

    def steps(self) -> list[dict]:
        return [{"url": "", "label": self.release.name}]

    @cached_property
    def items(self) -> list[ReleaseItem]:
        return list(self.release.items.select_related("copy", "copy_before"))

    @cached_property
    def contents(self) -> Contents:
        return of_items(self.items)

    @cached_property
    def state(self) -> states.State:
        return states.state_of(self.release, lambda: self.verdict)

    @cached_property
    def is_coming(self) -> bool:
        return self.release.state in {Stored.OPEN, Stored.SCHEDULED}

    @cached_property
    def look(self) -> Look:
        return look_at(self.items)

    @cached_property
    def problems(self) -> list[Problem]:
        return judge(self.release, self.look, self.request.user) if self.is_coming else []

    @cached_property
    def may(self) -> dict[str, bool]:
        """What this user may do to it in the state that it is in."""
        user, state = self.request.user, self.release.state
        edits, releases = rights.may_edit(user, self.release), rights.may_release(user, self.release)
        return {
            "edit": edits and state == Stored.OPEN,
            "describe": edits and self.is_coming,
            "share": edits and self.is_coming and bool(self.items),
            "release": releases,
            "ship": releases and self.is_coming,
            "unschedule": releases and state == Stored.SCHEDULED,
            "take_back": state == Stored.LIVE and rights.may_take_back(user, self.release),
            "repeat": edits and not self.is_coming and bool(self.items),
            "judge": releases and self.is_coming and bool(self.items),
        }

    @cached_property
    def approvals(self) -> list[Approval]:
        prefetch_related_objects([self.release], Prefetch("approvals", Approval.objects.select_related("link__user")))
        return approvals_of(self.release)

    @cached_property
    def verdict(self) -> Verdict:
        return verdict_in(counting(self.approvals), lambda: self.contents.digest)

    @cached_property
    def stuck(self) -> list[str]:
        """Why it can't be taken back, for who could else."""
        return changed_since(self.items) if self.may["take_back"] else []

    def judged(self) -> list[tuple[Approval, bool, list[PageDifference]]]:
        """Every verdict, newest first: whether it is of exactly this, and of the newest what has changed since."""
        found = self.approvals
        if not self.is_coming or not found:
            return [(one, False, []) for one in found]
        current = [one.digest == self.contents.digest for one in found]
        changed = [] if current[0] else difference(found[0], self.contents)
        return [(one, is_now, changed if one is found[0] else []) for one, is_now in zip(found, current, strict=True)]

    @cached_property
    def is_asked(self) -> bool:
        """Whether a link that is open asks for an approval."""
        return self.release.links.open().filter(asks_approval=True).exists()

    def get_context_data(self, **kwargs) -> dict:
        user = self.request.user
        return super().get_context_data(
            **kwargs,
            state=self.state,
            missing=self.missing(),
            is_ready=self.is_ready,
            is_coming=self.is_coming,
            may=self.may,
            stuck=self.stuck,
            frozen=sum(bool(item.copy_id) for item in self.items),
            lines=lines_of(self.release, self.look, self.problems, self.refusals, user),
            problems=[problem for problem in self.problems if problem.item is None and self.items],
            refusals=self.refusals.get(TOP, []),
            failure=Failure.objects.filter(kind=states.KIND, key=str(self.release.pk)).first(),
            judged=self.judged(),
            verdict=self.verdict,
            is_asked=self.is_asked,
            links=[(link, links.state_of(link)) for link in self.release.links.select_related("user", "release")[:LINKS]],
            events=[(event, events.sentence(event)) for event in self.release.events.select_related("user")[:EVENTS]],
        )

    # --- What is missing for the next state ------------------------------------------------------------

    @cached_property
    def is_ready(self) -> bool:
        """Whether it could go live now, whoever asks."""
        return self.is_coming and not blocking(self.problems) and (not self.release.needs_approval or self.verdict.approved)

    def missing(self) -> list[str]:
        """Sentences on what has to be done before it can go live; of a release that waits for nothing, none."""
        if not self.is_coming:
            return []
        if not self.items:
            return [_("Nothing is in it yet. Add pages here, or from the editor of a page.")]
        said = []
        if number := len({problem.item and problem.item.pk for problem in blocking(self.problems)}):
            words = ngettext(
                "One page can't go live as it is. The reason stands beside it.",
                "%(number)s pages can't go live as they are. The reasons stand beside them.",
                number,
            )
            said.append(words % {"number": number})
        if self.release.needs_approval and not self.verdict.approved:
            said.append(self.why_unapproved())
        return [*said, *self.lacking_rights()]

    def why_unapproved(self) -> str:
        if self.verdict.approval:
            return f"{self.verdict.sentence} {_('It needs an approval of exactly what is in it now.')}"
        if self.is_asked:
            return _("It waits for an approval: a preview link that asks for it is open.")
        if not self.may["share"]:
            return _("It needs an approval.")
        return _("It needs an approval. Share a preview that asks for it.")

    def lacking_rights(self) -> list[str]:
        """What the user is told who sees no button."""
        if self.may["release"]:
            return []
        may_not = [f"“{page.get_admin_display_title()}”" for page in rights.beyond(self.request.user, self.items)]
        if not may_not:
            return [_("You may not do this yourself: somebody who may publish has to let the release go live.")]
        words = _("You may not do this yourself with %(titles)s: somebody who may publish has to let the release go live.")
        return [words % {"titles": _(", ").join(may_not)}]


# --- Acts that are easily undone: no question before them ----------------------------------------------------


class ActView(ShowView, ABC):
    """Does something and comes back to the page. A refusal stands where the act was."""

    http_method_names = ["post"]
    needs = "edit"

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.demand(self.has_right())
        try:
            done = self.act()
        except REFUSALS as refusal:
            self.refusals[self.place] = sentences_of(refusal)
            self.release.refresh_from_db()
            return self.refused()
        if done:
            messages.success(request, done)
        return redirect(self.address + self.anchor)

    place = TOP
    anchor = ""

    def has_right(self) -> bool:
        return rights.may_edit(self.request.user, self.release)

    @abstractmethod
    def act(self) -> str:
        """What was done, in words."""


class UnscheduleView(ActView):
    def has_right(self) -> bool:
        return rights.may_release(self.request.user, self.release)

    def act(self) -> str:
        states.unschedule(self.release, self.request.user)
        words = _("“%(name)s” is off the schedule. Its pages stay frozen until you take their newest drafts.")
        return words % {"name": self.release.name}


class TakeAllNewestView(ActView):
    anchor = "#pages"

    def act(self) -> str:
        number = editing.take_all_newest(self.release, self.request.user)
        words = ngettext("One page follows its newest draft again.", "%(number)s pages follow their newest drafts again.", number)
        return words % {"number": number} if number else ""


class ItemActView(ActView):
    """`acts`: what can be done to one page of a release, and what is said then."""

    acts = {
        "keep": (editing.keep_this, gettext_lazy("“%(title)s” is frozen: what is changed in it now stays out.")),
        "newest": (editing.take_newest, gettext_lazy("“%(title)s” follows its newest draft.")),
        "accept": (editing.accept_live, gettext_lazy("“%(title)s” goes live all the same.")),
        "remove": (editing.remove, gettext_lazy("“%(title)s” is taken out of the release. The page is as it was.")),
    }

    def has_right(self) -> bool:
        """Accepting lets the release undo what somebody has published."""
        asked = rights.may_release if self.kwargs["act"] == "accept" else rights.may_edit
        return asked(self.request.user, self.release)

    def act(self) -> str:
        if self.kwargs["act"] not in self.acts:
            raise Http404
        item = next((item for item in self.items if item.pk == self.kwargs["item_id"]), None)
        if item is None:
            messages.warning(self.request, _("Somebody has taken this page out of the release meanwhile."))
            return ""
        self.place, self.anchor = item.pk, f"#item-{item.pk}"
        verb, words = self.acts[self.kwargs["act"]]
        verb(item, self.request.user)
        return words % {"title": item.title}
