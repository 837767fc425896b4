"""What `manage.py prune_history` removes, and what it never does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone
from wagtail.models import Comment, GroupApprovalTask, Page, Revision, Workflow, WorkflowTask

from history import retention
from history.content import freeze
from history.models import DeletedPage, FrozenCopy, Look, Version, pack
from history.recording import record
from tests.builders import article, author, section_page

YEARS_AGO = timedelta(days=800)


def old_draft(page: Page, **fields) -> Revision:
    """One more revision of the page, written long ago."""
    revision = page.save_revision()
    fields.setdefault("created_at", timezone.now() - YEARS_AGO)
    Revision.objects.filter(pk=revision.pk).update(**fields)
    Page.objects.filter(pk=page.pk).update(latest_revision=page.live_revision_id)
    return Revision.objects.get(pk=revision.pk)


def prune(**options) -> str:
    output = StringIO()
    call_command("prune_history", stdout=output, **options)
    return output.getvalue()


def numbers_of_rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


@pytest.mark.django_db
def test_old_drafts_go_and_nothing_else():
    page = article(section_page(), authors=(author(),))
    old = [old_draft(page).pk for _ in range(3)]
    recent = page.save_revision().pk
    before = numbers_of_rows()

    said = prune(days=365)
    assert not Revision.objects.filter(pk__in=old).exists()
    assert Revision.objects.filter(pk=recent).exists()
    assert numbers_of_rows() == before | {"wagtailcore.Revision": before["wagtailcore.Revision"] - 3}
    assert "       3  The harbour that said no" in said
    connection.check_constraints()

    assert "all                            0" in prune(days=365)  # again: nothing more


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_removes_nothing():
    page = article(section_page())
    old_draft(page)
    before = numbers_of_rows()
    planned = prune(days=365, dry_run=True)
    assert numbers_of_rows() == before
    done = prune(days=365)
    assert planned.splitlines()[1:] == [line for line in done.splitlines()[1:] if "VACUUM" not in line]
    size = next(line for line in done.splitlines() if line.startswith("drafts")).split()[-1]
    assert int(size.replace(",", "")) > 500  # bytes of the revision's JSON


def live(page):
    return page.live_revision


def newest(page):
    """Old, and yet nothing is newer."""
    Revision.objects.filter(object_id=str(page.pk)).update(created_at=timezone.now() - YEARS_AGO)
    return page.save_revision()


def newest_by_date(page):
    """The page's row names another one as the newest."""
    draft = old_draft(page)
    Revision.objects.filter(pk=page.live_revision_id).update(created_at=timezone.now() - 2 * YEARS_AGO)
    return draft


def scheduled(page):
    return old_draft(page, approved_go_live_at=timezone.now() + timedelta(days=1))


def in_a_workflow(page):
    draft = page.save_revision()
    workflow, task = Workflow.objects.create(name="Two eyes"), GroupApprovalTask.objects.create(name="Read")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(page, page.owner)
    return draft


def commented_on(page):
    draft = old_draft(page)
    Comment.objects.create(page=page, user=page.owner, text="Sure?", contentpath="title", revision_created=draft)
    return draft


def version_of(reason):
    def kept(page):
        draft = old_draft(page)
        record(page, freeze(page), reason, revision_id=draft.pk)
        return draft

    return kept


def just_seen(page):
    draft = old_draft(page)
    Look.objects.create(page=page, user=page.owner, before_revision_id=draft.pk, at=timezone.now())
    return draft


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kept",
    [live, newest, newest_by_date, scheduled, in_a_workflow, commented_on, just_seen, *map(version_of, Version.Reason.values)],
)
def test_what_never_goes(kept, editor):
    page = article(section_page(), owner=editor)
    revision = kept(page)
    Revision.objects.filter(pk=revision.pk).update(created_at=timezone.now() - YEARS_AGO)
    latest = Page.objects.get(pk=page.pk).latest_revision_id
    going = old_draft(article(page.get_parent(), title="Another")), old_draft(page, created_at=timezone.now() - 2 * YEARS_AGO)
    Page.objects.filter(pk=page.pk).update(latest_revision=latest)

    prune(days=365)
    assert Revision.objects.filter(pk=revision.pk).exists()
    assert not Revision.objects.filter(pk__in=[draft.pk for draft in going]).exists()


@pytest.mark.django_db
def test_revisions_of_anything_but_pages_are_left_alone():
    page = article(section_page())
    draft = old_draft(page)
    other = apps.get_model("contenttypes.ContentType").objects.get_for_model(type(author()))
    Revision.objects.filter(pk=draft.pk).update(content_type=other, base_content_type=other)
    prune(days=1)
    assert Revision.objects.filter(pk=draft.pk).exists()


@pytest.mark.django_db
def test_any_table_that_is_added_later_protects_what_it_points_at():
    """A release or a link that holds a copy: its foreign key is enough."""
    pointing = {relation.related_model._meta.label for relation in retention.pointing_at(Revision)}
    assert {"wagtailcore.Page", "wagtailcore.TaskState", "wagtailcore.Comment"} <= pointing
    assert "wagtailcore.PageLogEntry" not in pointing  # a log outlives what it tells of
    assert "history.Version" in {relation.related_model._meta.label for relation in retention.pointing_at(FrozenCopy)}


def long_ago(page: Page, number: int, **fields) -> Version:
    """A version with a copy of its own, both made long ago."""
    at = timezone.now() - YEARS_AGO
    copy = FrozenCopy(page_id=page.pk, digest=f"{number:064}", packed=pack({"number": number}))
    copy.save()
    with_time_of(copy, at)
    return Version.objects.create(page_id=page.pk, copy=copy, at=at, **fields)


def with_time_of(copy: FrozenCopy, at) -> None:
    """auto_now_add can't be told another time, and the database refuses to change the row."""
    FrozenCopy.objects.filter(pk=copy.pk)._raw_delete("default")
    field = FrozenCopy._meta.get_field("frozen_at")
    field.auto_now_add = False
    try:
        copy.frozen_at = at
        FrozenCopy.objects.bulk_create([copy])
    finally:
        field.auto_now_add = True


@pytest.mark.django_db
def test_old_set_aside_versions_go_with_their_copies_unless_somebody_asked_for_them():
    page = article(section_page())
    reasons = Version.Reason
    going = long_ago(page, 1, reason=reasons.SET_ASIDE)
    shared_copy = long_ago(page, 2, reason=reasons.SET_ASIDE)
    Version.objects.create(page_id=page.pk, copy=shared_copy.copy, at=timezone.now(), reason=reasons.SHARED)
    staying = [
        long_ago(page, 3, reason=reasons.SET_ASIDE, pinned=True),
        long_ago(page, 4, reason=reasons.SET_ASIDE, name="Before the vote"),
        *(long_ago(page, 5 + n, reason=reason) for n, reason in enumerate(reasons.values) if reason != reasons.SET_ASIDE),
    ]
    planned = prune(days=365, dry_run=True)
    assert planned.splitlines()[2:5] == prune(days=365).splitlines()[2:5]

    assert set(Version.objects.filter(pk__in=[going.pk, shared_copy.pk])) == set()
    assert not FrozenCopy.objects.filter(pk=going.copy_id).exists()
    assert FrozenCopy.objects.filter(pk=shared_copy.copy_id).exists()
    assert Version.objects.filter(pk__in=[version.pk for version in staying]).count() == len(staying)


@pytest.mark.django_db
def test_deleted_pages_go_when_their_time_is_over():
    section = section_page()
    keys = []
    for days in (31, 29):
        page = article(section, title=f"Deleted {days} days ago")
        keys.append(page.pk)
        page.delete()
        place = {"parent_id": section.pk, "path": page.path, "url_path": page.url_path, "was_live": True}
        deleted_at = timezone.now() - timedelta(days=days)
        about = {"content_type": "articles.articlepage", "title": page.title, "packed": pack({}), "deleted_at": deleted_at}
        DeletedPage.objects.update_or_create(page_id=page.pk, defaults=place | about)

    assert "deleted pages" in prune(dry_run=True)
    assert "deleted pages" in prune()
    assert list(DeletedPage.objects.values_list("page_id", flat=True)) == [keys[1]]
    assert set(Version.objects.filter(page_id__in=keys).values_list("page_id", flat=True)) == {keys[1]}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_remove_all_of_it_once():
    page = article(section_page())
    for _ in range(40):
        old_draft(page)
    before = retention.day_before(365)

    def run(_number: int) -> int:
        try:
            return sum(one.rows for one in retention.prune(before))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(run, range(2))) == 40
    page.refresh_from_db()
    assert list(page.revisions.values_list("pk", flat=True)) == [page.live_revision_id]


def test_a_wrong_number_of_days_is_refused():
    for days in (0, -1, 36501):
        with pytest.raises(CommandError, match="whole number"):
            call_command("prune_history", days=days)


@pytest.mark.parametrize("options", [[], ["--days", "30", "--pages"]])
def test_wagtails_own_command_is_refused_and_names_ours(options):
    with pytest.raises(CommandError, match="prune_history"):
        call_command("purge_revisions", *options)
