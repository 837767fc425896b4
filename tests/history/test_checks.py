"""`manage.py check --database default`: content that the code does not know, by page and place."""

import json

import pytest
from django.db import connection

from articles.models import ArticlePage, Author
from history import checks
from history.block_changes import RenameBlock
from history.checks import check_stored_blocks
from history.content import content_of, digest_of
from history.models import BlockTypeInUse, FrozenCopy, pack
from history.stored_blocks import all_stored
from tests.builders import article, author, section_page

pytestmark = pytest.mark.django_db

OLD = [{"type": "pull_quote", "value": "No."}, {"type": "pull_quote", "value": "Never."}, {"type": "divider", "value": None}]


def said() -> str:
    return "\n".join(message.msg for message in check_stored_blocks(None, ["default"]))


def test_all_is_well():
    article(section_page(), authors=(author(),))
    assert check_stored_blocks(None, ["default"]) == []
    assert check_stored_blocks(None) == []  # a check that was not asked about a database


def test_each_place_is_named():
    section = section_page()
    live, drafted, frozen = (article(section, title=title) for title in ("Live", "Drafted", "Frozen"))
    writer = author()
    ArticlePage.objects.filter(pk=live.pk).update(body=OLD)
    Author.objects.filter(pk=writer.pk).update(links=[{"type": "homepage", "value": "https://example.org"}])
    revision = drafted.latest_revision
    revision.content["body"] = json.dumps(OLD)
    revision.save()
    content = content_of(frozen)
    content["fields"]["body"] = OLD
    copy = FrozenCopy.objects.create(page_id=frozen.pk, digest=digest_of(content), packed=pack(content))

    (error,) = check_stored_blocks(None, ["default"])
    assert error.is_serious()
    assert "docs/blocks.md" in error.hint
    assert f'"Live" (page {live.pk}, /admin/pages/{live.pk}/edit/)\n    live: body, pull_quote (2)' in error.msg
    assert f"    draft {revision.pk}: body, pull_quote (2)" in error.msg
    assert f"    frozen copy {copy.pk}: body, pull_quote (2)" in error.msg
    assert f"author {writer.pk}\n" in error.msg
    assert "homepage (1)" in error.msg
    assert "divider" not in error.msg


def test_at_most_so_many_are_listed(monkeypatch):
    monkeypatch.setattr(checks, "SHOWN", 2)
    section = section_page()
    for number in range(5):
        article(section, title=f"Article {number}")
    ArticlePage.objects.update(body=OLD)
    assert said().endswith("  and 3 more")


def test_the_list_in_use_is_mended_by_a_full_check():
    page = article(section_page())
    BlockTypeInUse.objects.all().delete()
    BlockTypeInUse.objects.create(model="articles.articlepage", field="body", block_path="embed")
    ArticlePage.objects.filter(pk=page.pk).update(body=OLD)
    said()
    listed = set(BlockTypeInUse.objects.filter(model="articles.articlepage").values_list("block_path", flat=True))
    assert listed == {"pull_quote", "divider", "heading", "paragraph", "quote"}


def test_changes_that_a_migration_is_about_to_make_count_as_made():
    page = article(section_page())
    ArticlePage.objects.filter(pk=page.pk).update(body=OLD)
    renamed = RenameBlock("articles.ArticlePage", "body", "pull_quote", to="quote")
    paths = {key[2] for stored in all_stored("default", [renamed]) for key in stored.types if stored.kind == "row"}
    assert "quote" in paths
    assert "pull_quote" not in paths


def test_broken_content_is_passed_over():
    page = article(section_page())
    revision = page.latest_revision
    for body in ("{", '{"a": 1}', "null", "[null, 3]"):
        revision.content["body"] = body
        revision.save()
        assert said() == ""
    type(revision).objects.filter(pk=revision.pk).update(content=["no", "dict"])
    FrozenCopy.objects.create(page_id=page.pk, digest="0" * 64, packed=b"broken")
    assert said() == ""


def test_tables_and_columns_that_are_not_there_yet():
    article(section_page())
    with connection.cursor() as cursor:
        for table in ("history_blocktypeinuse",):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute("ALTER TABLE articles_articlepage RENAME COLUMN notes TO remarks")
    assert said() == ""
