"""One version, shown as far as possible, whatever is stored of it: never an error of the server."""

import json
from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision

from articles.models import ArticlePage, Author
from history.content import freeze
from history.models import FrozenCopy, Version, pack
from history.recording import last_publication, record
from tests.builders import article, author, image, section_page
from tests.page_kinds import every_block

pytestmark = pytest.mark.django_db


def version_of(page: Page) -> str:
    return f"v{last_publication(page.pk).pk}"


def shown(client: Client, page: Page, ref: str) -> tuple[str, str]:
    """The head and the frame."""
    head = client.get(reverse("history:version", args=[page.pk, ref]))
    frame = client.get(reverse("history:version_page", args=[page.pk, ref]))
    assert (head.status_code, frame.status_code) == (200, 200)
    return head.content.decode(), frame.content.decode()


def test_the_version_as_readers_would_see_it(client_of, editor):
    page = article(section_page(), authors=(author(),))
    version = version_of(page)
    page.title = "Other"
    page.save_revision()
    head, frame = shown(client_of(editor), page, version)
    assert "First publication" in head
    assert "<h1>The harbour that said no</h1>" in " ".join(frame.split()).replace("<h1> ", "<h1>").replace(" </h1>", "</h1>")
    assert "Mara Lindqvist" in frame
    assert "userbar" not in frame
    assert "version-gone" not in head
    assert reverse("history:restore", args=[page.pk, version]) in head
    assert "Other" in shown(client_of(editor), page, "draft")[1]
    assert reverse("history:restore", args=[page.pk, "draft"]) not in shown(client_of(editor), page, "draft")[0]


def test_the_frame_may_stand_in_the_admin_and_nowhere_else(client_of, editor):
    page = article(section_page())
    frame = client_of(editor).get(reverse("history:version_page", args=[page.pk, "live"]))
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in frame["Content-Security-Policy"]
    assert "private" in frame["Cache-Control"]


def test_every_kind_of_block_is_shown(client_of, editor):
    """What is left out as broken must be broken."""
    page = article(section_page(), body=every_block(), hero_image=image())
    head, frame = shown(client_of(editor), page, version_of(page))
    assert "version-gone" not in head
    assert frame.count("<figure") > 2


def test_notes_and_ways_of_a_version(client_of, editor):
    page = article(section_page())
    version = record(page, freeze(page), Version.Reason.SET_ASIDE, user=editor, note="Two at once", pinned=True)
    head, _frame = shown(client_of(editor), page, f"v{version.pk}")
    assert "Two at once" in head
    assert "Edgar Edmonds" in head


# --- Bad input -----------------------------------------------------------------------------------

POLL = {"type": "poll", "value": {"question": "<b>Tea?</b>", "id": 4}, "id": "1"}


def revision_with(change: Callable[[dict], object]) -> Callable[[ArticlePage], str]:
    """A revision whose content was changed past every form."""

    def store(page: ArticlePage) -> str:
        revision = page.get_latest_revision()
        content = json.loads(json.dumps(revision.content))
        replaced = change(content)
        revision.content = content if replaced is None else replaced
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)
        return f"r{revision.pk}"

    return store


def sets(**fields: object) -> Callable[[ArticlePage], str]:
    return revision_with(lambda content: content.update(fields))


def body(*blocks: object) -> Callable[[ArticlePage], str]:
    return sets(body=json.dumps(list(blocks)))


def frozen(fields: object, kind: str = "articles.articlepage") -> Callable[[ArticlePage], str]:
    """A frozen copy with these fields."""

    def store(page: ArticlePage) -> str:
        content = {"type": kind, "fields": fields, "references": {}}
        copy = FrozenCopy.objects.create(page_id=page.pk, digest="0" * 64, packed=pack(content))
        return f"v{record(page, copy, Version.Reason.NAMED, name='Broken').pk}"

    return store


PARAGRAPH = {"type": "paragraph", "value": "<p>Whole</p>", "id": "w"}

BROKEN = {
    "content is a list": (revision_with(lambda content: []), ""),
    "content is text": (revision_with(lambda content: "nothing"), ""),
    "content is empty": (revision_with(lambda content: {}), ""),
    "author is gone": (sets(article_authors=[{"pk": 1, "sort_order": 0, "article": 1, "author": 99999}]), "Author number 99999"),
    "child rows are no rows": (sets(article_authors="nobody", article_topics=[None, 4]), ""),
    "main picture is gone": (sets(hero_image=99999), "Image number 99999"),
    "picture in the body is gone": (
        body({"type": "figure", "id": "f", "value": {"image": {"image": 99999, "alt_text": "x"}, "caption": ""}}, PARAGRAPH),
        "Whole",
    ),
    "unknown block": (body(POLL, PARAGRAPH), "a block of the kind “poll”, which the site no longer knows"),
    "body is not JSON": (sets(body="<p>from before blocks</p>"), "from before blocks"),
    "body is nothing": (sets(body=None), ""),
    "body is a number": (sets(body="4"), "something is stored that is no block"),
    "body is an object": (sets(body='{"type": "paragraph"}'), "something is stored that is no block"),
    "body has texts": (body("one", 2, None), "something is stored that is no block"),
    "blocks without type or value": (body({"id": "1"}, {"type": "paragraph"}, PARAGRAPH), "Whole"),
    "type is no text": (body({"type": ["paragraph"], "value": "x"}, PARAGRAPH), "Whole"),
    "value of another shape": (
        body({"type": "quote", "value": "Only words", "id": "q"}, {"type": "quote", "value": [1], "id": "r"}, PARAGRAPH),
        "Only words",
    ),
    "rich text is a list": (body({"type": "paragraph", "value": ["words"], "id": "q"}, PARAGRAPH), "Whole"),
    "list is a text": (body({"type": "gallery", "value": {"items": "none"}, "id": "g"}, PARAGRAPH), "Whole"),
    "nested very deep": (sets(body="[" * 2000 + "]" * 2000), ""),
    "title is missing": (sets(title=None, slug=None), ""),
    "title is an object": (sets(title={"a": 1}), ""),
    "a date that is none": (sets(published_at="tomorrow", go_live_at="never"), ""),
    "a number that is none": (sets(series_part="two", series="one"), ""),
    "a field that was removed": (sets(subtitle="Gone"), ""),
    "frozen fields are a list": (frozen([]), ""),
    "frozen fields are empty": (frozen({}), ""),
    "frozen of another kind": (frozen({"title": "Was a recipe", "body": [PARAGRAPH]}, "recipes.recipepage"), ""),
    "frozen with an unknown block": (frozen({"title": "Frozen", "slug": "frozen", "body": [POLL]}), "Tea?"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_stored_may_be_of_any_shape(case, client_of, editor):
    store, words = BROKEN[case]
    page = article(section_page())
    ref = store(page)
    client = client_of(editor)
    assert words in " ".join(shown(client, page, ref))
    page.save_revision()  # so that the broken one is not the newest
    asked = client.get(reverse("history:restore", args=[page.pk, ref]))
    assert asked.status_code == 200
    answer = client.post(reverse("history:restore", args=[page.pk, ref]))
    assert answer.status_code == 302
    newest = ArticlePage.objects.get(pk=page.pk).get_latest_revision()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    answer = client.post(reverse("history:restore_block", args=[page.pk, ref, "w"]))
    assert answer.status_code == 302
    assert newest.pk <= ArticlePage.objects.get(pk=page.pk).latest_revision_id


def test_the_words_of_an_unknown_block_are_shown_as_words(client_of, editor):
    page = article(section_page())
    head, frame = shown(client_of(editor), page, body(POLL, PARAGRAPH)(page))
    assert "<pre>Tea?</pre>" in head
    assert "Whole" in frame


def test_whoever_made_it_may_be_gone(client_of, editor, writer):
    page = article(section_page(), authors=(author(),))
    revision = page.save_revision(user=writer)
    writer.delete()
    head, _frame = shown(client_of(editor), page, f"r{revision.pk}")
    assert "the site" in head
    assert Author.objects.exists()


@pytest.mark.parametrize(
    "ref",
    ["r999999", "v999999", "r0", "v0", "v-1", "live2", "x", "r1 ", "r", "v9999999999999999999", "r999999999999999999"],
)
@pytest.mark.parametrize("name", ["version", "version_page", "restore"])
def test_an_unknown_version_is_a_404(name, ref, client_of, editor):
    page = article(section_page())
    client = client_of(editor)
    address = (
        reverse("history:list", args=[page.pk]) + ref + {"version": "/", "version_page": "/page/", "restore": "/restore/"}[name]
    )
    assert client.get(address).status_code == 404
    if name == "restore":
        assert client.post(address).status_code == 404


def test_a_version_of_another_page_is_a_404(client_of, editor):
    section = section_page()
    page, other = article(section), article(section, title="Other")
    client = client_of(editor)
    for ref in (version_of(other), f"r{other.latest_revision_id}"):
        for name in ("version", "version_page", "restore"):
            assert client.get(reverse(f"history:{name}", args=[page.pk, ref])).status_code == 404
        block = other.body[0].id
        assert client.post(reverse("history:restore_block", args=[page.pk, ref, block])).status_code == 404
    assert client.get(reverse("history:version", args=[999999, "live"])).status_code == 404
    assert (
        client.get(reverse("history:version", args=[article(section, title="Draft", live=False).pk, "live"])).status_code == 404
    )


def test_a_page_of_a_kind_that_is_gone_is_a_404(client_of, admin_user):
    page = article(section_page())
    gone = ContentType.objects.create(app_label="recipes", model="recipepage")
    Page.objects.filter(pk=page.pk).update(content_type=gone)
    ContentType.objects.clear_cache()
    client = client_of(admin_user)
    for name in ("version", "version_page", "restore"):
        assert client.get(reverse(f"history:{name}", args=[page.pk, "draft"])).status_code == 404
    naming = reverse("history:name", args=[page.pk, "draft"])
    assert client.get(naming).status_code == client.post(naming, {"name": "As it was"}).status_code == 404
    late = record(page, last_publication(page.pk).copy, Version.Reason.SET_ASIDE, admin_user)
    conflict = reverse("history:conflict", args=[page.pk, late.pk])
    assert client.get(conflict).status_code == client.post(conflict).status_code == 404


# --- Wagtail's own addresses ----------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [("revisions_view", "version"), ("revisions_revert", "restore")])
def test_wagtails_addresses_lead_here(old, new, client_of, editor, writer):
    section = section_page()
    page, other = article(section), article(section, title="Other")
    number, client = page.latest_revision_id, client_of(editor)
    answer = client.get(reverse(f"wagtailadmin_pages:{old}", args=[page.pk, number]))
    assert answer["Location"] == reverse(f"history:{new}", args=[page.pk, f"r{number}"])
    for unknown in (999999, other.latest_revision_id):
        assert client.get(reverse(f"wagtailadmin_pages:{old}", args=[page.pk, unknown])).status_code == 404
    refused = client_of(writer).get(reverse(f"wagtailadmin_pages:{old}", args=[page.pk, number]))
    assert refused["Location"] == reverse("wagtailadmin_home")
