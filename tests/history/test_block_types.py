"""Which block types stored data has; and the stored list of those in use."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail import blocks

from articles.models import ArticlePage
from history import blocks_in_use
from history.block_types import count_unknown, knows, types_in, unknown_in
from history.models import BlockTypeInUse
from tests.articles.forms import article_form, paragraphs
from tests.builders import article, section_page, standard_page

Old = blocks.StreamBlock(
    [
        ("quote", blocks.CharBlock()),
        ("gallery", blocks.StructBlock([("pictures", blocks.StreamBlock([("picture", blocks.CharBlock())]))])),
        ("rows", blocks.ListBlock(blocks.StreamBlock([("cell", blocks.CharBlock())]))),
    ]
)
STORED = [
    {"type": "quote", "value": "Yes."},
    {"type": "pull_quote", "value": "No."},
    {"type": "gallery", "value": {"pictures": [{"type": "picture", "value": 1}, {"type": "photo", "value": 2}]}},
    {"type": "rows", "value": [{"type": "item", "value": [{"type": "cell", "value": "a"}, {"type": "field", "value": "b"}]}]},
    {"type": "pull_quote", "value": "Never."},
]


@pytest.fixture(autouse=True)
def _forget():
    blocks_in_use._listed.clear()
    yield
    blocks_in_use._listed.clear()


def test_types_at_every_depth():
    assert {path for path, known in types_in(Old, STORED) if known} == {
        *("quote", "gallery", "gallery.pictures.picture", "rows", "rows.cell")
    }
    assert unknown_in(Old, STORED) == ["gallery.pictures.photo", "pull_quote", "rows.field"]
    assert count_unknown(Old, STORED)["pull_quote"] == 2


@pytest.mark.parametrize("broken", [None, "text", 7, {}, [None, 7, "x", {}, {"type": 3}], [{"type": "gallery"}]])
def test_broken_data_has_no_unknown_types(broken):
    assert unknown_in(Old, broken) == []


def test_a_path_is_known_or_not():
    assert all(knows(Old, path) for path in ("quote", "gallery.pictures.picture", "rows.cell"))
    assert not any(
        knows(Old, path) for path in ("pull_quote", "gallery.pictures.photo", "rows.field", "quote.more", "gallery.x.y")
    )


def listed() -> set[tuple[str, str]]:
    return set(BlockTypeInUse.objects.values_list("model", "block_path"))


@pytest.mark.django_db
def test_a_save_lists_new_types():
    page = article(section_page(), body=[("paragraph", "<p>One.</p>")], live=False)
    assert ("articles.articlepage", "paragraph") in listed()
    assert ("articles.articlepage", "divider") not in listed()

    page.body = page.body.stream_block.to_python([{"type": "divider", "value": None}])
    page.save_revision()
    assert ("articles.articlepage", "divider") in listed()

    standard_page()  # without a revision
    assert ("home.standardpage", "heading") in listed()


@pytest.mark.django_db(transaction=True)
def test_once_committed_a_known_type_costs_no_query_and_a_roll_back_is_not_remembered():
    page = article(section_page(), body=[("paragraph", "<p>One.</p>")])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page.save_revision()
    assert not [query for query in queries if "blocktypeinuse" in query["sql"]]

    page.body = page.body.stream_block.to_python([{"type": "divider", "value": None}])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        page.save_revision()
        raise ZeroDivisionError
    assert ("articles.articlepage", "divider") not in listed()

    page = ArticlePage.objects.get(pk=page.pk)
    page.body = page.body.stream_block.to_python([{"type": "divider", "value": None}])
    page.save_revision()
    assert ("articles.articlepage", "divider") in listed()


@pytest.mark.django_db
def test_the_list_is_compared_in_one_query(django_assert_num_queries):
    article(section_page())
    assert blocks_in_use.warning(blocks_in_use.unknown()) == ""

    BlockTypeInUse.objects.create(model="articles.articlepage", field="body", block_path="pull_quote")
    with django_assert_num_queries(1):
        found = blocks_in_use.unknown()
    assert "pull_quote (articles.articlepage body)" in blocks_in_use.warning(found)


@pytest.mark.django_db
def test_after_migrating_a_site_older_than_the_list_gets_it_and_what_is_gone_leaves_it():
    article(section_page())
    full = listed()
    BlockTypeInUse.objects.all().delete()
    blocks_in_use.fill()
    assert listed() == full

    BlockTypeInUse.objects.create(model="articles.articlepage", field="body", block_path="pull_quote")
    BlockTypeInUse.objects.create(model="articles.gonepage", field="body", block_path="quote")
    blocks_in_use.fill()
    assert listed() == full


# --- In the admin -----------------------------------------------------------------------------------


@pytest.fixture
def odd_page() -> ArticlePage:
    """A page whose stored draft has two blocks that the code does not know."""
    page = article(section_page())
    revision = page.latest_revision
    revision.content["body"] = revision.content["body"].replace('"type": "quote"', '"type": "pull_quote"')
    revision.save()
    return page


@pytest.mark.django_db
def test_no_form_that_would_lose_a_block(client_of, editor, admin_user, odd_page):
    address = reverse("wagtailadmin_pages:edit", args=[odd_page.pk])
    answer = client_of(editor).get(address)
    assert "a block of a kind that the site no longer knows" in answer.content.decode()
    assert "pull_quote" in answer.content.decode()
    assert 'name="body-count"' not in answer.content.decode()
    assert "docs/blocks.md" not in answer.content.decode()
    assert "docs/blocks.md" in client_of(admin_user).get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_an_older_form_sends_is_refused_and_nothing_changes(client_of, editor, odd_page, accept):
    before = odd_page.revisions.values_list("pk", "content").order_by("pk")
    kept = list(before)
    form = article_form(title="Mended", blocks=paragraphs("New words."))
    answer = client_of(editor).post(reverse("wagtailadmin_pages:edit", args=[odd_page.pk]), form, headers={"accept": accept})
    assert answer.status_code == 409
    assert ("error_message" in answer.json()) if accept == "application/json" else "not saved" in answer.content.decode()
    assert list(before.all()) == kept


@pytest.mark.django_db
def test_a_page_without_revisions_is_asked_by_its_row(client_of, editor):
    page = standard_page()
    type(page).objects.filter(pk=page.pk).update(body=[{"type": "pull_quote", "value": "No."}])
    answer = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert "pull_quote" in answer.content.decode()


@pytest.mark.django_db
def test_the_first_page_of_the_admin_says_it(client_of, editor):
    client = client_of(editor)
    assert "no longer knows" not in client.get(reverse("wagtailadmin_home")).content.decode()
    BlockTypeInUse.objects.create(model="articles.articlepage", field="body", block_path="pull_quote")
    assert "no longer knows: pull_quote" in client.get(reverse("wagtailadmin_home")).content.decode()
