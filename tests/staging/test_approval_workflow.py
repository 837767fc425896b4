"""The step of a workflow that waits for somebody with a link: exactly what they approve goes live, by whatever way."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PageLogEntry,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from articles.models import ArticlePage
from history.deleted.returning import bring_back
from history.models import DeletedPage, Version
from staging.approvals.verdicts import verdict_of
from staging.models import Approval, ApprovalByLink, ApprovalByLinkState
from staging.releases.contents import contents_of_page
from tests.articles.forms import article_form, paragraphs
from tests.builders import article, section_page
from tests.history.test_guard import opened as opened_form

from .approving import BROWSER, approve, asking, opened, send_back, way_to
from .previews import WORD, redraft

pytestmark = pytest.mark.django_db

Status = TaskState


@pytest.fixture
def draft(writer):
    return article(section_page(), title=f"The {WORD}", slug=WORD, live=False, owner=writer)


@pytest.fixture
def lawyer() -> ApprovalByLink:
    return ApprovalByLink.objects.create(name="The lawyer reads it")


def workflow_of(page: Page, *tasks: Task) -> Workflow:
    workflow = Workflow.objects.create(name="With a lawyer")
    for order, task in enumerate(tasks):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    WorkflowPage.objects.create(workflow=workflow, page=Page.objects.get(pk=page.pk))
    return workflow


def submit(page: Page, user, *tasks: Task) -> WorkflowState:
    return workflow_of(page, *tasks).start(ArticlePage.objects.get(pk=page.pk), user)


def readers_step() -> GroupApprovalTask:
    task = GroupApprovalTask.objects.create(name="Two more eyes")
    task.groups.set(Group.objects.filter(name="Editors"))
    return task


def stored(page: Page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk)


def act(client, state: WorkflowState, action: str, **said: str):
    """What an editor does in the admin with the step that waits."""
    state.refresh_from_db()
    address = reverse("wagtailadmin_pages:workflow_action", args=[state.object_id, action, state.current_task_state_id])
    return client.post(address, said)


# --- The last step ------------------------------------------------------------------------


def test_what_the_viewer_approved_goes_live(client, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer)
    new = asking(draft, user=editor)
    seen = contents_of_page(draft)
    assert approve(client, new, by="Maria, lawyer", reason="Go.").status_code == 303
    state.refresh_from_db()
    page, step = stored(draft), ApprovalByLinkState.objects.get()
    assert (state.status, step.status, step.comment) == (
        WorkflowState.STATUS_APPROVED,
        Status.STATUS_APPROVED,
        "Maria, lawyer: Go.",
    )
    assert page.live
    assert not page.has_unpublished_changes
    assert step.approval == Approval.objects.get()
    assert contents_of_page(page).digest == seen.digest == step.approval.digest
    published = Version.objects.get(page_id=page.pk, reason=Version.Reason.PUBLISHED)
    assert published.copy_id == step.approval.copies[str(page.pk)]
    assert (published.path, published.revision_id) == (Version.Path.WORKFLOW, step.revision_id)


def test_sending_back_rejects_with_the_reason(client, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer)
    send_back(client, asking(draft, user=editor), reason="Not true.")
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert ApprovalByLinkState.objects.get().comment == "Maria: Not true."
    assert not stored(draft).live
    assert any("Not true." in letter.body for letter in mail.outbox if letter.to == [writer.email])


def test_after_a_correction_the_same_link_decides_again(client, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer)
    new = asking(draft, user=editor)
    send_back(client, new)
    page = redraft(draft, title="The heron")
    state.refresh_from_db()
    state.resume(user=writer)
    approve(client, new)
    assert (stored(page).live, stored(page).title) == (True, "The heron")


def test_a_draft_that_was_changed_while_the_page_was_open_is_not_passed(client, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer)
    new = asking(draft, user=editor)
    way = way_to(client, new)
    redraft(draft, title="Something else")
    said = {"by": "Maria", "reason": "", "verdict": "approve", "digest": way.partition("?seen=")[2]}
    assert client.post(way.partition("?")[0], said, **BROWSER).status_code == 409
    state.refresh_from_db()
    assert (state.status, stored(draft).live) == (WorkflowState.STATUS_IN_PROGRESS, False)


def test_an_approval_from_before_the_step_does_not_pass_it(client, draft, editor, writer, lawyer):
    new = asking(draft, user=editor)
    approve(client, new)
    state = submit(draft, writer, lawyer)
    assert state.current_task_state.status == Status.STATUS_IN_PROGRESS
    assert approve(client, new).status_code == 303  # the same words once more, for the step
    assert stored(draft).live


def test_a_link_to_an_older_version_decides_nothing(client, draft, editor, writer, lawyer):
    submit(draft, writer, lawyer)
    new = asking(draft, user=editor, shows="version")
    redraft(draft, title="The heron")
    response = approve(client, new)
    assert (response.status_code, Approval.objects.count()) == (409, 0)
    assert "Ask whoever sent you the link for a new one" in response.content.decode()
    assert not stored(draft).live
    same = asking(stored(draft), user=editor, shows="version")
    assert approve(client, same).status_code == 303
    assert stored(draft).title == "The heron"
    assert stored(draft).live


def test_an_edited_draft_is_approved_anew_and_that_goes_live(client, draft, editor, writer, lawyer):
    """The step began with another draft: what counts is what would go live."""
    submit(draft, writer, lawyer)
    new = asking(draft, user=editor)
    page = redraft(draft, title="The heron")
    approve(client, new)
    assert stored(page).title == "The heron"
    assert ApprovalByLinkState.objects.get().revision_id == stored(page).live_revision_id


def test_a_planned_page_goes_live_at_its_time(client, draft, editor, writer, lawyer):
    page = redraft(draft, go_live_at=timezone.now() + timedelta(days=1))
    submit(page, writer, lawyer)
    approve(client, asking(page, user=editor))
    assert not stored(page).live
    assert stored(page).scheduled_revision.pk == ApprovalByLinkState.objects.get().revision_id


def test_what_can_not_go_live_is_not_half_decided(client, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer)
    new = asking(draft, user=editor)
    way = way_to(client, new)
    rival = article(draft.get_parent().specific, title="Rival", slug="rival")
    Page.objects.filter(pk=rival.pk).update(slug=WORD)
    said = {"by": "Maria", "reason": "Fine.", "verdict": "approve", "digest": way.partition("?seen=")[2]}
    response = client.post(way.partition("?")[0], said, **BROWSER)
    html = response.content.decode()
    assert (response.status_code, Approval.objects.count()) == (409, 0)
    assert "nothing was decided" in html
    assert "Rival" not in html
    assert "Fine." in html
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS


def test_a_viewer_writes_nothing_about_the_publication(client, draft, editor, writer, lawyer):
    submit(draft, writer, lawyer)
    way = way_to(client, asking(draft, user=editor))
    said = {"by": "x", "verdict": "approve", "digest": way.partition("?seen=")[2]}
    client.post(way.partition("?")[0], said | {"history-kind": "correction", "history-note": "Hacked"}, **BROWSER)
    published = Version.objects.get(page_id=draft.pk, reason=Version.Reason.PUBLISHED)
    assert (published.kind, published.note) == (Version.Kind.FIRST, "")


# --- Whose link counts ---------------------------------------------------------------------


def test_a_writers_own_link_does_not_publish_a_writers_page(client, draft, writer, lawyer):
    state = submit(draft, writer, lawyer)
    assert approve(client, asking(draft, user=writer)).status_code == 303
    assert verdict_of(draft).approved  # said, and shown
    state.refresh_from_db()
    assert (state.status, stored(draft).live) == (WorkflowState.STATUS_IN_PROGRESS, False)


def test_two_steps_are_two_links(client, draft, editor, writer, lawyer):
    submit(draft, writer, lawyer, ApprovalByLink.objects.create(name="Who is quoted"))
    first, second = asking(draft, user=editor), asking(draft, user=editor, label="Noor")
    approve(client, first)
    approve(client, first)
    approve(client, first, by="Somebody else")
    assert not stored(draft).live
    approve(client, second, by="Noor")
    assert stored(draft).live


# --- Other steps after it ---------------------------------------------------------------------


def test_the_next_step_publishes_what_was_approved(client, client_of, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer, readers_step())
    approve(client, asking(draft, user=editor))
    assert not stored(draft).live
    act(client_of(editor), state, "approve")
    page = stored(draft)
    assert page.live
    assert contents_of_page(page).digest == Approval.objects.get().digest


def test_a_draft_changed_in_the_next_step_comes_back_to_the_viewer(client, client_of, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer, readers_step())
    new = asking(draft, user=editor)
    approve(client, new)
    redraft(draft, title="Something that no lawyer saw")
    act(client_of(editor), state, "approve")
    state.refresh_from_db()
    assert not stored(draft).live
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert state.current_task_state.task_id == lawyer.pk
    assert "changed since" in ApprovalByLinkState.objects.get(status=Status.STATUS_CANCELLED).comment
    approve(client, new)
    assert (stored(draft).live, stored(draft).title) == (True, "Something that no lawyer saw")


def test_who_sends_it_back_later_is_heard_as_well(client, client_of, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer, readers_step())
    new = asking(draft, user=editor)
    approve(client, new)
    send_back(client, new)  # thought again, while the next step waits
    act(client_of(editor), state, "approve")
    state.refresh_from_db()
    assert (stored(draft).live, state.current_task_state.task_id) == (False, lawyer.pk)


# --- Editors in the admin ------------------------------------------------------------------------


def test_who_may_publish_acts_in_their_place_and_it_is_written_down(client_of, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer)
    refused = act(client_of(editor), state, "reject", comment="")
    assert (Approval.objects.count(), refused.status_code) == (0, 302)
    act(client_of(editor), state, "approve", comment="She said yes by telephone.")
    approval, step = Approval.objects.get(), ApprovalByLinkState.objects.get()
    assert (approval.user, approval.by, approval.reason) == (editor, "Edgar Edmonds", "She said yes by telephone.")
    assert (step.approval, step.finished_by) == (approval, editor)
    assert stored(draft).live


def test_who_may_not_publish_can_not(client_of, draft, writer, lawyer):
    state = submit(draft, writer, lawyer)
    act(client_of(writer), state, "approve")
    assert not Approval.objects.exists()
    assert not stored(draft).live
    assert lawyer.locked_for_user(stored(draft), writer)


def test_it_waits_on_the_first_page_of_who_may_publish(client_of, draft, editor, writer, lawyer):
    submit(draft, writer, lawyer)
    assert list(lawyer.get_task_states_user_can_moderate(editor)) == list(TaskState.objects.all())
    assert not lawyer.get_task_states_user_can_moderate(writer).exists()
    assert "The lawyer reads it" in client_of(editor).get("/admin/").content.decode()


def test_the_editor_of_the_page_leads_to_the_link(client_of, draft, editor, writer, lawyer):
    submit(draft, writer, lawyer)
    share = reverse("staging:share", args=[draft.pk])
    for who, words in ((editor, "Make the link"), (writer, "Somebody who may publish the page has to make the link")):
        html = client_of(who).get(f"/admin/pages/{draft.pk}/edit/").content.decode()
        assert "It waits at “The lawyer reads it”" in html
        assert words in html
        assert share in html
    assert "Switch on “Asks for approval”" in client_of(editor).get(share).content.decode()


def test_such_a_step_is_made_in_the_admin(client_of, admin_user):
    desk = client_of(admin_user)
    kinds = desk.get(reverse("wagtailadmin_workflows:select_task_type")).content.decode()
    assert "Approval by someone with a link" in kinds
    assert "sends it back with a reason" in kinds
    address = reverse("wagtailadmin_workflows:add_task", args=["staging", "approvalbylink"])
    assert desk.post(address, {"name": "The lawyer reads it"}).status_code == 302
    task = ApprovalByLink.objects.get()
    assert desk.get(reverse("wagtailadmin_workflows:edit_task", args=[task.pk])).status_code == 200


def test_the_workflow_of_the_page_says_who_and_what(client, client_of, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer, readers_step())
    approve(client, asking(draft, user=editor), by="Maria, lawyer")
    html = (
        client_of(editor).get(reverse("wagtailadmin_pages:workflow_history_detail", args=[draft.pk, state.pk])).content.decode()
    )
    assert "Maria, lawyer" in html
    entry = PageLogEntry.objects.get(page=draft.pk, action="wagtail.workflow.approve")
    assert entry.data["comment"] == "Maria, lawyer"


def test_the_form_of_the_editor_decides_exactly_what_it_saved(client_of, draft, editor, writer, lawyer):
    """Wagtail saves the form, then passes the step: in one transaction, of that very draft."""
    submit(draft, writer, lawyer)
    act_ = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    said = {"workflow-action-extra-data": json.dumps({"comment": "By telephone"})}
    fields = {**opened_form(draft), **act_, **said, "slug": WORD}
    form = article_form(title="The heron", blocks=paragraphs("At seven."), **fields)
    client_of(editor).post(f"/admin/pages/{draft.pk}/edit/", form)
    page, approval = stored(draft), Approval.objects.get()
    assert (page.live, page.title, approval.reason) == (True, "The heron", "By telephone")
    assert approval.digest == contents_of_page(page).digest


# --- With the rest of the site ------------------------------------------------------------------


def test_a_deleted_page_comes_back_with_its_approvals(client, draft, editor, writer, admin_user, lawyer):
    submit(draft, writer, lawyer, readers_step())
    approve(client, asking(draft, user=editor))
    ArticlePage.objects.get(pk=draft.pk).delete()
    assert not Approval.objects.exists()
    bring_back(DeletedPage.objects.get(page_id=draft.pk), admin_user)
    page = stored(draft)
    assert verdict_of(page).approved
    assert page.current_workflow_state.current_task_state.task.name == "Two more eyes"
    assert ApprovalByLinkState.objects.get().approval == Approval.objects.get()


def test_a_published_page_ends_the_step(client, draft, editor, writer, lawyer):
    state = submit(draft, writer, lawyer)
    new = asking(draft, user=editor)
    draft.get_latest_revision().publish(user=editor)
    state.refresh_from_db()
    assert state.status == WorkflowState.STATUS_CANCELLED
    assert approve(client, new).status_code == 303  # said of the same words
    assert "exactly as it is now" in opened(client, new)
