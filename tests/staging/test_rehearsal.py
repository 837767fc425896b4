"""A rehearsal shows the site that will be, and leaves nothing."""

import re

import pytest
from django.core.cache import cache, caches
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from articles.models import ArticlePage
from home.models import HomePage
from staging.placing import CanNotBePlacedError
from staging.rehearsal import rehearse
from staging.staged import Staged, newest_draft
from tests.builders import article, author, image, section_page, topic

from .previews import WORD, link_to, path_of, redraft, root_of, traces

pytestmark = pytest.mark.django_db

PATHS = ("/", "/harbours/", "/search/?q=zebrafinch", "/feeds/rss.xml", "/feeds/feed.json", "/sitemap.xml", "/nothing/")


@pytest.fixture
def draft():
    return redraft(article(section_page(), title="Low tide", slug="low-tide"), title=f"The {WORD}", slug=WORD)


def staged(page) -> list[Staged]:
    return [newest_draft(Page.objects.get(pk=page.pk))]


def test_inside_it_is_there_and_afterwards_it_never_was(draft):
    before = traces()
    seen = rehearse(staged(draft), lambda placed: ArticlePage.objects.live().get(pk=draft.pk).title)
    assert seen == f"The {WORD}"
    assert traces() == before


def test_the_search_index_is_touched_only_where_it_is_asked():
    page = article(section_page(), title="Low tide", authors=(author("Mara"), author("Nils")), topics=(topic(),))
    redraft(page, title=f"The {WORD}")
    asked = []
    for searched in (False, True):
        with CaptureQueriesContext(connection) as queries:
            rehearse(staged(page), lambda placed: None, searched=searched)
        asked.append([query["sql"] for query in queries if '"search_entry"' in query["sql"]])
    assert (len(asked[0]), len(asked[1])) == (0, 1)


def test_nothing_is_left_of_any_kind_of_page(client, draft):
    new = link_to(draft)
    client.get("/")  # the sites' addresses come into the cache, whoever asks
    client.get("/feeds/rss.xml")
    before = traces()
    for path in PATHS:
        assert client.get(root_of(new) + path).status_code == (404 if path == "/nothing/" else 200)
    assert client.get(path_of(new)).status_code == 200
    assert traces() == before


def test_nothing_is_left_when_the_view_raises_in_the_middle(client, draft, monkeypatch):
    client.raise_request_exception = False
    new = link_to(draft)
    before = traces()

    def fail(self, request):
        cache.set("a draft", self.title)
        transaction.on_commit(lambda: cache.set("later", self.title))
        raise RuntimeError("in the middle")

    monkeypatch.setattr(ArticlePage, "metadata", fail)
    assert client.get(path_of(new)).status_code == 500
    assert traces() == before
    assert get_script_prefix() == "/"


def test_what_raises_in_the_act_is_rolled_back_as_well(draft):
    before = traces()
    with pytest.raises(ZeroDivisionError):
        rehearse(staged(draft), lambda placed: 1 / 0)
    with pytest.raises(CanNotBePlacedError):
        rehearse([*staged(draft), Staged(999_999, {})], lambda placed: None)
    assert traces() == before


def test_what_hangs_on_the_commit_never_happens(draft, django_capture_on_commit_callbacks):
    done = []
    with django_capture_on_commit_callbacks(execute=True):
        rehearse(staged(draft), lambda placed: transaction.on_commit(lambda: done.append("mail, purge or task")))
    assert done == []


told: list[str] = []


@task()
def tell(text: str) -> None:
    told.append(text)


def test_a_task_goes_nowhere_whichever_way_tasks_go(draft):
    """These tests do tasks at once."""
    rehearse(staged(draft), lambda placed: tell.enqueue(WORD))
    tell.enqueue("afterwards")
    assert told == ["afterwards"]


if connection.vendor == "postgresql":

    def test_no_query_is_compiled_during_a_rehearsal(draft):
        def look(placed):
            with connection.cursor() as cursor:
                cursor.execute("SHOW jit")
                return cursor.fetchone()[0]

        assert rehearse(staged(draft), look) == "off"


def test_caches_are_private_and_the_sites_addresses_stay(client, draft):
    cache.set("before", "known")
    home = HomePage.objects.get()
    home.slug = "renamed"
    home.save_revision()

    def act(placed):
        cache.set("inside", WORD)
        return cache.get("before"), [path.root_path for path in Site.get_site_root_paths()]

    assert client.get("/harbours/").status_code == 200
    assert rehearse(staged(home), act) == (None, ["/renamed/"])
    assert (cache.get("before"), cache.get("inside")) == ("known", None)
    assert [path.root_path for path in Site.get_site_root_paths()] == ["/home/"]
    assert client.get("/harbours/").status_code == 200
    assert caches["default"] is caches["default"]


def test_a_missing_rendition_is_made_outside_and_stays_with_its_row(client, tmp_path, settings):
    page = article(section_page(), title="Picture", live=False, hero_image=image())
    new = link_to(page)
    model = get_image_model().get_rendition_model()
    assert not model.objects.exists()
    content = client.get(path_of(new)).content.decode()
    assert "later.png" not in content
    names = set(model.objects.values_list("file", flat=True))
    on_disk = {f"images/{path.name}" for path in (tmp_path / "media" / "images").iterdir()}
    assert names == on_disk
    assert sum(name in content for name in names) >= 2


def test_a_picture_whose_file_is_gone_does_not_stop_the_preview(client):
    picture = image()
    page = article(section_page(), title="No picture", live=False, hero_image=picture)
    picture.file.storage.delete(picture.file.name)
    response = client.get(path_of(link_to(page)))
    assert response.status_code == 200
    assert b"later.png" not in response.content


def test_what_is_shown_is_what_ships(client, draft):
    """The page in the preview, but for the banner and the addresses, is the page after its publication."""
    new = link_to(draft)
    shown = client.get(path_of(new)).content.decode()
    shown = shown.replace(root_of(new), "").replace(root_of(new).replace("/", "%2F"), "")
    ours = r'<meta name="robots" content="noindex, nofollow, noarchive">|<aside class="preview-.*?</aside>\s*'
    ours += r'|<script type="module" src="/static/js/preview-[^>]*></script>'
    shown = re.sub(ours, "", shown, flags=re.DOTALL)
    shown = shown.replace('<link rel="stylesheet" href="/static/css/preview.css">', "")
    ArticlePage.objects.get(pk=draft.pk).get_latest_revision().publish()
    live = client.get(f"/harbours/{WORD}/").content.decode()
    unimportant = re.compile(r"20\d\d-\d\d-\d\dT[0-9:.+]+|\s+")
    assert unimportant.sub("", shown) == unimportant.sub("", live)
