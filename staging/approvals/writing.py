"""Writing a verdict down: what was judged is frozen, the histories and the editors are told."""

from django.contrib.auth.models import AbstractBaseUser
from wagtail.log_actions import log
from wagtail.models import Page

from history.content import freeze, page_with
from history.models import FrozenCopy, Version
from history.recording import record
from staging.models import Approval, PreviewLink, Release
from staging.releases import events, rights
from staging.releases.contents import Contents

from . import mail
from .subjects import Subject


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
        counts=not is_release or link is None or link.user is None or rights.may_release(link.user, subject),
    )
    kept = None
    if approved:
        for staged in contents.staged:
            if copy := copies[str(staged.page_id)]:
                kept = keep_version(copy, staged.revision_id, approval, once=is_release)
    note(approval, kept)
    mail.tell(approval)
    return approval


def keep(page_id: int, contents: Contents) -> FrozenCopy | None:
    """The frozen copy of the page's content, None where none is published."""
    staged = next(one for one in contents.staged if one.page_id == page_id)
    if staged.fields is None or staged.stays:
        return None
    row = Page.objects.filter(pk=page_id).first()
    found = FrozenCopy.objects.filter(page_id=page_id, digest=contents.pages[page_id]).first()
    return found or (freeze(page_with(row, staged.fields).page) if row else None)


def keep_version(copy: FrozenCopy, revision_id: int | None, approval: Approval, once: bool) -> Version | None:
    """Autosave writes over no revision that a version stands for. `once`: one line in the page's history is enough."""
    known = {"page_id": copy.page_id, "copy": copy, "reason": Version.Reason.APPROVED, "revision_id": revision_id}
    if once and Version.objects.filter(**known).exists():
        return None
    page = Page.objects.get(pk=copy.page_id)
    words = {"by": approval.whom[:255], "note": approval.reason, "at": approval.at, "revision_id": revision_id}
    return record(page, copy, Version.Reason.APPROVED, approval.user, **words)


def note(approval: Approval, version: Version | None) -> None:
    """In the history of the release and of its pages, or of the page, where the version says it. Nothing that opens a link."""
    if approval.release:
        action = action_of(approval)
        words = {"whom": approval.whom, "reason": approval.reason, "approval": approval.pk}
        events.note(approval.release, action, approval.user, by=approval.by, **words)
        return
    action = "staging.approve" if approval.approved else "staging.send_back"
    label = approval.link.label if approval.link else ""
    data = {"approval": approval.pk, "by": approval.by, "reason": approval.reason, "link": approval.link_id, "label": label}
    data |= {"told_by": version.pk} if version else {}
    log(approval.page, action, user=approval.user, data=data)


def action_of(approval: Approval) -> str:
    """By which name it stands in the release's history. Nobody is kept from approving their own, but it is said."""
    if not approval.approved:
        return "sent_back"
    return "approved_by_maker" if approval.is_by_maker else "approved"
