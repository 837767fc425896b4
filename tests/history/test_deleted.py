"""Deleting is not losing: a deleted page comes back whole, with its history and address."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Comment,
    CommentReply,
    Page,
    PageLogEntry,
    PageSubscription,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
    Site,
    TaskState,
    Workflow,
    WorkflowState,
)

from articles.models import ArticleAuthor, ArticleIndexPage, ArticlePage, ArticleTopic, Author
from history import deleted
from history.content import content_of, digest_of
from history.deleted import rights
from history.deleted.keeping import keep
from history.deleted.returning import bring_back
from history.models import DeletedPage, FrozenCopy, KeptComment, Version
from history.recording import last_publication
from history.refusal import Refused
from tests.builders import article, author, image, section_page, topic

pytestmark = pytest.mark.django_db

# What a return changes on purpose, when the page comes back as a draft.
STATE = {"live", "live_revision_id", "has_unpublished_changes"}


def rows(queryset) -> list[dict]:
    """Every column of these rows, streams and revisions as the text that is stored."""
    fields = queryset.model._meta.local_concrete_fields
    texts = {f"text_{field.name}": Cast(field.name, TextField()) for field in fields if field.get_internal_type() == "JSONField"}
    plain = [field.attname for field in fields if field.get_internal_type() != "JSONField"]
    return list(queryset.model._base_manager.filter(pk__in=queryset.values("pk")).order_by("pk").values(*plain, **texts))


def everything_of(page: Page) -> dict[str, object]:
    key = page.pk
    found = {
        "Page": Page.objects.filter(pk=key),
        "ArticlePage": ArticlePage.objects.filter(pk=key),
        "Revision": Revision.page_revisions.filter(object_id=str(key)),
        "ArticleAuthor": ArticleAuthor.objects.filter(article=key),
        "ArticleTopic": ArticleTopic.objects.filter(article=key),
        "Comment": Comment.objects.filter(page=key),
        "CommentReply": CommentReply.objects.filter(comment__page=key),
        "PageSubscription": PageSubscription.objects.filter(page=key),
        "PageViewRestriction": PageViewRestriction.objects.filter(page=key),
        "Redirect": Redirect.objects.filter(redirect_page=key),
        "WorkflowState": WorkflowState.objects.filter(object_id=str(key)),
        "TaskState": TaskState.objects.filter(workflow_state__object_id=str(key)),
        "Version": Version.objects.filter(page_id=key),
        "FrozenCopy": FrozenCopy.objects.filter(page_id=key),
    }
    return {name: rows(queryset) for name, queryset in found.items()}


def log_of(page: Page) -> list[tuple]:
    return list(PageLogEntry.objects.filter(page=page.pk).order_by("pk").values_list("pk", "action", "timestamp", "uuid"))


def rich_article(section: Page, user) -> ArticlePage:
    """An article with everything that a deletion takes along."""
    page = article(
        section, authors=(author(), author("Second")), topics=(topic(),), hero_image=image(), owner=user, slug="the-harbour"
    )
    page.slug = "that-harbour"
    page.save_revision(user=user).publish(user=user)  # leaves a redirect
    page = ArticlePage.objects.get(pk=page.pk)
    page.title = "A draft that nobody has published"
    revision = page.save_revision(user=user)
    comment = Comment.objects.create(page=page, user=user, text="Sure?", contentpath="title", revision_created=revision)
    CommentReply.objects.create(comment=comment, user=user, text="Quite.")
    PageSubscription.objects.create(page=page, user=user, comment_notifications=True)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return ArticlePage.objects.get(pk=page.pk)


def delete(page: Page, user=None) -> DeletedPage:
    Page.objects.get(pk=page.pk).delete(user=user)
    return DeletedPage.objects.get(page_id=page.pk)


def without(state: set[str], found: dict) -> dict:
    pages = [{name: value for name, value in row.items() if name not in state} for row in found["Page"]]
    return {**found, "Page": pages}


def tree_is_whole() -> bool:
    return not any(Page.find_problems())


def test_a_published_page_comes_back_to_the_byte(admin_user):
    page = rich_article(section_page(), admin_user)
    before, log, content = everything_of(page), log_of(page), digest_of(content_of(page))
    assert all(before[name] for name in before if "State" not in name), "the test must have a row of each"
    url = page.url

    kept = delete(page, admin_user)
    assert not Revision.objects.filter(object_id=str(page.pk)).exists()
    back = bring_back(kept, admin_user, publish=True)

    after = everything_of(page)
    assert after.pop("Version")[:-1] == before.pop("Version")
    assert after == before
    assert log_of(page)[: len(log)] == log
    assert [entry[1] for entry in log_of(page)[len(log) :]] == ["wagtail.delete", "history.bring_back"]
    assert back.sentences == []
    assert Page.objects.get(pk=page.pk).url == url
    assert digest_of(content_of(ArticlePage.objects.get(pk=page.pk))) == content
    assert tree_is_whole()
    assert not DeletedPage.objects.exists()
    assert last_publication(page.pk).path == "return"
    assert last_publication(page.pk).copy.digest == content


def test_as_a_draft_only_its_state_differs(admin_user):
    page = rich_article(section_page(), admin_user)
    before = everything_of(page)
    bring_back(delete(page), admin_user)

    after = everything_of(page)
    assert without(STATE, after) == without(STATE, before)
    row = Page.objects.get(pk=page.pk)
    assert (row.live, row.live_revision_id, row.has_unpublished_changes) == (False, None, True)


def test_a_draft_never_published(admin_user):
    page = article(section_page(), live=False)
    before = everything_of(page)
    back = bring_back(delete(page), admin_user, publish=True)
    assert everything_of(page) == before
    assert not back.published
    assert not Version.objects.filter(page_id=page.pk).exists()


def test_blocks_that_the_code_does_not_know_come_back_as_well(admin_user):
    page = article(section_page())
    stored = [{"type": "poll", "value": {"question": "Tea?"}, "id": "1"}, *page.body.raw_data]
    connection.cursor().execute(
        "UPDATE articles_articlepage SET body = %s WHERE page_ptr_id = %s", [json.dumps(list(stored)), page.pk]
    )
    before = everything_of(page)
    assert "poll" in before["ArticlePage"][0]["text_body"]
    bring_back(delete(page), admin_user, publish=True)
    assert everything_of(page)["ArticlePage"] == before["ArticlePage"]


def test_the_address_answers_again(admin_user):
    page, reader = article(section_page()), Client()
    assert reader.get(page.url).status_code == 200
    kept = delete(page)
    assert reader.get(page.url).status_code == 404
    bring_back(kept, admin_user)
    assert reader.get(page.url).status_code == 410  # a draft that was public once
    ArticlePage.objects.get(pk=page.pk).get_latest_revision().publish()
    assert reader.get(page.url).status_code == 200
    bring_back(delete(page), admin_user, publish=True)
    assert reader.get(page.url).status_code == 200
    assert page.url in reader.get("/search/", {"q": "harbour"}).content.decode()
    assert [found.pk for found in Page.objects.search("harbour that said")] == [page.pk]


def section_with_articles(count: int) -> tuple[Page, list[Page]]:
    section = section_page()
    return section, [article(section, title=f"Tide {number}", live=number != 2) for number in range(count)]


def test_a_section_comes_back_with_what_was_below_it(admin_user):
    section, pages = section_with_articles(4)
    section_page("Later")
    before = [(page.pk, page.path, page.url_path, page.live) for page in [section, *pages]]
    kept = delete(section)
    assert DeletedPage.objects.count() == 5
    assert len({one.deleted_at for one in DeletedPage.objects.all()}) == 1

    back = bring_back(kept, admin_user, publish=True)
    assert back.count == 5
    after = [Page.objects.get(pk=page.pk) for page in [section, *pages]]
    assert [(page.pk, page.path, page.url_path, page.live) for page in after] == before
    assert tree_is_whole()


def test_a_section_alone_and_its_articles_one_by_one(admin_user):
    section, pages = section_with_articles(3)
    kept = delete(section)
    first = DeletedPage.objects.get(page_id=pages[1].pk)
    with pytest.raises(Refused, match="bring that back first"):
        bring_back(first, admin_user)
    bring_back(kept, admin_user, with_below=False)
    assert tree_is_whole()
    bring_back(first, admin_user)
    bring_back(DeletedPage.objects.get(page_id=pages[0].pk), admin_user)
    assert tree_is_whole()
    assert {page.pk for page in Page.objects.child_of(section)} == {pages[0].pk, pages[1].pk}
    assert Page.objects.get(pk=pages[0].pk).url_path == pages[0].url_path


def test_the_place_and_the_address_may_be_taken_meanwhile(admin_user):
    section = section_page()
    page = article(section, slug="tide")
    page.save_revision()
    kept = delete(page)
    other = article(section, slug="tide")  # the same place in the tree, and the same address
    assert other.path == page.path
    back = bring_back(kept, admin_user, publish=True)

    assert back.sentences == ["The address “tide” is taken meanwhile: it is now “tide-2”."]
    assert back.page.url_path.endswith("/tide-2/")
    assert tree_is_whole()
    draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.slug == "tide-2", "else the draft could not be saved"
    draft.full_clean()


def test_the_section_may_have_moved_and_be_called_otherwise(admin_user):
    section = section_page()
    page = article(section)
    kept = delete(page)
    section = ArticleIndexPage.objects.get(pk=section.pk)
    section.slug = "ports"
    section.save()
    section_page("Other").move(Page.objects.get(pk=section.pk), "left")
    bring_back(kept, admin_user, publish=True)
    assert ArticlePage.objects.get(pk=page.pk).url == "/ports/the-harbour-that-said-no/"
    assert tree_is_whole()


def test_another_parent_when_the_old_one_is_gone_for_good(admin_user):
    section = section_page()
    page = article(section)
    kept = delete(page)
    section.delete()
    deleted.remove(DeletedPage.objects.filter(page_id=section.pk))
    other = section_page("Other")
    with pytest.raises(Refused, match="gone as well"):
        bring_back(kept, admin_user)
    assert other in [parent.specific for parent in rights.possible_parents(admin_user, kept)]
    with pytest.raises(Refused, match="can't stand there"):
        bring_back(kept, admin_user, parent=Page.objects.get(depth=2))
    back = bring_back(kept, admin_user, parent=other)
    assert back.page.get_parent().pk == other.pk


def test_what_is_gone_meanwhile_is_left_out_and_said(admin_user, editor):
    page = rich_article(section_page(), editor)
    kept = delete(page)
    first = Author.objects.get(name="Mara Lindqvist")
    numbers = {"author": first.pk, "image": page.hero_image_id, "user": editor.pk}
    first.delete()
    page.hero_image.delete()
    editor.delete()

    back = bring_back(kept, admin_user, publish=True)
    for what, key in numbers.items():
        assert f"{what.capitalize()} number {key} no longer exists and is left out." in back.sentences
    assert [one.name for one in back.page.authors] == ["Second"]
    assert back.page.hero_image is None
    assert back.page.owner is None
    assert not Comment.objects.filter(page=page.pk).exists()
    assert {revision.user_id for revision in Revision.page_revisions.filter(object_id=str(page.pk))} == {None}
    connection.check_constraints()


def test_a_redirect_comes_back_unless_its_address_is_taken(admin_user):
    page = rich_article(section_page(), admin_user)
    old = Redirect.objects.get(redirect_page=page)
    kept = delete(page)
    Redirect.objects.create(old_path=old.old_path, site=old.site, redirect_link="https://example.org/")
    back = bring_back(kept, admin_user)
    assert back.sentences == [f"There is another redirect {old.old_path} by now: the old one is left out."]
    assert Redirect.objects.get(old_path=old.old_path).redirect_page is None


def test_an_alias_follows_its_page_again(admin_user):
    section, other = section_page(), section_page("Other")
    page = article(section)
    alias = CreatePageAliasAction(page, parent=other).execute(skip_permission_checks=True)
    kept = delete(page)
    alone = ArticlePage.objects.get(pk=alias.pk)
    assert (alone.alias_of_id, alone.live) == (None, False)

    bring_back(kept, admin_user, publish=True)
    alias = ArticlePage.objects.get(pk=alias.pk)
    assert (alias.alias_of_id, alias.live) == (page.pk, True)


def test_an_alias_that_was_written_on_meanwhile_is_a_page_of_its_own(admin_user):
    page = article(section_page())
    alias = CreatePageAliasAction(page, parent=section_page("Other")).execute(skip_permission_checks=True)
    kept = delete(page)
    alone = ArticlePage.objects.get(pk=alias.pk)
    alone.title = "Mine"
    alone.save_revision().publish()
    bring_back(kept, admin_user, publish=True)
    assert ArticlePage.objects.get(pk=alias.pk).title == "Mine"
    assert ArticlePage.objects.get(pk=alias.pk).alias_of_id is None


def test_a_deleted_alias_comes_back_as_an_alias(admin_user):
    page = article(section_page())
    alias = CreatePageAliasAction(page, parent=section_page("Other")).execute(skip_permission_checks=True)
    bring_back(delete(alias), admin_user, publish=True)
    assert ArticlePage.objects.get(pk=alias.pk).alias_of_id == page.pk


def test_a_page_and_its_alias_that_were_deleted_together(admin_user):
    other = section_page("Other")
    page = article(other)
    alias = CreatePageAliasAction(page, parent=other, update_slug="aka").execute(skip_permission_checks=True)
    Page.objects.get(pk=alias.pk).move(Page.objects.get(pk=page.pk), "left")  # stands before its source
    back = bring_back(delete(other), admin_user, publish=True)
    assert back.sentences == []
    assert ArticlePage.objects.get(pk=alias.pk).alias_of_id == page.pk


def test_a_page_in_a_workflow(admin_user, editor):
    page = article(section_page(), live=False)
    Workflow.objects.get().start(page, editor)
    before = everything_of(page)
    assert before["WorkflowState"]
    assert before["TaskState"]
    bring_back(delete(page), admin_user)
    assert everything_of(page) == before
    assert ArticlePage.objects.get(pk=page.pk).current_workflow_task is not None


def test_twice_deleted_and_brought_back(admin_user):
    page = rich_article(section_page(), admin_user)
    before = everything_of(page)
    for _round in range(2):
        bring_back(delete(page), admin_user, publish=True)
    after = everything_of(page)
    assert len(after.pop("Version")) == len(before.pop("Version")) + 2
    assert after == before
    assert not DeletedPage.objects.exists()


def test_what_linked_to_it_does_so_again(admin_user):
    section = section_page()
    page = article(section)
    link = f'<p>See <a linktype="page" id="{page.pk}">there</a>.</p>'
    article(section, title="Other", body=[("paragraph", link)])
    assert ReferenceIndex.get_references_to(page).exists()
    kept = delete(page)
    bring_back(kept, admin_user)
    assert ReferenceIndex.get_references_to(ArticlePage.objects.get(pk=page.pk)).exists()


def test_a_schedule_comes_back_for_who_may_publish_and_while_it_lies_ahead(admin_user, writer):
    section = section_page()
    for hours, user, planned in ((1, admin_user, True), (1, writer, False), (-1, admin_user, False)):
        page = article(section, title=f"Tide {hours} {user.pk}", slug=f"tide-{user.pk}-{hours + 1}", live=False, owner=writer)
        due = timezone.now() + timedelta(hours=hours)
        page.save_revision(approved_go_live_at=due)
        back = bring_back(delete(page), user)
        assert bool(back.page.get_latest_revision().approved_go_live_at) == planned
        assert ("Its schedule is not brought back: set it again." in back.sentences) != planned


def test_what_has_expired_meanwhile_stays_a_draft(admin_user):
    page = article(section_page(), expire_at=timezone.now() + timedelta(days=1))
    kept = delete(page)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        back = bring_back(kept, admin_user, publish=True)
    assert not back.page.live
    assert "has expired meanwhile" in back.sentences[0]


@pytest.mark.parametrize(
    "way",
    [
        lambda page: page.delete(),
        lambda page: Page.objects.filter(pk=page.pk).delete(),
        lambda page: ArticlePage.objects.filter(pk=page.pk).delete(),
        lambda page: page.get_parent().delete(),
        lambda page: Page.objects.filter(title__in=[page.title, page.get_parent().title]).delete(),
    ],
)
def test_every_way_of_deleting_is_kept(way, admin_user):
    page = article(section_page())
    way(page)
    assert not ArticlePage.objects.filter(pk=page.pk).exists()
    assert DeletedPage.objects.filter(page_id=page.pk, was_live=True).count() == 1


def test_a_deletion_that_fails_leaves_nothing():
    page = article(section_page())
    with pytest.raises(InterruptedError), transaction.atomic():
        page.delete()
        raise InterruptedError("in the middle of it")
    assert ArticlePage.objects.filter(pk=page.pk).exists()
    assert not DeletedPage.objects.exists()


def test_the_front_page_comes_back_with_its_site(admin_user):
    section = section_page()
    site = Site.objects.get()
    kept = delete(site.root_page)
    assert not Site.objects.exists()
    bring_back(kept, admin_user, publish=True)
    assert Site.objects.get().root_page_id == site.root_page_id
    assert Client().get(section.url).status_code == 200


def test_keeping_costs_four_queries_for_each_page():
    """Wagtail's own deletion takes some 13 for each."""
    counts = []
    for number in (2, 12):
        section = section_page(f"Section {number}")
        for tide in range(number):
            article(section, title=f"Tide {tide}")
        pages = Page.objects.descendant_of(section, inclusive=True)
        with CaptureQueriesContext(connection) as captured:
            keep(set(pages.values_list("pk", flat=True)))
        counts.append(len(captured))
    assert counts[1] - counts[0] <= 10 * 4


# --- Who, how long -------------------------------------------------------------------------------


def test_the_list_says_who_deleted_what_and_the_editor_is_told(client_of, editor):
    page = article(section_page())
    client = client_of(editor)
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    kept = DeletedPage.objects.get()
    assert kept.by == "Edgar Edmonds"
    assert reverse("history:bring_back", args=[kept.pk]) in answer.content.decode()

    listed = client.get(reverse("history:deleted")).content.decode()
    for words in (page.title, "was in “Harbours”", "/harbours/the-harbour-that-said-no/", "Deleted by Edgar Edmonds"):
        assert words in listed
    assert page.title not in client.get(reverse("history:deleted"), {"q": "zeppelin"}).content.decode()
    assert page.title in client.get(reverse("history:deleted"), {"q": "HARBOUR"}).content.decode()


def test_an_editor_brings_back_and_publishes(client_of, editor):
    page = article(section_page())
    kept = delete(page)
    client = client_of(editor)
    address = reverse("history:bring_back", args=[kept.pk])
    assert "Bring back and publish" in client.get(address).content.decode()
    answer = client.post(address, {"publish": "1"}, follow=True)
    assert "is back and public again" in answer.content.decode()
    assert Client().get(page.url).status_code == 200
    assert client.get(address).status_code == 404


def test_a_writer_sees_and_brings_back_own_pages_only(client_of, writer):
    section = section_page()
    own, other = article(section, title="Mine", owner=writer), article(section, title="Theirs")
    mine, theirs = delete(own), delete(other)
    client = client_of(writer)
    listed = client.get(reverse("history:deleted")).content.decode()
    assert "Mine" in listed
    assert "Theirs" not in listed
    refused = client.post(reverse("history:bring_back", args=[theirs.pk]))
    assert refused.status_code in {302, 403}
    assert not Page.objects.filter(pk=other.pk).exists()
    client.post(reverse("history:bring_back", args=[mine.pk]), {"publish": "1"})
    assert not Page.objects.filter(pk=own.pk).exists()
    client.post(reverse("history:bring_back", args=[mine.pk]))
    assert not Page.objects.get(pk=own.pk).live


def test_a_section_is_offered_first(client_of, editor):
    section, pages = section_with_articles(2)
    kept = delete(section)
    below = DeletedPage.objects.get(page_id=pages[0].pk)
    words = client_of(editor).get(reverse("history:bring_back", args=[below.pk])).content.decode()
    assert "Bring back its section first" in words
    assert reverse("history:bring_back", args=[kept.pk]) in words


def test_after_thirty_days_it_is_gone_for_good(admin_user, client_of):
    old, young = article(section_page()), article(section_page("Young"))
    KeptComment.objects.create(page=old, content_path="title", text="Done", created_at=timezone.now())
    kept = delete(old)
    delete(young)
    DeletedPage.objects.filter(pk=kept.pk).update(deleted_at=timezone.now() - timedelta(days=30, minutes=1))
    assert [one.page_id for one in deleted.expired()] == [old.pk]
    with pytest.raises(Refused, match="its time is over"):
        bring_back(kept, admin_user)
    assert client_of(admin_user).get(reverse("history:bring_back", args=[kept.pk])).status_code == 404
    assert old.title in client_of(admin_user).get(reverse("history:deleted")).content.decode()  # the young one's title

    removed = deleted.remove(deleted.expired())
    assert removed == {"history.version": 1, "history.frozencopy": 1, "history.keptcomment": 1, "history.deletedpage": 1}
    for model in (Version, FrozenCopy, KeptComment, DeletedPage):
        assert not model.objects.filter(page_id=old.pk).exists()
    assert Version.objects.filter(page_id=young.pk).exists()
    assert PageLogEntry.objects.filter(page=old.pk).exists()
