"""Prepared questions give what their querysets give, in SQL that is written once."""

import threading

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from wagtail.models import Page

from articles.models import Author, Topic
from pages.prepared import MOST, Prepared
from tests.builders import article, author, section_page, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def named():
    return Prepared(lambda slugs: Topic.objects.filter(slug__in=slugs).order_by("-name"))


@pytest.fixture
def topics() -> list[Topic]:
    return [topic(name) for name in ("Ferries", "Tides", "Quays")]


def test_each_asking_has_its_own_values(named, topics):
    assert [one.name for one in named(slugs=["ferries", "tides"])] == ["Tides", "Ferries"]
    assert [one.name for one in named(slugs=["quays", "nothing"])] == ["Quays"]
    assert [one.name for one in named(slugs=["quays", "tides", "ferries"])] == ["Tides", "Quays", "Ferries"]
    assert named(slugs=[]) == []


def test_the_queryset_is_made_once_for_each_length(topics):
    made = []

    def build(slugs):
        made.append(slugs)
        return Topic.objects.filter(slug__in=slugs)

    named = Prepared(build)
    for slugs in (["ferries"], ["tides"], ["tides", "quays"], ["quays", "ferries"]):
        assert {one.slug for one in named(slugs=slugs)} == {*slugs}
    assert [len(slugs) for slugs in made] == [1, 2]


def test_numbers_and_words_stand_where_they_belong(topics):
    between = Prepared(lambda first, last, name: Topic.objects.filter(pk__range=(first, last)).exclude(name=name).order_by("pk"))
    one, two, three = topics
    assert between(first=one.pk, last=three.pk, name="Tides") == [one, three]
    assert between(first=two.pk, last=three.pk, name="Ferries") == [two, three]


def test_values_are_no_sql(named, topics):
    assert named(slugs=["' OR 1=1 --"]) == named(slugs=["%s"]) == named(slugs=["\ue0001"]) == []


def test_what_comes_along_comes_along():
    page = article(section_page(), authors=(author(),))
    by_path = Prepared(lambda paths: Page.objects.filter(path__in=paths).select_related("articlepage", "content_type"))
    [found] = by_path(paths=[page.path])
    assert found.articlepage == page
    assert found.articlepage.body.raw_data[0]["type"] == "heading"
    assert "content_type" in found._state.fields_cache
    noted = Prepared(
        lambda pages: Author.objects.filter(author_articles__article__in=pages).annotate(of=F("author_articles__article"))
    )
    assert [one.of for one in noted(pages=[page.pk])] == [page.pk]


def test_columns_alone(topics):
    names = Prepared(lambda pks: Topic.objects.filter(pk__in=pks).order_by("name").values_list("slug", "pk"))
    assert names(pks=[one.pk for one in topics[:2]]) == [("ferries", topics[0].pk), ("tides", topics[1].pk)]


def test_a_value_that_is_worked_on_is_refused(topics):
    for build in (
        lambda word: Topic.objects.filter(name__startswith=word),
        lambda word: Topic.objects.all(),
    ):
        with pytest.raises(ValueError, match="Not every value"):
            Prepared(build)(word="Fer")
    joined = Prepared(lambda word: Topic.objects.annotate(both=Concat("name", Value("!"))).filter(both=word))
    assert joined(word="Tides!") == [topics[1]]


def test_lengths_do_not_pile_up(named):
    for number in range(1, 2 * MOST):
        named(slugs=[str(one) for one in range(number)])
    assert len(named.questions) <= MOST


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_with_its_own_connection(named):
    topic("Ferries")
    assert named(slugs=["ferries"])
    found = []

    def ask():
        try:
            found.extend(named(slugs=["ferries"]))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert [one.slug for one in found] == ["ferries"]
