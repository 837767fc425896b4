"""Putting content in place: what readers would see, in a tree that stays whole, or a refusal that names the page."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Comment, Page, Revision, Workflow

from articles.models import ArticlePage
from history.content import freeze
from search.models import Entry
from staging.placing import CanNotBePlacedError, put
from staging.releases.going_live import go_live
from staging.staged import Staged, frozen, newest_draft, withdrawal
from tests.builders import article, author, image, section_page

from .releases import release_of

pytestmark = pytest.mark.django_db


def drafted(page: ArticlePage, **fields) -> Page:
    """The page's row, after somebody has written a draft with these fields."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(clean=False)  # as when the other page came later
    return Page.objects.get(pk=page.pk)


def put_drafts(*pages: Page):
    with transaction.atomic():
        return put([newest_draft(Page.objects.get(pk=page.pk)) for page in pages])


def problems(*staged: Staged) -> list[str]:
    with pytest.raises(CanNotBePlacedError) as error, transaction.atomic():
        put(staged)
    return error.value.problems


def test_a_draft_becomes_what_readers_see():
    page = article(section_page(), title="Low tide", live=False)
    placed = put_drafts(page).page(page.pk)
    stored = ArticlePage.objects.get(pk=page.pk)
    assert stored.live and not stored.has_unpublished_changes
    assert stored.first_published_at == stored.last_published_at == stored.published_at == placed.last_published_at
    assert stored.live_revision_id == stored.latest_revision_id
    assert Entry.objects.get(page=page.pk).title == "Low tide"


def test_two_pages_swap_their_addresses():
    section = section_page()
    first, second = article(section, title="First", slug="first"), article(section, title="Second", slug="second")
    drafted(first, slug="second")
    drafted(second, slug="first")
    put_drafts(first, second)
    paths = dict(Page.objects.filter(pk__in=[first.pk, second.pk]).values_list("pk", "url_path"))
    assert paths == {first.pk: "/home/harbours/second/", second.pk: "/home/harbours/first/"}
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_taken_address_is_refused_by_both_names():
    section = section_page()
    article(section, title="Old", slug="tide")
    page = drafted(article(section, title="New", slug="new"), slug="tide")
    assert problems(newest_draft(page)) == ["“New” can't go live as it is: its address “tide” is also that of “Old”."]


def test_a_child_follows_its_renamed_parent():
    section = section_page()
    page = article(section, slug="tide", live=False)
    drafted(section, slug="quays")
    put_drafts(page, section)
    assert Page.objects.get(pk=page.pk).url_path == "/home/quays/tide/"


def test_a_page_added_meanwhile_stays_in_the_tree():
    section = section_page()
    draft = newest_draft(Page.objects.get(pk=section.pk))
    article(section, slug="meanwhile")
    with transaction.atomic():
        put([draft])
    assert Page.objects.get(pk=section.pk).numchild == 1
    assert Page.find_problems() == ([], [], [], [], [])


def test_an_old_schedule_does_not_publish_over_it():
    page = article(section_page(), live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    drafted(ArticlePage.objects.get(pk=page.pk), title="Newer", go_live_at=None)
    go_live(release_of(page).pk)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert Page.objects.get(pk=page.pk).go_live_at is None


def test_an_expired_page_is_public_again():
    page = article(section_page())
    Page.objects.filter(pk=page.pk).update(live=False, expired=True, expire_at=timezone.now() - timedelta(days=1))
    put_drafts(page)
    assert Page.objects.live().filter(pk=page.pk, expired=False, expire_at=None).exists()


def test_a_renamed_page_leaves_a_redirect_in_the_same_transaction():
    page = drafted(article(section_page(), slug="old"), slug="new")
    put_drafts(page)
    assert Redirect.objects.get(old_path="/harbours/old").redirect_page_id == page.pk


def test_aliases_say_the_same():
    section = section_page()
    page = article(section, title="Before")
    alias = page.create_alias(update_slug="alias")
    drafted(page, title="After")
    put_drafts(page)
    assert ArticlePage.objects.get(pk=alias.pk).title == "After"


def test_resolved_comments_stay(editor):
    page = article(section_page())
    comment = Comment.objects.create(
        page=page, user=editor, text="Sure?", contentpath="title", resolved_at=timezone.now(), resolved_by=editor
    )
    put_drafts(page)
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_a_review_that_waits_is_over(editor):
    page = article(section_page(), live=False)
    workflow = Workflow.objects.first()
    state = workflow.start(page, editor)
    go_live(release_of(page).pk)
    state.refresh_from_db()
    assert state.status == state.STATUS_CANCELLED


def test_a_frozen_copy_is_placed_and_the_newer_draft_stays_one():
    page = article(section_page(), title="Frozen")
    copy = freeze(page)
    drafted(page, title="Newer")
    with transaction.atomic():
        put([frozen(copy)])
    stored = ArticlePage.objects.get(pk=page.pk)
    assert (stored.title, stored.draft_title, stored.has_unpublished_changes) == ("Frozen", "Newer", True)


def test_a_withdrawn_page_is_gone_for_readers():
    page = article(section_page())
    with transaction.atomic():
        put([withdrawal(page.pk)])
    assert not Page.objects.live().filter(pk=page.pk).exists()
    assert not Entry.objects.filter(page=page.pk).exists()


def test_what_lacks_a_field_is_placed_and_says_so():
    page = drafted(article(section_page(), title="Early"), published_at=timezone.now() + timedelta(days=1))
    (complaint,) = put_drafts(page).unfinished()
    assert complaint.startswith("“Early” is not complete: First published: ")


def test_below_an_unpublished_page_is_refused():
    page = article(section_page("Drafts", live=False), title="Alone", live=False)
    assert problems(newest_draft(Page.objects.get(pk=page.pk))) == [
        "“Alone” can't go live as it is: it stands below “Drafts”, which is not published."
    ]


def test_what_is_gone_is_refused_by_name():
    section = section_page()
    writer, picture = author(), image()
    page = article(section, title="Bare", live=False, authors=(writer,), hero_image=picture)
    staged = newest_draft(Page.objects.get(pk=page.pk))
    page.article_authors.all().delete()
    writer_number, picture_number = writer.pk, picture.pk
    writer.delete()
    picture.delete()
    found = " ".join(problems(staged))
    assert found.count("“Bare”") == 2
    assert f"Author number {writer_number}" in found
    assert f"Image number {picture_number}" in found


def test_a_block_that_the_site_does_not_know_is_refused():
    page = article(section_page(), title="Odd")
    fields = {**page.get_latest_revision().content, "body": [{"type": "hologram", "value": "Lost words"}]}
    assert "hologram" in problems(Staged(page.pk, fields))[0]


def test_another_kind_of_page_is_refused():
    page = article(section_page(), title="Kind")
    assert "“Kind”" in problems(Staged(page.pk, {"title": "Home"}, model="home.homepage"))[0]


def test_all_problems_are_told_at_once_and_nothing_has_changed():
    section = section_page()
    first, second = article(section, title="First"), article(section, title="Second")
    drafted(first, title="First, changed")
    found = problems(newest_draft(Page.objects.get(pk=first.pk)), Staged(second.pk, {}, model="no.model"), withdrawal(10_000))
    assert len(found) == 2
    assert ArticlePage.objects.get(pk=first.pk).title == "First"
