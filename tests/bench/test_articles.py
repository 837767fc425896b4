"""The benchmark's articles must be what people's articles are, or its figures are of something else."""

import pytest
from wagtail.models import Page, ReferenceIndex

from articles.models import ArticleIndexPage, ArticlePage
from history.content import freeze
from history.models import FrozenCopy
from search import index
from search.models import Entry
from tests.builders import article, author, image, picture, topic

from . import articles
from .words import RARE

COUNT = 12


@pytest.fixture(autouse=True)
def small_ground(monkeypatch):
    for name, number in (("MORE_SECTIONS", 2), ("MORE_AUTHORS", 2), ("MORE_TOPICS", 3)):
        monkeypatch.setattr(articles, name, number)


@pytest.fixture
def made(section) -> list[ArticlePage]:
    image(file=picture(48, 32))
    author(), topic()
    assert articles.make(COUNT) == COUNT
    return list(ArticlePage.objects.order_by("pk"))


def test_the_tree_is_sound(made):
    assert Page.find_problems() == ([], [], [], [], [])
    assert len({one.get_parent().pk for one in made}) == ArticleIndexPage.objects.count() == 3
    assert {one.url for one in made} == {f"{one.get_parent().url}bench-{number}/" for number, one in enumerate(made)}


def test_they_are_all_there_for_readers(made, client, section):
    found = client.get("/search/", {"q": RARE}).content.decode()
    assert found.count("row-title") == 1 and made[7].title in found
    listed = client.get(section.url).content.decode()
    assert all(one.title in listed for one in made if one.get_parent() == section)
    assert all(client.get(one.url).status_code == 200 for one in made[:2])
    assert "/bench-7/" in client.get("/sitemap-articles.xml").content.decode()


def test_they_stand_in_every_index_as_if_they_had_been_saved(made, client_of, admin_user):
    one = ArticlePage.objects.get(pk=made[3].pk)
    entry = Entry.objects.get(page=one.pk)
    index.update(one)
    again = Entry.objects.get(page=one.pk)
    assert [getattr(entry, name) for name in index.WRITTEN] == [getattr(again, name) for name in index.WRITTEN]
    references = set(ReferenceIndex.get_references_for_object(one).values_list("pk", flat=True))
    ReferenceIndex.create_or_update_for_object(one)
    assert references == set(ReferenceIndex.get_references_for_object(one).values_list("pk", flat=True)) != set()
    assert freeze(one) == FrozenCopy.objects.get(page=one.pk)
    editor = client_of(admin_user)
    assert one.title in editor.get("/admin/pages/search/", {"q": one.title}).content.decode()
    assert one.title in editor.get(f"/admin/pages/{one.pk}/edit/").content.decode()


def test_more_are_added_to_those_that_are_there(made, section):
    new = article(section, title="By hand", slug="bench-by-hand")
    assert articles.make(COUNT + 3) == 2
    assert articles.make(COUNT + 3) == 0
    assert Page.find_problems() == ([], [], [], [], [])
    assert article(section, title="After them", slug="bench-after").pk > new.pk


def test_nothing_is_made_beside_the_articles_of_others(section):
    image(file=picture(48, 32))
    article(section, title="Somebody's own")
    with pytest.raises(ValueError, match="Somebody's own"):
        articles.make(COUNT)
    assert ArticlePage.objects.count() == 1
    assert articles.make(2, anyway=True) == 1
