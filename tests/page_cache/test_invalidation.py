"""Which acts start a new generation, and which do not."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, PageLogEntry, PageViewRestriction, Site

from articles.models import ArticleAuthor, ArticlePage, Series
from page_cache import generation, invalidation
from page_cache.models import Generation
from publication.models import Publication
from tests.builders import article, author, image, standard_page, topic


@pytest.fixture
def story(section):
    return article(section, authors=(author(),))


@pytest.fixture
def rows(db):
    """How many rows there are more than when the test began to act."""
    connection.run_on_commit = []  # what the fixtures did is another transaction
    before = Generation.objects.count()
    return lambda: Generation.objects.count() - before


def reload(page):
    return ArticlePage.objects.get(pk=page.pk)


def publish(page):
    page.title = "High water"
    page.save_revision().publish()


def rename(page):
    page.slug = "high-water"
    page.save_revision().publish()


def move(page):
    page.move(
        article(page.get_parent(), title="Elsewhere", live=False).get_parent().get_next_sibling() or page.get_parent(),
        "last-child",
    )


def restrict(page):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(Group.objects.first())


def replace_picture(page):
    picture = image()
    picture.title = "Another"
    picture.save()


PUBLIC_ACTS = {
    "publish": publish,
    "unpublish": lambda page: page.unpublish(),
    "delete": lambda page: page.delete(),
    "rename": rename,
    "reorder": lambda page: page.move(page.get_parent(), "first-child"),
    "restrict": restrict,
    "new page": lambda page: standard_page(),
    "new article": lambda page: article(page.get_parent(), title="News"),
    "byline": lambda page: page.article_authors.get().author.save(),
    "byline row": lambda page: ArticleAuthor.objects.get().delete(),
    "topic": lambda page: topic(),
    "series": lambda page: Series.objects.create(name="Tides"),
    "settings": lambda page: Publication.objects.get_or_create(site=Site.objects.get())[0].save(),
    "site": lambda page: Site.objects.get().save(),
    "picture": replace_picture,
    "redirect": lambda page: Redirect.objects.create(old_path="/old", redirect_link="/"),
    "collection": lambda page: Collection.get_first_root_node().add_child(name="Maps"),
    "alias": lambda page: page.create_alias(update_slug="alias"),
}


@pytest.mark.parametrize("act", PUBLIC_ACTS.values(), ids=PUBLIC_ACTS.keys())
def test_what_readers_see_is_one_new_row(story, rows, act):
    with transaction.atomic():
        act(reload(story))
    assert rows() == 1


def test_opening_a_restriction_and_its_groups(story, rows):
    restrict(story)
    for act in (lambda: PageViewRestriction.objects.get().groups.clear(), lambda: PageViewRestriction.objects.get().delete()):
        connection.run_on_commit = []
        before = rows()
        act()
        assert rows() == before + 1


def save_draft(page):
    page.title = "Not yet"
    page.save_revision()


def autosave(page):
    revision = page.save_revision()
    page.title = "Still not"
    page.save_revision(overwrite_revision=revision)


def lock(page):
    page.locked, page.locked_at = True, timezone.now()
    page.save(update_fields=["locked", "locked_at", "locked_by"])


def log_in(page):
    Client().force_login(apps.get_model("users.User").objects.create_user("somebody"))


DRAFT_ACTS = {
    "save draft": save_draft,
    "autosave": autosave,
    "new draft": lambda page: article(page.get_parent(), title="Notes", authors=(page.article_authors.get().author,), live=False),
    "lock": lock,
    "log": lambda page: PageLogEntry.objects.log_action(page, "wagtail.edit"),
    "log in": log_in,
    "schedule": lambda page: set_go_live(page),
}


def set_go_live(page):
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision(approved_go_live_at=page.go_live_at)


@pytest.mark.parametrize("act", DRAFT_ACTS.values(), ids=DRAFT_ACTS.keys())
def test_what_only_editors_see_is_none(story, rows, act):
    with transaction.atomic():
        act(reload(story))
    assert rows() == 0


def test_a_rendition_is_none(section, db):
    picture = image()
    connection.run_on_commit = []
    before = Generation.objects.count()
    picture.get_rendition("width-100")
    assert Generation.objects.count() == before


def test_reading_makes_no_row(client, story, rows):
    client.get("/")  # the publication's settings make their row when they are first asked
    before = rows()
    for address in ("/", story.url, "/feeds/rss.xml", "/sitemap.xml", "/search/?q=harbour", "/nowhere/"):
        client.get(address)
    assert rows() == before


def test_every_kind_that_is_left_out_exists():
    """A name with a typing mistake would leave out nothing. Apps that are not installed yet may be named."""
    known = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert known >= invalidation.PRIVATE_MODELS


def test_page_rows_of_every_kind_are_public():
    assert not [model for model in apps.get_models() if issubclass(model, ArticlePage) and invalidation.is_private(model)]


# --- Transactions ------------------------------------------------------------


def test_what_is_rolled_back_was_not_there(story, rows):
    before = generation.stored()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        publish(reload(story))
        assert generation.stored() != before
        raise ZeroDivisionError
    assert (rows(), generation.stored()) == (0, before)


def test_after_a_savepoint_that_was_rolled_back_the_next_change_counts(story, rows):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish(reload(story))
            raise ZeroDivisionError
        reload(story).unpublish()
        reload(story).delete()
    assert rows() == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_its_own_transaction_is_announced(section, monkeypatch):
    """The process dies after the commit of the change, before anything of ours runs."""
    story = article(section)
    before = generation.stored()

    def die(_announced):
        raise SystemExit

    monkeypatch.setattr("page_cache.changes.done", die)
    with pytest.raises(SystemExit):
        PageViewRestriction.objects.create(page=story, restriction_type="login")
    assert PageViewRestriction.objects.exists()
    at_once = generation.stored()
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timedelta(seconds=11))
    assert len({before, at_once, generation.stored()}) == 3


@pytest.mark.django_db(transaction=True)
def test_such_a_change_counts_once_when_all_goes_well(section, monkeypatch):
    story = article(section)
    before = generation.stored()
    PageViewRestriction.objects.create(page=story, restriction_type="login")
    after = generation.stored()
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() + timedelta(seconds=11))
    assert before != after == generation.stored()


def test_a_row_that_appears_behind_higher_ones_counts(db):
    """PostgreSQL gave the first transaction the lower id; it is committed last."""
    last = Generation.objects.create().pk
    Generation.objects.create(pk=last + 7)
    before = generation.stored()
    Generation.objects.create(pk=last + 3)
    assert generation.stored() != before


def test_old_rows_go(db):
    Generation.objects.get_or_create(pk=5)
    Generation.objects.create(pk=generation.KEPT + 100)
    before = generation.stored()
    generation.forget_old()
    assert generation.stored() == before
    assert not Generation.objects.filter(pk=5)
