"""A draft whose byline or topics have other rows in the database than it knows: it is saved like any other."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from articles.models import ArticleAuthor, ArticlePage
from staging.releases import editing
from staging.releases.going_live import go_live
from staging.releases.taking_back import take_back
from tests.articles.forms import article_form, paragraphs
from tests.builders import article, author, topic
from tests.staging.previews import redraft
from tests.staging.releases import items, release_of

pytestmark = pytest.mark.django_db

WRITER = "Mara Lindqvist"


@pytest.fixture
def story(section) -> ArticlePage:
    return article(section, title="Low tide", slug="low-tide", authors=(author(WRITER),), topics=(topic(),))


def rows_in_editor(client, page) -> dict[str, list[dict]]:
    """The child rows as the form has them, to be sent back as they are."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    return {
        name: [
            {"id": row.instance.pk or "", kind: getattr(row.instance, f"{kind}_id"), "ORDER": str(number)} for number, row in rows
        ]
        for name, kind in (("article_authors", "author"), ("article_topics", "topic"))
        for rows in [list(enumerate(form.formsets[name].initial_forms, 1))]
    }


def save(client, page, rows: dict[str, list[dict]], **more: str):
    sent = {name: inline_formset(one, initial=len(one)) for name, one in rows.items()}
    form = article_form("Higher tide", paragraphs("The ferry leaves at eight."), **sent) | more
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def bylines(page) -> list[str]:
    return [row.author.name for row in page.article_authors.all()]


def newest(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("act", [{}, {"action-publish": "1"}])
@pytest.mark.parametrize("taken_back", [False, True])
def test_a_later_draft_is_saved_after_a_release(client_of, editor, story, act, taken_back):
    release = release_of(redraft(story, title="As frozen"))
    editing.keep_this(items(release)[story.pk])
    redraft(story, title="Later")
    go_live(release.pk)
    if taken_back:
        take_back(release.pk)
    client = client_of(editor)
    assert save(client, story, rows_in_editor(client, story), **act).status_code == 302
    assert newest(story).title == "Higher tide"
    assert bylines(newest(story)) == [WRITER]


def test_an_editor_that_was_open_meanwhile_is_saved(client_of, editor, story):
    client = client_of(editor)
    rows = rows_in_editor(client, story)
    ArticleAuthor.objects.filter(article=story).delete()
    assert rows["article_authors"][0]["id"]
    assert save(client, story, rows).status_code == 302
    assert bylines(newest(story)) == [WRITER]


def test_rows_of_other_pages_are_not_taken(client_of, editor, story, section):
    other = article(section, title="High tide", authors=(author("Somebody Else"),))
    client, foreign = client_of(editor), ArticleAuthor.objects.get(article=other)
    rows = rows_in_editor(client, story)
    rows["article_authors"][0]["id"] = foreign.pk
    rows["article_authors"][0]["author"] = author("New Hand").pk
    assert save(client, story, rows, **{"action-publish": "1"}).status_code == 302
    foreign.refresh_from_db()
    assert (foreign.article_id, foreign.author.name) == (other.pk, "Somebody Else")


def test_a_release_keeps_the_rows_that_stay(story):
    before = set(ArticleAuthor.objects.filter(article=story).values_list("pk", flat=True))
    release = release_of(redraft(story, title="As frozen"))
    go_live(release.pk)
    assert set(ArticleAuthor.objects.filter(article=story).values_list("pk", flat=True)) == before
    take_back(release.pk)
    assert set(ArticleAuthor.objects.filter(article=story).values_list("pk", flat=True)) == before


def test_a_byline_that_changes_takes_the_rows_there_are(story):
    page = newest(story)
    second = author("Second Hand")
    kept = ArticleAuthor.objects.get(article=story)
    page.article_authors = [ArticleAuthor(author=second, sort_order=0), ArticleAuthor(author=kept.author, sort_order=1)]
    page.save_revision(clean=False)
    go_live(release_of(ArticlePage.objects.get(pk=story.pk)).pk)
    rows = ArticleAuthor.objects.filter(article=story).order_by("sort_order")
    assert [row.author.name for row in rows] == ["Second Hand", WRITER]
    assert rows[1].pk == kept.pk
