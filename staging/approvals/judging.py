"""Judging: what is judged is held, and is still what was seen; else nothing is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from history.content import page_with
from history.people import name_of
from history.refusal import Refused
from staging.models import Approval, ApprovalByLinkState, PreviewLink, Release
from staging.models.approvals import LONGEST_REASON
from staging.rehearsal import short_transaction
from staging.releases import rights
from staging.releases.contents import Contents, contents_of_page
from staging.releases.locking import holding as holding_release

from . import steps
from .asking import asks, why_closed, why_over
from .subjects import Subject, contents_for, contents_now
from .verdicts import approvals_of
from .writing import write_down

CHANGED = gettext_lazy("It has changed since you opened the page. Look again before you decide.")
WAIT = 5_000  # milliseconds that a verdict waits for editors
MOST = 100  # verdicts of one link in all


class Changed(Refused):
    """It is not any more what was seen."""


class OverError(Exception):
    """The link was revoked or has expired, or what it shows is gone."""


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
        if approved and (gone := why_not_to_approve(contents)):
            raise Refused(gone)
        step = step_for(link, subject, contents)
        if not step and (same := said_already(link, subject, by, approved, reason, digest)):
            return same
        refuse_without_end(link)
        approval = write_down(subject, contents, by=by, approved=approved, reason=reason, link=link)
        if step:
            steps.settle(step, approval, subject)
    return approval


def refuse_without_words(by: str, approved: bool, reason: str) -> None:
    if not by:
        raise Refused(_("Give your name."))
    if not approved and not reason:
        raise Refused(_("Say why you send it back."))
    if len(reason) > LONGEST_REASON:
        raise Refused(_("A reason has %(number)s characters at most.") % {"number": LONGEST_REASON})


def refuse_without_end(link: PreviewLink) -> None:
    if link.approvals.count() >= MOST:
        raise Refused(_("As many verdicts as this link takes have been given. Ask whoever sent it to you for a new one."))


def why_not_to_approve(contents: Contents) -> str:
    """What uses something that was deleted would go live without it, and a preview does not show it: a sentence, or ''."""
    rows = Page.objects.in_bulk([one.page_id for one in contents.staged])
    published = [one for one in contents.staged if one.fields is not None and not one.stays]
    if any(one.page_id not in rows or page_with(rows[one.page_id], one.fields).gone for one in published):
        return _("Something of it was deleted: an author, say, or a page. It can't be approved as it is.")
    return ""


@contextmanager
def holding(page_id: int | None, release_id: int | None) -> Iterator[Subject]:
    """A transaction in which nobody else changes the page, or the release and its pages. BusyError, and OverError: it is gone."""
    if release_id:
        with holding_release(release_id) as release:
            steps.hold(*release.items.values_list("page_id", flat=True))
            yield release
        return
    with short_transaction(WAIT):
        steps.hold(page_id)
        page = Page.objects.filter(pk=page_id).first()
        if page is None:
            raise OverError
        yield page


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
    step = steps.waiting(subject) if isinstance(subject, Page) else None
    if step is None or not steps.is_open_to(step, link, subject):
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
        if approved and (gone := why_not_to_approve(contents)):
            raise Refused(gone)
        return write_down(held, contents, by=name_of(user), approved=approved, reason=reason, user=user)
