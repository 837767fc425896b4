"""The step of a workflow that waits for somebody with a link: models.ApprovalByLink.

What goes live by it is exactly what was approved: the step is passed while the page is held, for its newest draft, and Wagtail
publishes that. Where another step follows, and somebody changes the draft meanwhile, the workflow comes back to this one.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from history import acts
from history.people import name_of
from history.refusal import Refused
from staging.models import Approval, ApprovalByLinkState, PreviewLink
from staging.models.approvals import LONGEST_REASON, acted_in_admin, may_act
from staging.releases.contents import contents_of_page

from .writing import write_down

# A slug that another page has by now, an author who was deleted …
CAN_NOT_BE_PUBLISHED = (ValidationError, IntegrityError, ObjectDoesNotExist)


def hold(*page_ids: int) -> None:
    """Within a transaction: nobody else writes these pages until it ends. In the order of their ids, as everybody does."""
    rows = Page.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=page_ids)
    list(rows.order_by("pk").values_list("pk"))


def waiting(page: Page) -> ApprovalByLinkState | None:
    """The step that the page waits at, read anew."""
    states = WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_IN_PROGRESS)
    return (
        ApprovalByLinkState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__in=states)
        .select_related("task", "workflow_state")
        .first()
    )


def is_open_to(state: ApprovalByLinkState, link: PreviewLink, page: Page) -> bool:
    """Whether a verdict through this link decides the step: whoever made the link may publish the page, which a link passes
    on, and no other step of this workflow was passed by the same link: two steps are two people."""
    if link.user and not may_act(page, link.user):
        return False
    used = ApprovalByLinkState.objects.filter(
        workflow_state=state.workflow_state_id, status=TaskState.STATUS_APPROVED, approval__link=link
    )
    return not used.exclude(task=state.task_id).exists()


def settle(state: ApprovalByLinkState, approval: Approval, page: Page) -> None:
    """Pass the step, or reject it. The page is held, and its newest draft is what the verdict is about.

    Refused where Wagtail can't publish it as it is: then nothing has happened.
    """
    bind(state, approval, page)
    comment = f"{approval.by}: {approval.reason}" if approval.reason else approval.by
    # A viewer's form must not say what the history says of a publication.
    with acts.acting(path=acts.Path.WORKFLOW, kind="", note=""):
        try:
            (state.approve if approval.approved else state.reject)(user=None, comment=comment)
        except CAN_NOT_BE_PUBLISHED as error:
            words = _("It can't go live as it is, so nothing was decided. Tell whoever sent you the link.")
            raise Refused(words) from error


def bind(state: ApprovalByLinkState, approval: Approval, page: Page) -> None:
    """The step is about this verdict and its very draft."""
    state.approval = approval
    state.revision_id = page.latest_revision_id or state.revision_id


def in_admin(sender: type, state: TaskState, user: AbstractBaseUser, approved: bool, comment: str, **kwargs) -> None:
    """An editor passes or rejects the step that waits for somebody with a link."""
    page = page_of(state.workflow_state)
    if page is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return
    reason = comment[:LONGEST_REASON]
    approval = write_down(page, contents_of_page(page), by=name_of(user), approved=approved, reason=reason, user=user)
    if isinstance(state, ApprovalByLinkState):
        bind(state, approval, page)


def ask_again(sender: type, instance: TaskState, raw: bool = False, **kwargs) -> None:
    """A step was passed. Those that others passed with their link hold for what they saw: if that is not what would go live
    now, they come again. Within Wagtail's transaction, before it looks which step is next."""
    if raw or instance.status != TaskState.STATUS_APPROVED:
        return
    passed = ApprovalByLinkState.objects.filter(
        workflow_state=instance.workflow_state_id, status=TaskState.STATUS_APPROVED, task__active=True
    ).exclude(pk=instance.pk)
    passed = list(passed.select_related("approval"))
    page = page_of(instance.workflow_state) if passed else None
    if page is None:
        return
    digest = contents_of_page(page).digest
    last = Approval.objects.filter(page=page, digest=digest).order_by("-pk").first()
    for state in passed:
        if state.approval is None or state.approval.digest != digest or (last and not last.approved):
            comment = _("%(by)s, but it was changed since.") % {"by": state.comment}
            TaskState.objects.filter(pk=state.pk).update(status=TaskState.STATUS_CANCELLED, comment=comment)


def page_of(workflow_state: WorkflowState) -> Page | None:
    """The page, held and read anew, also for Wagtail, which publishes the newest draft of the one that it has read."""
    field = WorkflowState._meta.get_field("content_object")
    if field.is_cached(workflow_state):
        field.delete_cached_value(workflow_state)
    if workflow_state.base_content_type.model_class() is not Page:
        return None
    hold(int(workflow_state.object_id))
    return Page.objects.filter(pk=workflow_state.object_id).first()


def hint(page: Page, user: object) -> dict:
    """For the editor and the page where links are made: the step that waits, and whether this user's links decide it."""
    state = waiting(page)
    return {"step": state.task.name if state else "", "may_decide": bool(state) and may_act(page, user)}


def connect() -> None:
    acted_in_admin.connect(in_admin, dispatch_uid="staging_approval_in_admin")
    for model in (TaskState, ApprovalByLinkState):
        post_save.connect(ask_again, sender=model, dispatch_uid=f"staging_ask_again_{model.__name__}")
