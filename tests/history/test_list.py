"""The history of a page as its editors read it."""

import re
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

from history.content import freeze
from history.models import Version
from history.naming import name_version
from history.recording import record
from history.versions import load
from tests.articles.forms import article_form
from tests.builders import article

from .past import at, published, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def quay(section):
    """An article of which nothing was logged yet but that it is there, a year ago."""
    page = article(section, live=False)
    PageLogEntry.objects.filter(page=page).delete()
    Revision.objects.filter(object_id=str(page.pk)).update(created_at=timezone.now() - timedelta(days=365))
    return page


@pytest.fixture
def read(client_of, editor):
    """read(page, **filters): the entries as lines of text, newest first."""
    client = client_of(editor)

    def entries(page: Page, **filters: str) -> list[str]:
        html = client.get(reverse("history:list", args=[page.pk]), filters).content.decode()
        found = re.findall(r'<li class="history-entry.*?</li>\s*(?=<li class="history-entry|</ol>)', html, re.DOTALL)
        return [
            " ".join(strip_tags(re.sub(r'<ul class="history-links">.*?</ul>', "", one, flags=re.DOTALL)).split()) for one in found
        ]

    return entries


def html_of(client, page: Page, **filters: str) -> str:
    answer = client.get(reverse("history:list", args=[page.pk]), filters)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_link_in_the_admin_leads_here(client_of, editor, quay):
    assert reverse("wagtailadmin_pages:history", args=[quay.pk]) == reverse("history:list", args=[quay.pk])
    assert 'class="history"' in html_of(client_of(editor), quay)


def test_autosaves_are_one_sitting(read, writer, editor, quay):
    saved(quay, writer, at("14:02"), at("14:11"), at("14:40"), standfirst="Nobody bought it.")
    saved(quay, editor, at("14:45"), standfirst="Nobody did.")
    newest, sitting, *_older = read(quay)
    assert sitting.startswith("14:02 to 14:40")
    assert "Wanda Wright · 3 saves" in sitting
    assert newest.startswith("14:45")
    assert "Newest draft" in newest
    assert "Newest draft" not in sitting


def test_publications_stand_out_and_swallow_their_own_save(read, writer, editor, quay):
    saved(quay, writer, at("14:02"), at("14:20"), standfirst="Nobody bought it.")
    revision = saved(quay, editor, at("15:00"), standfirst="Nobody did.")
    published(quay, revision, editor, at("15:00") + timedelta(seconds=1))
    publication, sitting, first = read(quay)
    assert "Published for the first time" in publication
    assert "Live now" in publication
    assert sitting.startswith("14:02 to 14:20")
    assert "the site" in first


def test_what_is_created_and_published_at_once_is_one_entry(client_of, read, editor, section):
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section.pk])
    client_of(editor).post(address, article_form(**{"action-publish": "1"}))
    (entry,) = read(Page.objects.get(slug="low-tide"))
    assert "Published for the first time in the editor" in entry
    assert "Live now" in entry


def test_a_correction_says_so_with_its_note(read, editor, quay):
    revision = saved(quay, editor, at("15:00"), standfirst="In 1974.")
    copy = freeze(revision.as_object())
    record(quay, copy, "published", editor, kind="correction", path="form", note="It was not in 1973.", revision_id=revision.pk)
    entry = next(one for one in read(quay) if "Published" in one)
    assert "in the editor" in entry
    assert "Correction" in entry
    assert "It was not in 1973." in entry


def test_named_and_pinned_versions_stand_at_the_top(client_of, editor, read, quay):
    revision = saved(quay, editor, at("15:00"), standfirst="In 1974.")
    name_version(quay, load(quay, f"r{revision.pk}"), "As the lawyers saw it", True, editor)
    html = html_of(client_of(editor), quay)
    assert "As the lawyers saw it" in html.split('class="history-pinned"')[1].split("</section>")[0]
    named, sitting, _first = read(quay)
    assert "Named “As the lawyers saw it”" in named
    assert "Pinned" in named
    assert "Named “As the lawyers saw it”" in sitting

    saved(quay, editor, timezone.now() + timedelta(minutes=1), standfirst="In 1975.")
    assert "Named" not in read(quay)[0]


def test_a_restoration_is_an_entry_of_its_own(client_of, read, writer, editor, quay):
    first = saved(quay, writer, at("14:02"), standfirst="In 1974.")
    saved(quay, editor, at("15:02"), standfirst="In 1975.")
    assert client_of(editor).post(reverse("history:restore", args=[quay.pk, f"r{first.pk}"])).status_code == 302
    restoration, *others = read(quay)
    assert "Restored a version into the draft" in restoration
    assert "Standfirst changed" in restoration
    assert "Newest draft" in restoration
    assert len(others) == 3


def test_what_can_be_done_with_a_version_is_one_click_away(client_of, editor, quay):
    revision = saved(quay, editor, at("15:00"), standfirst="In 1974.")
    published(quay, revision, editor, at("15:00") + timedelta(seconds=1))
    newer = saved(quay, editor, at("16:00"), standfirst="In 1975.")
    newest = saved(quay, editor, at("18:00"), standfirst="In 1976.")
    html = html_of(client_of(editor), quay)

    def address(name: str, *refs: str) -> bool:
        return f'href="{reverse(f"history:{name}", args=[quay.pk, *refs])}"' in html

    assert address("version", f"r{newer.pk}")
    assert address("compare", "live", f"r{newer.pk}")
    assert address("compare", f"r{revision.pk}", f"r{newer.pk}")
    assert address("compare", f"r{newer.pk}", f"r{newest.pk}")
    assert address("restore", f"r{newer.pk}")
    assert address("name", f"r{newer.pk}")
    assert not address("restore", f"r{newest.pk}")  # it is the newest draft


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "publications"}, ["Published"]),
        ({"kind": "set_aside"}, ["Set aside"]),
        ({"kind": "other"}, ["Locked"]),
        ({"kind": "workflow"}, []),
        ({"person": "Wanda Wright"}, ["Set aside", "14:02"]),
        ({"since": at("00:00", 2).date().isoformat(), "until": at("00:00", 1).date().isoformat()}, ["15:00", "14:02"]),
    ],
)
def test_filters(read, writer, editor, quay, filters, expected):
    saved(quay, writer, at("14:02", 2), at("14:20", 2), standfirst="In 1974.")
    revision = saved(quay, editor, at("15:00", 1), standfirst="In 1975.")
    revision.refresh_from_db()
    revision.publish(user=editor)
    record(quay, freeze(quay), "set_aside", writer)
    log(quay, "wagtail.lock", user=editor)
    found = read(quay, **filters)
    assert len(found) == len(expected)
    assert all(words in entry for words, entry in zip(expected, found, strict=True))


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"kind": "everything\x00"}, "There is no kind"),
        ({"person": "Nobody"}, "Nobody called “Nobody” has worked on this page."),
        ({"since": "yesterday"}, "“yesterday” is not a day. Choose one from the calendar."),
        ({"until": "99999-99-99"}, "is not a day"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "The last day is before the first."),
        ({"since": "0001-01-01", "until": "9999-12-31", "p": "-7"}, ""),
        ({"p": "x"}, ""),
    ],
)
def test_wrong_filters_are_told(client_of, editor, quay, filters, sentence):
    html = html_of(client_of(editor), quay, **filters)
    assert sentence in html
    assert "history-entry" in html


def test_pages_of_25(client_of, editor, read, quay):
    for day in range(30, 2, -1):
        saved(quay, editor, at("15:00", day), standfirst=f"Day {day}.")
    assert len(read(quay)) == 25
    assert len(read(quay, p="2")) == 4
    assert 'aria-label="Pagination"' in html_of(client_of(editor), quay)


def test_broken_pasts_are_shown_as_far_as_possible(read, writer, editor, quay):
    first = saved(quay, writer, at("10:00", 3), standfirst="In 1974.")
    second = saved(quay, editor, at("10:00", 2), standfirst="In 1975.")
    third = saved(quay, writer, at("10:00", 1), standfirst="In 1976.")
    Revision.objects.filter(pk=first.pk).update(content="nonsense")
    body = '[{"type": "a_block_of_old", "value": 7}, 12, {"type": "quote"}]'
    Revision.objects.filter(pk=second.pk).update(content={"body": body, "title": 7, "article_authors": "x"})
    Revision.objects.filter(pk=third.pk).update(content_type=ContentType.objects.create(app_label="gone", model="kind"))
    PageLogEntry.objects.create(
        page=quay,
        action="wagtail.comments.create",
        label="Quay",
        timestamp=at("11:00"),
        data={"comment": {"contentpath": "no_such_field", "text": "Really?"}},
        content_type=ContentType.objects.get_for_model(quay),
    )
    writer.delete()
    entries = read(quay)
    assert len(entries) == 5
    assert "can’t be read" in " ".join(entries)
    assert "user " in entries[1] or "deleted" in entries[1]


def test_only_who_may_edit_the_page_sees_it(client, client_of, writer, quay):
    address = reverse("history:list", args=[quay.pk])
    assert client.get(address).url.startswith(reverse("wagtailadmin_login"))
    assert client_of(writer).get(address).url == reverse("wagtailadmin_home")
    assert client_of(writer).get(reverse("history:since", args=[quay.pk])).url == reverse("wagtailadmin_home")


@pytest.mark.parametrize("number", [1, 987654321, 10**25])
def test_no_such_page(client_of, editor, home, number):
    assert client_of(editor).get(f"/admin/pages/{number}/history/").status_code == 404


def test_500_revisions_take_at_most_20_queries(client_of, editor, writer, quay):
    content = Revision.objects.filter(object_id=str(quay.pk)).values().get()
    start = timezone.now() - timedelta(days=30)
    people = [editor.pk, writer.pk]
    Revision.objects.bulk_create(
        Revision(**content | {"id": None, "user_id": people[number % 2], "created_at": start + timedelta(hours=number)})
        for number in range(500)
    )
    address = reverse("history:list", args=[quay.pk])
    client = client_of(editor)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    assert answer.content.decode().count('<li class="history-entry') == 25
    assert len(queries) <= 20
    with_content = [one["sql"] for one in queries if '"wagtailcore_revision"."content"' in one["sql"]]
    assert len(with_content) == 1
    assert Version.objects.filter(page_id=quay.pk).count() == 0
