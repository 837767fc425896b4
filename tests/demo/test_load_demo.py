from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from articles.blocks import ArticleBody
from articles.models import ArticleIndexPage, ArticlePage
from demo import accounts, build, renditions
from demo.pictures import PICTURES, draw
from home.models import HomePage, StandardPage
from images.models import SiteImage
from publication.models import Publication
from tests.builders import picture, section_page
from users.models import User

PASSWORD = "quiet-harbour-77"


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.DEMO_PASSWORD = ""
    return tmp_path


@pytest.fixture
def demo_site(db, data_dir):
    """The demo's content with a small stand-in for each of its pictures."""
    assert build.load(dict.fromkeys(PICTURES, picture(800, 800, "JPEG")), PASSWORD)


def blocks_of(page):
    """Every block's kind and value on the page."""
    return [(part.block_type, part.value) for part in page.body]


def test_the_command_fills_an_empty_site_once(db, data_dir, monkeypatch, capsys):
    with monkeypatch.context() as empty:
        empty.setattr(renditions, "needed", list)  # other threads don't see this test's transaction
        call_command("load_demo")
    assert "loaded" in capsys.readouterr().out
    before = (Page.objects.count(), Revision.objects.count(), PageLogEntry.objects.count(), User.objects.count())
    assert ArticlePage.objects.live().count() >= 14
    assert all(image.file.size < 400_000 for image in SiteImage.objects.all())

    call_command("load_demo", if_empty=True)
    assert capsys.readouterr().out == ""  # a second `make run` has nothing to say
    with pytest.raises(CommandError, match="was not loaded"):
        call_command("load_demo")
    after = (Page.objects.count(), Revision.objects.count(), PageLogEntry.objects.count(), User.objects.count())
    assert after == before


@pytest.mark.parametrize("something", ["page", "account"])
def test_a_site_with_anything_in_it_is_left_alone(db, data_dir, something):
    section_page() if something == "page" else User.objects.create_user("ines")
    pages, users = Page.objects.count(), User.objects.count()
    call_command("load_demo", if_empty=True)
    assert (Page.objects.count(), User.objects.count()) == (pages, users)
    assert not accounts.password_file().exists()
    assert accounts.logins() == []


def test_a_failed_load_leaves_nothing(db, data_dir, settings):
    pictures = dict.fromkeys(PICTURES, picture(800, 800, "JPEG"))
    del pictures["mark"]
    with pytest.raises(KeyError):
        build.load(pictures, PASSWORD)
    assert build.is_empty()
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_the_articles_use_every_block_in_every_style(demo_site):
    used = [block for article in ArticlePage.objects.live() for block in blocks_of(article)]
    assert {kind for kind, _value in used} == set(ArticleBody().child_blocks)

    def styles(kind, field):
        return {value[field] for name, value in used if name == kind}

    assert styles("quote", "style") == {"quotation", "pull"}
    assert styles("list", "style") == {"bulleted", "numbered", "key_points"}
    assert styles("figure", "width") == {"column", "wide", "full"}
    assert styles("callout", "kind") == {"note", "tip", "warning"}
    assert styles("heading", "level") == {"2", "3", "4"}
    assert {value.video.provider for kind, value in used if kind == "video"} == {"youtube", "vimeo", "file"}


def test_an_editor_can_save_each_page_as_it_is(demo_site, rf):
    for model in (ArticlePage, StandardPage, HomePage, ArticleIndexPage):
        for page in model.objects.all():
            page.full_clean()
            if hasattr(page, "body"):
                page.body.stream_block.clean(page.body)
    publication = Publication.objects.get()
    publication.full_clean()
    for links in (publication.navigation, publication.footer_links):
        links.stream_block.clean(links)
        assert all(address for _text, address in publication.links(links, rf.get("/")))


def test_one_article_has_the_shape_of_the_reference(demo_site):
    article = ArticlePage.objects.get(slug="open-charts-for-open-water")
    blocks = blocks_of(article)
    headings = [value["text"] for kind, value in blocks if kind == "heading"]
    assert (headings[0], headings[-1]) == ("Introduction", "Conclusion")
    assert all(not heading[0].isascii() for heading in headings[1:-1])
    (film,) = (value for kind, value in blocks if kind == "video")
    assert film.video.start == 26 * 60 + 3
    assert film["transcript_label"] == "official transcript"
    quotes = [value for kind, value in blocks if kind == "quote"]
    assert len(quotes) == 2
    assert len({value["speaker"] for value in quotes}) == 1
    assert [len(value["items"]) for kind, value in blocks if kind == "list"] == [4]


def test_one_draft_one_scheduled_and_one_with_a_history(demo_site):
    waiting = ArticlePage.objects.not_live()
    (draft,) = (article for article in waiting if not article.approved_schedule)
    (scheduled,) = (article for article in waiting if article.approved_schedule)
    assert draft.first_published_at is scheduled.first_published_at is None
    assert timedelta(days=6) < scheduled.scheduled_revision.approved_go_live_at - timezone.now() < timedelta(days=8)

    edited = ArticlePage.objects.get(slug="eleven-years-to-paint-a-bridge")
    revisions = list(edited.revisions.order_by("created_at"))
    assert len(revisions) >= 5
    assert len({revision.user for revision in revisions}) == 3
    versions = [revision.as_object() for revision in revisions]
    texts = [(version.title, version.standfirst, str(version.body)) for version in versions]
    assert all(before != after for before, after in pairwise(texts))
    published = PageLogEntry.objects.filter(page=edited.pk, action="wagtail.publish").order_by("timestamp")
    assert published.count() >= 3
    assert edited.first_published_at == published.first().timestamp == edited.published_at
    assert edited.last_published_at == published.last().timestamp == revisions[-1].created_at
    assert edited.notes[0].value["kind"] == "correction"


def test_the_dates_reach_back_over_months_and_agree(demo_site):
    live = ArticlePage.objects.live()
    for article in live:
        assert article.first_published_at == article.published_at <= article.last_published_at <= timezone.now()
        assert article.get_latest_revision().created_at == article.latest_revision_created_at
        assert article.owner.username == "writer"
    dates = live.order_by("published_at").values_list("published_at", flat=True)
    assert dates.last() - dates.first() > timedelta(days=100)


def test_links_between_articles_lead_to_articles(demo_site):
    harbour = ArticlePage.objects.get(slug="the-harbour-that-moved-twice")
    tides = ArticlePage.objects.get(slug="reading-a-tide-table-from-1911")
    stored = str(harbour.body.get_prep_value())
    assert f'id="{tides.pk}"' in stored
    for article in ArticlePage.objects.all():
        stored = str(article.body.get_prep_value())
        assert not any(name in stored for name in ("page:", "picture:", "file:", "alt:"))


def test_readers_can_open_every_public_page_and_no_other(demo_site, client):
    for page in Page.objects.filter(depth__gte=2).specific():
        assert client.get(page.url).status_code == (200 if page.live else 404), page.url


def test_what_readers_see_first_is_made_ahead(demo_site):
    article = ArticlePage.objects.live().first()
    wanted = dict(renditions.needed())
    assert wanted[article.hero_image] == ["hero", "lead", "card"]
    assert wanted[article.authors[0].portrait] == ["portrait", "portrait-large"]


def test_pictures_are_the_same_each_time():
    assert [draw(key) for key in ("ladders", "maren")] == [draw(key) for key in ("ladders", "maren")]
