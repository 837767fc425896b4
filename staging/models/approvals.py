"""Approvals: somebody has seen exactly this, and says yes or no. And the step of a workflow that waits for one."""

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.forms import CharField, Textarea
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, Task, TaskState
from wagtail.models.content_types import get_default_page_content_type
from wagtail.permissions import page_permission_policy

from history.people import name_of

from .links import PreviewLink
from .releases import Release, by_user

LONGEST_REASON = 5_000  # characters


class Approval(models.Model):
    """A verdict on exactly this content, of a page or of a release; never changed. By a viewer with a link, or by an editor.

    `digest` is that of all that was judged (releases.contents), `copies` its frozen copies by page: {"12": id of a FrozenCopy},
    None for a page of which no content is published. Another digest now means that the verdict is stale.
    """

    page = models.ForeignKey(Page, models.CASCADE, verbose_name=gettext_lazy("page"), null=True, blank=True, related_name="+")
    release = models.ForeignKey(
        Release, models.CASCADE, verbose_name=gettext_lazy("release"), null=True, blank=True, related_name="approvals"
    )
    link = models.ForeignKey(
        PreviewLink, models.SET_NULL, verbose_name=gettext_lazy("preview link"), null=True, blank=True, related_name="approvals"
    )
    user = by_user(gettext_lazy("user"))
    by = models.CharField(gettext_lazy("by"), max_length=100)
    approved = models.BooleanField(gettext_lazy("approved"))  # else sent back
    reason = models.TextField(gettext_lazy("reason"), blank=True, max_length=LONGEST_REASON)
    digest = models.CharField(gettext_lazy("SHA-256 of what was judged"), max_length=64)
    copies = models.JSONField(gettext_lazy("frozen copies"), default=dict)
    at = models.DateTimeField(gettext_lazy("at"), auto_now_add=True)
    # Whether a release that needs approval may go live with it: not by a link of somebody who may not publish all of it.
    counts = models.BooleanField(gettext_lazy("counts"), default=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = gettext_lazy("approval")
        verbose_name_plural = gettext_lazy("approvals")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="each_approval_is_of_a_page_or_a_release",
                condition=Q(page__isnull=False, release=None) | Q(page=None, release__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}: {'approved' if self.approved else 'sent back'}"

    @property
    def is_by_maker(self) -> bool:
        """Whether who made the release, which needs an approval, has given it themselves."""
        release = self.release
        return bool(self.approved and self.user_id and release and release.needs_approval and release.made_by_id == self.user_id)

    @property
    def whom(self) -> str:
        """The name; of a viewer also whose link it was, as anybody may give any name."""
        if self.link is None and self.user is None:
            return _("%(name)s (whose account or link is gone)") % {"name": self.by}
        if self.link is None:
            return self.by
        words = {"name": self.by, "label": self.link.label, "maker": name_of(self.link.user) if self.link.user else ""}
        if not words["maker"]:
            return _("%(name)s (by the link for “%(label)s”)") % words
        return _("%(name)s (by the link for “%(label)s” that %(maker)s made)") % words


# --- A step of a workflow ------------------------------------------------------------------------------

# An editor passes or rejects such a step in the admin, in this transaction: staging.approvals.steps writes it down.
acted_in_admin = Signal()


class ReasonForm(TaskStateCommentForm):
    comment = CharField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON, widget=Textarea({"rows": 2}))


class ApprovalByLinkState(TaskState):
    """That step of one page. `approval`: by which it was passed."""

    approval = models.ForeignKey(
        Approval, models.SET_NULL, verbose_name=gettext_lazy("approval"), null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("state of an approval by someone with a link")
        verbose_name_plural = gettext_lazy("states of approvals by someone with a link")


class ApprovalByLink(Task):
    """Waits until somebody without an account approves exactly the page's newest draft: staging.approvals.steps.

    The link is made by somebody who may publish the page, and passes that right on for this one content. They may act
    themselves, too.
    """

    task_state_class = ApprovalByLinkState

    class Meta:
        verbose_name = gettext_lazy("approval by someone with a link")
        verbose_name_plural = gettext_lazy("approvals by someone with a link")

    @classmethod
    def get_description(cls) -> str:
        return _(
            "Somebody without an account approves exactly the page's newest draft, or sends it back with a reason: by a preview "
            "link that asks for approval, made by whoever may publish the page"
        )

    def locked_for_user(self, obj: models.Model, user: object) -> bool:
        return not may_act(obj, user)

    def get_actions(self, obj: models.Model, user: object) -> list[tuple[str, str, bool]]:
        if not may_act(obj, user):
            return []
        return [
            ("reject", _("Send back"), True),
            ("approve", _("Approve in their place"), False),
            ("approve", _("Approve in their place, with a comment"), True),
        ]

    def get_form_for_action(self, action: str) -> type:
        return ReasonForm if action == "reject" else TaskStateCommentForm

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: object, action_name: str, **kwargs) -> None:
        comment = kwargs.get("comment", "")
        acted_in_admin.send(type(self), state=task_state, user=user, approved=action_name == "approve", comment=comment)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: object, **kwargs) -> models.QuerySet:
        pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
        keys = pages.annotate(key=Cast("pk", models.CharField())).order_by().values("key")
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting.filter(
            workflow_state__object_id__in=keys, workflow_state__base_content_type=get_default_page_content_type()
        )


def may_act(obj: models.Model, user: object) -> bool:
    """Whether the user could publish it without anybody's approval."""
    if isinstance(obj, Page):
        return obj.permissions_for_user(user).can_publish()
    return user.has_perm(f"{obj._meta.app_label}.publish_{obj._meta.model_name}")
