"""Who may do what with a page's history: the table in docs/rights.md, walked cell by cell."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from articles.models import ArticlePage
from history.conflicts import mark_of
from history.content import freeze
from history.models import DeletedPage, Version
from history.recording import record
from tests.builders import article, section_page
from tests.conftest import person

pytestmark = pytest.mark.django_db

DOC = Path(__file__).resolve().parents[2] / "docs" / "rights.md"


def table() -> list[tuple[str, str, str]]:
    """(action, role, promised outcome) for each cell of the document's table."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in DOC.read_text().splitlines() if line.startswith("|")
    ]
    head, _rule, *body = rows
    return [(row[0], role, outcome) for row in body for role, outcome in zip(head[1:], row[1:], strict=True)]


class Scene:
    """A writer's article with a draft, a named version and a refused save, and one person who acts."""

    def __init__(self, page: ArticlePage, actor: object, client: Client):
        self.page, self.actor, self.client = page, actor, client
        copy = freeze(page)
        self.named = record(page, copy, Version.Reason.NAMED, user=page.owner, name="Before the flood")
        # A refused save as the guard keeps it: whose it was, and how it was to be published.
        by = actor if actor.pk else page.owner
        self.set_aside = record(page, copy, Version.Reason.SET_ASIDE, user=by, path=Version.Path.FORM)
        self.seen = mark_of(page.get_latest_revision())
        self.block_id = page.body.raw_data[0]["id"]

    def get(self, view: str, *args: object):
        return self.client.get(reverse(f"history:{view}", args=[self.page.pk, *args]))

    def post(self, view: str, *args: object, **data: str):
        return self.client.post(reverse(f"history:{view}", args=[self.page.pk, *args]), data)

    def delete_the_page(self) -> DeletedPage:
        ArticlePage.objects.get(pk=self.page.pk).delete()
        return DeletedPage.objects.get(page_id=self.page.pk)


def bring_back(publish: bool) -> Callable[[Scene], object]:
    def act(scene: Scene):
        deleted = scene.delete_the_page()
        data = {"publish": "1"} if publish else {}
        answer = scene.client.post(reverse("history:bring_back", args=[deleted.pk]), data)
        back = Page.objects.filter(pk=scene.page.pk).first()
        return answer, bool(back) and back.live == publish

    return act


def changes(view: str, *args: str, **data: str) -> Callable[[Scene], object]:
    """A POST that does something: a new draft, version or log entry tells that it did."""

    def act(scene: Scene):
        before = state_of(scene.page)
        answer = scene.post(view, *args, **data)
        return answer, state_of(scene.page) != before

    return act


def state_of(page: Page) -> tuple:
    row = Page.objects.get(pk=page.pk)
    return (
        row.latest_revision_id,
        row.live_revision_id,
        tuple(Version.objects.filter(page_id=page.pk).values_list("pk", flat=True)),
    )


def find_deleted(scene: Scene):
    deleted = scene.delete_the_page()
    answer = scene.client.get(reverse("history:deleted"))
    return answer, deleted.title in answer.content.decode()


ACTIONS: dict[str, Callable[[Scene], object]] = {
    "see the list of versions": lambda scene: scene.get("list"),
    "see one version": lambda scene: scene.get("version", f"v{scene.named.pk}"),
    "compare two versions": lambda scene: scene.get("compare", f"v{scene.named.pk}", "draft"),
    "see what changed since the last look": lambda scene: scene.get("since"),
    "name or pin a version": changes("name", "draft", name="After the flood", pinned="on"),
    "remove a name": lambda scene: changes("unname", scene.named.pk)(scene),
    "restore a whole version into the draft": lambda scene: changes("restore", f"v{scene.named.pk}")(scene),
    "restore one block into the draft": lambda scene: changes("restore_block", f"v{scene.named.pk}", scene.block_id)(scene),
    "see a refused save": lambda scene: scene.get("conflict", scene.set_aside.pk),
    "keep one's own on top of another's draft": lambda scene: changes("conflict", scene.set_aside.pk, seen=scene.seen)(scene),
    "publish one's own on top of another's": lambda scene: changes("conflict", scene.set_aside.pk, seen=scene.seen, publish="1")(
        scene
    ),
    "find the page among the deleted ones": find_deleted,
    "bring a deleted page back as a draft": bring_back(publish=False),
    "bring a deleted page back and publish it": bring_back(publish=True),
}


@pytest.fixture
def roles(writer, editor, admin_user):
    elsewhere = section_page("Elsewhere")
    group = Group.objects.create(name="Writers elsewhere")
    group.permissions.set(Group.objects.get(name="Writers").permissions.all())
    permission = GroupPagePermission.objects.filter(group__name="Writers").first().permission
    GroupPagePermission.objects.create(group=group, page=elsewhere.page_ptr, permission=permission)
    return {
        "anonymous": AnonymousUser(),
        "other writer": person("elsewhere", "Writers elsewhere"),
        "writer": writer,
        "editor": editor,
        "administrator": admin_user,
    }


def outcome_of(result: object) -> str:
    answer, done = result if isinstance(result, tuple) else (result, True)
    target = answer.headers.get("Location", "")
    if answer.status_code == 302 and target.startswith(reverse("wagtailadmin_login")):
        return "login"
    refused = answer.status_code == 403 or (answer.status_code == 302 and target == reverse("wagtailadmin_home"))
    assert refused or answer.status_code in {200, 302, 303}, answer.status_code
    return "no" if refused or not done else "yes"


@pytest.mark.parametrize(("action", "role", "promised"), table())
def test_the_table_of_rights_is_true(action, role, promised, roles, client_of, writer):
    page = article(section_page(), owner=writer)
    page.title = "The newest draft"
    page.save_revision(user=writer)
    actor = roles[role]
    client = Client() if actor.is_anonymous else client_of(actor)

    with transaction.atomic():
        result = ACTIONS[action](Scene(page, actor, client))
    assert outcome_of(result) == promised


def test_the_table_is_whole():
    assert {action for action, role, promised in table()} == set(ACTIONS)
    assert re.search(r"\| action \| anonymous \| other writer \| writer \| editor \| administrator \|", DOC.read_text())
