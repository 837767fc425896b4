"""A block that is renamed or converted in code: pages, drafts and frozen copies are read right after it."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from wagtail.models import Revision

from articles import migrations as article_migrations
from articles.models import ArticlePage
from history import block_changes, blocks_in_use
from history.block_changes import ConvertBlock, RenameBlock
from history.content import content_of, digest_of, freeze, thaw
from history.models import FrozenCopy, pack
from history.operations import ApplyBlockChange
from tests.builders import article, section_page

PAGE = "articles.ArticlePage"


def spoken(value: object) -> object:
    """What was a line of text is a quote with a speaker."""
    return {"text": f"<p>{value}</p>", "speaker": "", "style": "quotation"} if isinstance(value, str) else value


def line(value: dict) -> str:
    return value["text"].removeprefix("<p>").removesuffix("</p>")


PULLED = RenameBlock(PAGE, "body", "pull_quote", to="quote")
SAID = ConvertBlock(PAGE, "body", "said", spoken, to="quote", back=line)
CHANGES = [PULLED, SAID]
OLD = [
    {"type": "pull_quote", "value": {"text": "<p>We only stopped selling it.</p>", "style": "quotation"}, "id": "a"},
    {"type": "said", "value": "Nobody asked us.", "id": "b"},
    {"type": "gallery", "value": {"items": []}, "id": "c"},
]


@pytest.fixture(autouse=True)
def _changes(settings):
    settings.HISTORY_BLOCK_CHANGES = f"{__name__}.CHANGES"
    blocks_in_use._listed.clear()
    yield
    blocks_in_use._listed.clear()


def old_page() -> ArticlePage:
    """A live page with a revision and a frozen copy, all three stored as before the changes."""
    page = article(section_page())
    ArticlePage.objects.filter(pk=page.pk).update(body=OLD)
    revision = page.live_revision
    revision.content["body"] = json.dumps(OLD)
    revision.save()
    content = content_of(page)
    content["fields"]["body"] = OLD
    FrozenCopy.objects.create(page_id=page.pk, digest=digest_of(content), packed=pack(content), changes=0)
    return ArticlePage.objects.get(pk=page.pk)


def words(page: ArticlePage) -> list[str]:
    return [block.value["text"].source for block in page.body if block.block_type == "quote"]


def carry_out(change, backwards: bool = False) -> None:
    operation = ApplyBlockChange(change)
    operation.apply(change.backwards() if backwards else change, apps, connection.alias)


NEW_WORDS = ["<p>We only stopped selling it.</p>", "<p>Nobody asked us.</p>"]


@pytest.mark.django_db
def test_live_row_draft_and_frozen_copy_are_read_right_after_it():
    page = old_page()
    copy = FrozenCopy.objects.latest("pk")
    packed = bytes(copy.packed)
    assert words(page) == []  # what Wagtail does with blocks that it does not know

    for change in CHANGES:
        carry_out(change)

    page = ArticlePage.objects.get(pk=page.pk)
    assert words(page) == words(page.get_latest_revision_as_object()) == words(thaw(page, copy).page) == NEW_WORDS
    assert [block.id for block in page.body] == ["a", "b", "c"]
    copy.refresh_from_db()
    assert bytes(copy.packed) == packed


@pytest.mark.django_db
def test_twice_is_once_and_back_is_as_before():
    page = old_page()
    for change in [*CHANGES, *CHANGES]:
        carry_out(change)
    revision = Revision.objects.get(pk=page.live_revision_id)
    assert [block["type"] for block in json.loads(revision.content["body"])] == ["quote", "quote", "gallery"]
    assert [change.backwards().backwards() for change in CHANGES] == CHANGES

    other = article(page.get_parent(), title="Another")
    ArticlePage.objects.filter(pk=other.pk).update(body=OLD[:1])
    carry_out(PULLED)
    carry_out(PULLED, backwards=True)
    revision.refresh_from_db()
    assert json.loads(revision.content["body"])[0] == OLD[0]


@pytest.mark.django_db
def test_only_what_has_such_a_block_is_written(django_assert_num_queries):
    article(section_page())
    with django_assert_num_queries(4):  # savepoint, rows, revisions, release
        carry_out(PULLED)


@pytest.mark.django_db
def test_a_copy_frozen_later_is_not_changed_again():
    page = article(section_page(), title="Later")
    copy = freeze(page)
    assert copy.changes == len(CHANGES)
    assert thaw(page, copy).page.body.raw_data[0]["type"] == "heading"
    fields = {"body": OLD}
    assert block_changes.upgraded("articles.articlepage", fields, since=2) == fields
    assert block_changes.upgraded("home.standardpage", fields, since=0) == fields
    one = block_changes.upgraded("articles.articlepage", fields, since=1)["body"]
    assert [block["type"] for block in one] == ["pull_quote", "quote", "gallery"]


def test_blocks_inside_blocks_and_old_lists():
    change = RenameBlock(PAGE, "body", "gallery.pictures.photo", to="picture")
    photo, picture = {"type": "photo", "value": 1, "id": "p"}, {"type": "picture", "value": 1, "id": "p"}
    stored = [
        {"type": "gallery", "value": {"pictures": [photo], "photo": [photo]}},
        {"type": "gallery", "value": {"pictures": [{"type": "item", "value": [photo]}]}},  # a list of streams
        {"type": "gallery", "value": [{"pictures": [photo]}]},  # a list of structs as once stored
        {"type": "photo", "value": 1},
        *(None, "text", {"type": "gallery"}, {"type": "gallery", "value": None}),
    ]
    changed = change.apply(stored)
    assert changed[0]["value"] == {"pictures": [picture], "photo": [photo]}
    assert changed[1]["value"]["pictures"][0]["value"] == [picture]
    assert changed[2]["value"] == [{"pictures": [picture]}]
    assert changed[3] == {"type": "photo", "value": 1}
    assert change.backwards().apply(changed)[:5] == stored[:5]


def test_a_change_inside_a_block_that_is_renamed_later():
    inner = RenameBlock(PAGE, "body", "slides.photo", to="picture")
    outer = RenameBlock(PAGE, "body", "slides", to="gallery")
    fields = {"body": json.dumps([{"type": "slides", "value": [{"type": "photo", "value": 1}]}])}
    assert block_changes.changed("articles.articlepage", fields, [inner, outer])["body"] == [
        {"type": "gallery", "value": [{"type": "picture", "value": 1}]}
    ]


@pytest.mark.parametrize("broken", [None, "", "{", 7, "7", {}])
def test_what_is_no_stream_stays(broken):
    assert PULLED.apply_to_fields({"body": broken}) == {"body": broken}
    assert PULLED.apply_to_fields({}) == {}


def test_the_rows_of_a_deleted_page_are_upgraded_as_they_come_back():
    rows = {
        "articles.articlepage": [{"page_ptr_id": 7, "body": OLD}],
        "wagtailcore.revision": [{"id": 1, "content": {"body": json.dumps(OLD)}}, {"id": 2, "content": None}],
        "wagtailcore.page": [{"id": 7, "title": "Back"}],
    }
    upgraded = block_changes.upgraded_rows("articles.articlepage", rows, since=0)
    new = upgraded["articles.articlepage"][0]["body"]
    assert [block["type"] for block in new] == ["quote", "quote", "gallery"]
    assert upgraded["wagtailcore.revision"][0]["content"]["body"] == new
    assert upgraded["wagtailcore.page"] == rows["wagtailcore.page"]


# --- With a real migration -----------------------------------------------------------------------------

MIGRATION = """
from django.db import migrations
from history.operations import ApplyBlockChange
from tests.history.test_block_changes import CHANGES

class Migration(migrations.Migration):
    dependencies = [("articles", "{last}")]
    operations = [ApplyBlockChange(change) for change in CHANGES]
"""


@pytest.fixture
def new_migration(settings, tmp_path, monkeypatch) -> str:
    """A function that adds a migration to the articles'; returns the name of the one before it."""
    folder = tmp_path / "articles_and_a_change"
    shutil.copytree(Path(article_migrations.__file__).parent, folder)
    last = sorted(path.stem for path in folder.glob("0*.py"))[-1]
    monkeypatch.syspath_prepend(tmp_path)

    def add() -> str:
        (folder / "0999_change_blocks.py").write_text(MIGRATION.format(last=last))
        settings.MIGRATION_MODULES = {"articles": folder.name}
        return last

    yield add
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


@pytest.mark.django_db(transaction=True)
def test_a_deployment_stops_until_a_migration_makes_the_change(new_migration):
    page = old_page()
    with pytest.raises(SystemCheckError, match=f"page {page.pk}"):
        call_command("check", databases=["default"])
    with pytest.raises(SystemCheckError, match="pull_quote"):
        call_command("migrate", skip_checks=False, verbosity=0)

    last = new_migration()
    call_command("check", databases=["default"])
    call_command("migrate", skip_checks=False, verbosity=0)
    assert words(ArticlePage.objects.get(pk=page.pk)) == NEW_WORDS
    assert blocks_in_use.unknown() == []
    call_command("check", databases=["default"])

    call_command("migrate", "articles", last, verbosity=0)
