"""Approval of exactly this: a verdict binds to the SHA-256 of what was judged, and is stale as soon as a word changes.

Who judges has a link that asks for it, or the right to publish. What was judged is frozen with the verdict, so that what changed
since can be shown.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page, TaskState

from history import block_changes
from history.block_types import stream_fields
from history.comparing import Comparison, compare
from history.content import freeze, page_with
from history.models import FrozenCopy, Version
from history.moments import when
from history.people import name_of
from history.recording import record
from history.refusal import Refused
from history.stored_versions import blocks_or_text
from page_cache import generation

from . import approval_mail, approval_step, fingerprints
from .models import Approval, ApprovalByLinkState, PreviewLink, Release, ReleaseItem
from .models.approvals import LONGEST_REASON, acted_in_admin
from .placing import BusyError, is_about_locks
from .rehearsal import short_waits
from .releases import events, rights
from .releases.contents import Contents, contents_of, contents_of_page, of_items
from .releases.locking import holding as holding_release

Subject = Page | Release
Shows = PreviewLink.Shows
Moment = Callable[[datetime], str]

JUDGED = {Shows.DRAFT, Shows.VERSION, Shows.RELEASE}  # what a link shows that can be judged: not the site at a moment
APPROVED, SENT_BACK, STALE, NONE = "approved", "sent_back", "stale", "none"
LABELS = {
    APPROVED: gettext_lazy("Approved"),
    SENT_BACK: gettext_lazy("Sent back"),
    STALE: gettext_lazy("Changed since it was approved"),
    NONE: gettext_lazy("Not approved"),
}
CHANGED = gettext_lazy("It has changed since you opened the page. Look again before you decide.")
RESTRICTED = gettext_lazy("Part of it is only for some readers, and previews do not show that: an editor has to approve it.")
WAIT = 5_000  # milliseconds that a verdict waits for editors


class Changed(Refused):
    """It is not any more what was seen."""


class OverError(Exception):
    """The link was revoked or has expired, or what it shows is gone."""


# --- What counts ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What the verdicts on a page or a release come to. `changed`: `approval`, the newest one, was of another content."""

    name: str = NONE  # APPROVED, SENT_BACK, STALE or NONE
    approval: Approval | None = None
    changed: bool = False

    @property
    def approved(self) -> bool:
        return self.name == APPROVED

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

    @property
    def sentence(self) -> str:
        return self.said(when)

    def said(self, moment: Moment) -> str:
        """In a sentence, with the time as `moment` says it."""
        if self.approval is None:
            return _("Nobody has approved it yet.")
        words = {"whom": self.approval.by, "at": moment(self.approval.at)}
        if self.name == APPROVED:
            return _("Approved by %(whom)s %(at)s: this very content.") % words
        if self.name == STALE:
            return _("Approved by %(whom)s %(at)s, but changed since.") % words
        if self.changed:
            return _("Sent back by %(whom)s %(at)s, and changed since.") % words
        return _("Sent back by %(whom)s %(at)s.") % words

    @cached_property
    def differs(self) -> list["PageDifference"]:
        """The pages that have changed since; none where nothing has."""
        return difference(self.approval) if self.changed else []


def approvals_of(subject: Subject) -> list[Approval]:
    """All verdicts on it, the newest first. One query; none for releases with prefetched `approvals`."""
    if isinstance(subject, Release):
        return sorted(subject.approvals.all(), key=lambda one: -one.pk)
    return list(Approval.objects.filter(page=subject.pk).order_by("-pk"))


def verdict_of(subject: Subject, digest: str | None = None) -> Verdict:
    """Whether it is approved as it is now, or as it is when it has this digest. Reads no content where nobody has judged.

    The newest verdict on this very content decides: who sends it back after an approval ends that.
    """
    return verdict_in(approvals_of(subject), lambda: digest or contents_now(subject).digest)


def verdict_in(judged: list[Approval], digest: Callable[[], str]) -> Verdict:
    if not judged:
        return Verdict()
    now = digest()
    last = next((one for one in judged if one.digest == now), None)
    if last:
        return Verdict(APPROVED if last.approved else SENT_BACK, last)
    return Verdict(STALE if judged[0].approved else SENT_BACK, judged[0], changed=True)


def contents_now(subject: Subject) -> Contents:
    """What would ship now, of the release or of the page's newest draft."""
    return contents_of(subject) if isinstance(subject, Release) else contents_of_page(subject)


# --- What changed since ----------------------------------------------------------------------------------


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
    titles = dict(Page.objects.filter(pk__in={*then, *staged}).values_list("pk", "draft_title"))
    found = []
    for page_id in [*staged, *(page_id for page_id in then if page_id not in staged)]:
        old = copies.get(then.get(page_id))
        how = how_it_differs(page_id, then, now, old, titles)
        if how:
            title = titles.get(page_id) or (old.content["fields"].get("title", "") if old else "")
            fields = staged[page_id].fields if how == "changed" else None
            found.append(PageDifference(page_id, title, how, old, fields, compare_url(page_id, old) if how == "changed" else ""))
    return found


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


# --- Judging ---------------------------------------------------------------------------------------------


def asks(link: PreviewLink) -> bool:
    return link.asks_approval and link.shows in JUDGED


def subject_of(link: PreviewLink) -> Subject:
    return link.release or link.page


def contents_for(link: PreviewLink) -> Contents:
    """What the link shows now, with its digest."""
    if link.shows == Shows.VERSION:
        version = link.version
        return of_items([ReleaseItem(page_id=link.page_id, copy=version.copy, revision_id=version.revision_id)])
    return contents_now(subject_of(link))


@dataclass(frozen=True)
class Asked:
    """What a link asks for. `digest`: of what it shows, '' where the page that was asked about is older than that."""

    digest: str
    fingerprint: str
    verdict: Verdict

    @classmethod
    def of(cls, link: PreviewLink, made_of: str = "") -> "Asked":
        """`made_of`: fingerprints.of_link when the page was made, if it may have been kept for a while."""
        state = fingerprints.of_link(link)
        digest = digest_in(link, state)
        is_now = made_of in ("", state) and state == fingerprints.of_link(link)
        return cls(digest if is_now else "", fingerprint(digest), verdict_through(link, digest))

    def sentence(self, moment: Moment) -> str:
        return self.verdict.said(moment) if self.verdict.approval else _("You are asked to approve it, or to send it back.")


_known: dict[str, str] = {}  # digests, by what this process knows of the state: for ten pages it takes a quarter of a second
MOST_KNOWN = 500


def digest_in(link: PreviewLink, state: str) -> str:
    """Of what the link shows, whose fingerprint is `state`. For showing and comparing: a verdict computes it anew."""
    name = f"{link.page_id} {state} {generation.stored()}"  # pictures that are replaced make a new generation
    if digest := _known.get(name):
        return digest
    digest = contents_for(link).digest
    if state == fingerprints.of_link(link):  # nobody has written meanwhile
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[name] = digest
    return digest


def fingerprint(digest: str) -> str:
    """As much of it as people compare."""
    return f"{digest[:4]} {digest[4:8]}"


def verdict_through(link: PreviewLink, digest: str) -> Verdict:
    """What was said through this link: of this content, or else of what it showed before."""
    return verdict_in(list(link.approvals.order_by("-pk")), lambda: digest)


def why_closed(link: PreviewLink) -> str:
    """Why there is nothing to judge through this link now, in a sentence; '' where there is."""
    if link.release:
        return why_over(link.release)
    return RESTRICTED if is_restricted(link.page) else ""


def why_over(release: Release) -> str:
    if release.state == Release.State.LIVE:
        return _("It is live already: there is nothing left to decide.")
    if release.state == Release.State.TAKEN_BACK:
        return _("It was live and taken back: there is nothing left to decide.")
    restricted = any(map(is_restricted, Page.objects.filter(pk__in=release.items.values("page_id"))))
    return str(RESTRICTED) if restricted else ""


def is_restricted(page: Page) -> bool:
    return page.get_view_restrictions().exists()


def judge(link: PreviewLink, *, by: str, approved: bool, reason: str, digest: str) -> Approval:
    """The verdict of a viewer on what they saw, which has this digest. Sent twice, it is one.

    Changed where it is another by now, Refused with the reason, BusyError: nothing is recorded then. OverError where the link
    does not open any more.
    """
    refuse_without_words(by, approved, reason)
    with holding(link.page_id, link.release_id) as subject:
        link = hold_link(link.pk)
        if closed := why_closed(link):
            raise Refused(closed)
        contents = contents_for(link)
        if contents.digest != digest:
            raise Changed(CHANGED)
        if approved:
            refuse_gone(contents)
        step = step_for(link, subject, contents)
        if not step and (same := said_already(link, subject, by, approved, reason, digest)):
            return same
        approval = write_down(subject, contents, by=by, approved=approved, reason=reason, link=link)
        if step:
            approval_step.settle(step, approval, subject)
    return approval


def refuse_without_words(by: str, approved: bool, reason: str) -> None:
    if not by:
        raise Refused(_("Give your name."))
    if not approved and not reason:
        raise Refused(_("Say why you send it back."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("A reason has %(number)s characters at most.") % {"number": LONGEST_REASON})


def refuse_gone(contents: Contents) -> None:
    """What uses something that was deleted would go live without it, and a preview does not show it."""
    rows = Page.objects.in_bulk([one.page_id for one in contents.staged])
    published = [one for one in contents.staged if one.fields is not None and not one.stays]
    if any(one.page_id not in rows or page_with(rows[one.page_id], one.fields).gone for one in published):
        raise Refused(_("Something of it was deleted: an author, say, or a page. It can't be approved as it is."))


@contextmanager
def holding(page_id: int | None, release_id: int | None) -> Iterator[Subject]:
    """A transaction in which nobody else changes the page, or the release and its pages. BusyError, and OverError: it is gone."""
    if release_id:
        with holding_release(release_id) as release:
            approval_step.hold(*release.items.values_list("page_id", flat=True))
            yield release
        return
    try:
        with short_waits(WAIT), transaction.atomic():
            approval_step.hold(page_id)
            page = Page.objects.filter(pk=page_id).first()
            if page is None:
                raise OverError
            yield page
    except OperationalError as error:
        if is_about_locks(error):
            raise BusyError(str(error)) from error
        raise


def hold_link(pk: int) -> PreviewLink:
    """Read anew, and nobody revokes it meanwhile."""
    open_links = PreviewLink.objects.open().select_for_update(of=("self",), no_key=True)
    link = open_links.select_related("page", "release", "version__copy", "user").filter(pk=pk).first()
    if link is None or not asks(link):
        raise OverError
    return link


def said_already(link: PreviewLink, subject: Subject, by: str, approved: bool, reason: str, digest: str) -> Approval | None:
    """The same verdict through the same link, as long as nobody has said the contrary since."""
    judged = [one for one in approvals_of(subject) if one.digest == digest]
    same = next((one for one in judged if one.link_id == link.pk), None)
    if same and (same.by, same.approved, same.reason) == (by, approved, reason) and judged[0].approved == approved:
        return same
    return None


def step_for(link: PreviewLink, subject: Subject, contents: Contents) -> ApprovalByLinkState | None:
    """The step of a workflow that this verdict decides. Refused where that is about another content."""
    step = approval_step.waiting(subject) if isinstance(subject, Page) else None
    if step is None or not approval_step.is_open_to(step, link, subject):
        return None
    if contents.digest != contents_of_page(subject).digest:
        raise Refused(_("The page has changed since this version was kept. Ask whoever sent you the link for a new one."))
    return step


def approve_as(subject: Subject, user: AbstractBaseUser, approved: bool, reason: str = "", digest: str = "") -> Approval:
    """The same by an editor in the admin, who may publish all of it. `digest`: of what they saw, if it is known."""
    reason = reason.strip()
    refuse_without_words(name_of(user), approved, reason)
    ids = (None, subject.pk) if isinstance(subject, Release) else (subject.pk, None)
    with holding(*ids) as held:
        is_release = isinstance(held, Release)
        if not (rights.may_release(user, held) if is_release else held.permissions_for_user(user).can_publish()):
            raise Refused(_("Only who may publish all of it may approve it or send it back."))
        if is_release and held.state not in {Release.State.OPEN, Release.State.SCHEDULED}:
            raise Refused(why_over(held))
        contents = contents_now(held)
        if digest and contents.digest != digest:
            raise Changed(CHANGED)
        if approved:
            refuse_gone(contents)
        return write_down(held, contents, by=name_of(user), approved=approved, reason=reason, user=user)


# --- Writing it down ---------------------------------------------------------------------------------------


def write_down(
    subject: Subject,
    contents: Contents,
    *,
    by: str,
    approved: bool,
    reason: str,
    link: PreviewLink | None = None,
    user: AbstractBaseUser | None = None,
) -> Approval:
    """Freeze what was judged, record the verdict, tell the histories and the editors. The subject is held."""
    is_release = isinstance(subject, Release)
    copies = {str(page_id): keep(page_id, contents) for page_id in contents.pages}
    approval = Approval.objects.create(
        **{"release" if is_release else "page": subject},
        link=link,
        user=user,
        by=by[:100],
        approved=approved,
        reason=reason,
        digest=contents.digest,
        copies={page_id: copy.pk if copy else None for page_id, copy in copies.items()},
    )
    if approved:
        for staged in contents.staged:
            if copy := copies[str(staged.page_id)]:
                keep_version(copy, staged.revision_id, approval, once=is_release)
    note(approval)
    approval_mail.tell(approval)
    return approval


def keep(page_id: int, contents: Contents) -> FrozenCopy | None:
    """The frozen copy of the page's content, None where none is published."""
    staged = next(one for one in contents.staged if one.page_id == page_id)
    if staged.fields is None or staged.stays:
        return None
    row = Page.objects.filter(pk=page_id).first()
    found = FrozenCopy.objects.filter(page_id=page_id, digest=contents.pages[page_id]).first()
    return found or (freeze(page_with(row, staged.fields).page) if row else None)


def keep_version(copy: FrozenCopy, revision_id: int | None, approval: Approval, once: bool) -> None:
    """Autosave writes over no revision that a version stands for. `once`: one line in the page's history is enough."""
    known = {"page_id": copy.page_id, "copy": copy, "reason": Version.Reason.APPROVED, "revision_id": revision_id}
    if once and Version.objects.filter(**known).exists():
        return
    page = Page.objects.get(pk=copy.page_id)
    words = {"by": approval.by, "note": approval.reason, "at": approval.at, "revision_id": revision_id}
    record(page, copy, Version.Reason.APPROVED, approval.user, **words)


def note(approval: Approval) -> None:
    """In the history of the release and of its pages, or of the page. Nothing that opens a link."""
    if approval.release:
        action = "approved" if approval.approved else "sent_back"
        words = {"whom": approval.by, "reason": approval.reason, "approval": approval.pk}
        events.note(approval.release, action, approval.user, by=approval.by, **words)
        return
    action = "staging.approve" if approval.approved else "staging.send_back"
    label = approval.link.label if approval.link else ""
    data = {"approval": approval.pk, "by": approval.by, "reason": approval.reason, "link": approval.link_id, "label": label}
    log(approval.page, action, user=approval.user, data=data)


def in_admin(sender: type, state: TaskState, user: AbstractBaseUser, approved: bool, comment: str, **kwargs) -> None:
    """An editor passes or rejects the step that waits for somebody with a link."""
    page = approval_step.page_of(state.workflow_state)
    if page is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return
    reason = comment[:LONGEST_REASON]
    approval = write_down(page, contents_of_page(page), by=name_of(user), approved=approved, reason=reason, user=user)
    if isinstance(state, ApprovalByLinkState):
        approval_step.bind(state, approval, page)


def connect() -> None:
    acted_in_admin.connect(in_admin, dispatch_uid="staging_approval_in_admin")
    approval_step.connect()
