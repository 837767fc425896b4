"""Where pages may stand, what they cost, who sees them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.models import ArticleIndexPage, ArticlePage, Author, Series, Topic
from home.models import HomePage, StandardPage
from page_cache import folders
from publication.models import Publication
from tests.builders import article, author, image, section_page, standard_page, topic

# --- Where pages may stand ---------------------------------------------------


def test_each_kind_of_page_has_its_place():
    kinds = {model: set(model.allowed_subpage_models()) for model in (HomePage, ArticleIndexPage, ArticlePage, StandardPage)}
    assert kinds == {
        HomePage: {ArticleIndexPage, StandardPage},
        ArticleIndexPage: {ArticlePage},
        ArticlePage: set(),
        StandardPage: set(),
    }


@pytest.mark.parametrize("slug", ["admin", "authors", "feeds", "preview", "search", "static", "topics"])
def test_an_address_of_the_site_itself_is_refused(home, slug):
    with pytest.raises(ValidationError, match="address of the site itself"):
        home.add_child(instance=ArticleIndexPage(title="Taken", slug=slug))


@pytest.mark.parametrize("action", [{}, {"action-publish": "1"}])
def test_the_editor_is_told_in_the_form(client_of, editor, home, action):
    """Also for a page that is not in the tree yet: publishing it was a 500."""
    form = nested_form_data(
        {"title": "Topics", "slug": "topics", "introduction": "Kept", "comments": inline_formset([]), **action}
    )
    answer = client_of(editor).post(reverse("wagtailadmin_pages:add", args=["articles", "articleindexpage", home.pk]), form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "address of the site itself" in page
    assert "Kept" in page


def test_below_a_section_such_an_address_is_free(section):
    assert article(section, title="Search").slug == "search"


def test_a_slug_that_exists_is_told(section, client_of, editor):
    article(section, title="Low tide", slug="low-tide")
    form = nested_form_data(
        {
            "title": "Low tide again",
            "slug": "low-tide",
            "standfirst": "",
            "article_authors": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            "article_topics": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
            "hero_caption": rich_text(""),
            "notes": streamfield([]),
            "body": streamfield([("paragraph", rich_text("<p>The words that must not be lost.</p>"))]),
        }
    )
    answer = client_of(editor).post(reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section.pk]), form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "is already in use" in page
    assert "The words that must not be lost." in page


# --- What readers see --------------------------------------------------------


def test_the_date_is_set_when_it_goes_live_and_stays(section):
    page = article(section, live=False)
    assert page.date is None
    page.save_revision().publish()
    first = ArticlePage.objects.get(pk=page.pk).published_at
    assert first is not None
    page = ArticlePage.objects.get(pk=page.pk)
    page.title = "Again"
    page.save_revision().publish()
    assert ArticlePage.objects.get(pk=page.pk).published_at == first


def test_an_editor_may_state_the_date(section):
    stated = datetime(2023, 6, 26, tzinfo=UTC)
    assert article(section, published_at=stated).date == stated


def test_an_update_is_named_only_when_it_came_later(section):
    page = article(section)
    page.last_published_at = page.first_published_at + timedelta(minutes=5)
    assert page.updated_at is None
    page.last_published_at = page.first_published_at + timedelta(days=1)
    assert page.updated_at == page.last_published_at


@pytest.mark.parametrize(("make", "field"), [(author, "authors"), (topic, "topics")])
def test_an_author_or_topic_is_public_with_its_first_live_article(client, section, make, field):
    one = make()
    address = one.get_absolute_url()
    assert client.get(address).status_code == 404
    page = article(section, live=False, **{field: (one,)})
    assert client.get(address).status_code == 404
    page.save_revision().publish()
    assert client.get(address).status_code == 200
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert client.get(address).status_code == 404


def test_a_restricted_article_stands_in_no_list(client, section):
    mara = author()
    article(section, title="For everyone", authors=(mara,))
    secret = article(section, title="For subscribers", authors=(mara,))
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    for address in ("/", section.url, mara.get_absolute_url()):
        body = client.get(address).content.decode()
        assert "For everyone" in body
        assert "For subscribers" not in body


def test_a_restriction_above_an_article_holds(client, home, section):
    """The rows on the way to a page say whether anything is restricted; each level has to be asked."""
    page = article(section)
    assert client.get(page.url).status_code == 200
    for level in (page, section, home):
        restriction = PageViewRestriction.objects.create(page=level, restriction_type="login")
        assert client.get(page.url).status_code == 302
        assert client.get(f"{page.url[:-1]}.md").status_code in {302, 404}
        restriction.delete()
    assert client.get(page.url).status_code == 200


def test_an_alias_is_as_restricted_as_its_source(client, section):
    page = article(section, title="Low tide")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    alias = page.create_alias(parent=section, update_slug="low-tide-again")
    assert client.get(alias.url).status_code == 302


def test_each_use_of_one_picture_keeps_its_own_alternative_text(client, section):
    pk = image().pk
    uses = ["In the figure", "First in the gallery", "Second in the gallery"]
    figure, *items = ({"image": {"image": pk, "alt_text": text, "decorative": False}} for text in uses)
    page = article(section, body=[("figure", figure), ("gallery", {"heading": "", "items": items})])
    seen = client.get(page.url).content.decode()
    for text in uses:
        assert seen.count(f'alt="{text}"') == 1


def test_a_link_to_a_draft_is_no_link_until_it_is_published(client, section):
    draft = article(section, title="Not yet", live=False)
    words = f'<p>See <a linktype="page" id="{draft.pk}">the next part</a>.</p>'
    page = article(section, title="Low tide", body=[("paragraph", words)])
    seen = client.get(page.url).content.decode()
    assert "the next part" in seen
    assert "not-yet" not in seen
    draft.save_revision().publish()
    assert '<a href="/harbours/not-yet/">the next part</a>' in client.get(page.url).content.decode()


def test_an_author_in_use_can_not_be_deleted(section):
    mara = author()
    article(section, authors=(mara,))
    with pytest.raises(models.ProtectedError):
        mara.delete()


def test_numbered_pages(client, section):
    for number in range(13):
        article(section, title=f"Article {number}")
    assert len(client.get(section.url).context["articles"].object_list) == 12
    assert len(client.get(f"{section.url}?page=2").context["articles"].object_list) == 1
    for bad in ("abc", "0", "-1", "3", str(10**9), "1.5", "%00"):
        assert client.get(f"{section.url}?page={bad}").status_code == 404


# --- What it costs -----------------------------------------------------------


def furnished(section, count: int) -> list[ArticlePage]:
    people = [author("Mara Lindqvist", portrait=image("Mara")), author("Tomas Rehn", portrait=image("Tomas"))]
    subjects = [topic("Ferries"), topic("Tides")]
    return [
        article(
            section,
            title=f"{section.title} {number}",
            authors=tuple(people),
            topics=tuple(subjects),
            hero_image=image(f"{section.title} picture {number}"),
            body=[
                ("heading", {"text": "One", "level": "2"}),
                ("paragraph", "<p>The ferry leaves at six.</p>"),
                ("figure", {"image": {"image": image(f"{number} a").pk, "alt_text": "A sun", "decorative": False}}),
                ("figure", {"image": {"image": image(f"{number} b").pk, "alt_text": "A sea", "decorative": False}}),
                ("quote", {"text": "<p>We only stopped selling it.</p>", "speaker": "Ines Aguilar"}),
                ("video", {"url": "https://youtu.be/AbCdEfGhIjK", "title": "Hearing", "poster": image("Poster").pk}),
            ],
        )
        for number in range(count)
    ]


@pytest.fixture
def cost(db, client, settings):
    """cost(address): how many questions to the database Django needs for the page, with the page cache on but passed by.

    `first` of its generation, when nothing of what pages share is kept, and any that comes `later`. Its pictures are there, as
    after a publication.
    """
    settings.PAGE_CACHE = True
    folders.refresh()

    def ask(address: str) -> SimpleNamespace:
        assert client.get(address).status_code == 200
        caches["content"].clear()
        Site.clear_site_root_paths_cache()
        numbers = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            numbers.append(len(asked))
        return SimpleNamespace(first=numbers[0], later=numbers[1])

    return ask


@pytest.fixture
def publication(home) -> Publication:
    """With all that the head and the foot of a page can have."""
    row = Publication.for_site(home.get_site())
    row.logo = image("Logo")
    about = standard_page("About")
    row.navigation = [("link", {"page": about, "address": "", "label": ""})]
    row.footer_links = [("link", {"page": about, "address": "", "label": "Who we are"})]
    row.save()
    return row


SHARED = 5  # the site, the addresses of all sites, the publication, its logo's files, the pages it links to


@pytest.mark.parametrize("others", [0, 5])
def test_questions_for_an_article(cost, publication, section, others):
    page = furnished(section, 1 + others)[0]
    # The way to it, topics, related articles, authors, images, their files.
    assert vars(cost(page.url)) == {"first": 6 + SHARED, "later": 6}


def test_questions_for_an_article_with_everything(cost, publication, section):
    """A part of a series that links to our pages: one more for each."""
    page, *_others = pages = furnished(section, 5)
    page.series = Series.objects.create(name="Kept going")
    ArticlePage.objects.filter(pk__in=[one.pk for one in pages]).update(series=page.series)
    page.body.append(("paragraph", RichText(f'<p><a linktype="page" id="{section.pk}">Harbours</a></p>' * 3)))
    page.save()
    assert vars(cost(page.url)) == {"first": 8 + SHARED, "later": 8}


# How many articles there are in a list; of the archive all that it says.
KEPT = {"/": 0, "/harbours/": 1, "/topics/ferries/": 1, "/authors/mara-lindqvist/": 1, "/archive/": 2}


@pytest.mark.parametrize("address", KEPT)
def test_questions_for_home_and_lists(cost, publication, section, address):
    furnished(section, 3)
    article(section_page("Islands"), title="Far out", hero_image=image("Far out"))
    found = cost(address)
    assert found.first <= 12
    assert found.later == found.first - SHARED - KEPT[address]


def test_public_pages_are_the_same_for_everyone(client, section, client_of, admin_user):
    page = article(section)
    for address in ("/", section.url, page.url, "/nowhere/"):
        answer = client.get(address)
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert client_of(admin_user).get(address).content == answer.content


def test_a_draft_is_not_found(client, section):
    article(section, title="Not yet", live=False)
    assert client.get("/harbours/not-yet/").status_code == 404


def test_models_have_names_for_editors():
    for model in (ArticlePage, ArticleIndexPage, HomePage, StandardPage, Author, Topic):
        assert str(model._meta.verbose_name)
        if issubclass(model, Page):
            assert model.get_page_description()
