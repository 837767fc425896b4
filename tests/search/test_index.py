"""Each test finds pages through the reader's own page."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from articles.models import ArticleAuthor, ArticlePage, ArticleTopic
from search.models import Entry
from tests.builders import article, author, section_page, standard_page, topic


@pytest.fixture
def titles(client, home):
    """titles("words", section=…): the titles that the search page lists, in its order."""

    def ask(typed: str, **parameters) -> list[str]:
        answer = client.get("/search/", {"q": typed, **parameters})
        assert answer.status_code == 200
        return [result.title.replace("<mark>", "").replace("</mark>", "") for result in answer.context["results"]]

    return ask


def body(text: str) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{text}</p>")]


def test_every_part_of_an_article_is_found(section, titles):
    article(
        section,
        title="Salt",
        standfirst="On the coast",
        body=body("gulls cry"),
        authors=[author("Ines Aguilar")],
        topics=[topic("Ferries")],
    )
    for words in ("salt", "coast", "gulls", "aguilar", "ferries", "salt gulls ines"):
        assert titles(words) == ["Salt"], words
    assert titles("salt whale") == []


def test_accents_and_case_do_not_matter(section, titles):
    article(section, title="Le Café", body=body("naïve Straße"))
    article(section, title="A cafe", slug="other")
    assert sorted(titles("cafe")) == sorted(titles("CAFÉ")) == ["A cafe", "Le Café"]
    assert titles("naive strasse") == ["Le Café"]


@pytest.mark.parametrize("typed", ["東京", "京", "שלום", "مدرسة", "🌊", "Ж", "हिन्दी", "ไทย"])
def test_any_script_is_found(section, titles, typed):
    article(section, title="Words", body=body("在東京塔 שָׁלוֹם مَدْرَسَة 🌊 Журнал हिन्दी ภาษาไทย"))
    assert titles(typed) == ["Words"]


def test_title_comes_before_standfirst_before_body_and_newer_before_older(section, titles):
    parts = [("Whale 1", "", ""), ("2", "whale", ""), ("3", "", "whale"), ("4", "", "whale"), ("Whale 5", "", "")]
    for title, standfirst, text in parts:
        date = f"2020-01-0{title[-1]}T12:00Z"
        article(
            section,
            title=title,
            slug=f"whale-{title[-1]}",
            standfirst=standfirst,
            body=body(text or "x"),
            published_at=date,
        )
    assert titles("whale") == ["Whale 5", "Whale 1", "2", "4", "3"]


def test_the_last_word_is_a_beginning_and_quotes_make_a_phrase(section, titles):
    article(section, title="The harbour office")
    assert titles("the harbour off") == ["The harbour office"]
    assert titles("harb office") == []
    assert titles('"harbour office"') == ["The harbour office"]
    assert titles('"office harbour"') == []


def test_standard_pages_and_sections_are_found(section, titles):
    standard_page("Imprint", body=body("Who is answerable"))
    assert titles("imprint") == titles("answerable") == ["Imprint"]
    assert titles("harbours") == ["Harbours"]


def test_only_what_is_live(section, titles):
    page = article(section, title="Salt")
    draft = article(section, title="Salted", live=False)
    assert titles("salt") == ["Salt"]
    page.title = "Pepper"
    revision = page.save_revision()
    assert (titles("salt"), titles("pepper")) == (["Salt"], [])
    revision.publish()
    assert (titles("salt"), titles("pepper")) == ([], ["Pepper"])
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert titles("pepper") == []
    draft.get_latest_revision().publish()
    assert titles("salt") == ["Salted"]
    draft.delete()
    assert titles("salt") == []


def test_a_page_scheduled_for_later_is_not_found(section, titles):
    page = article(section, title="Salt", live=False)
    page.go_live_at = "2099-01-01T00:00Z"
    page.save_revision().publish()
    assert titles("salt") == []


def test_restricted_pages_are_not_found(section, titles):
    page = article(section, title="Salt", topics=[topic("Secrets")], published_at="2011-05-05T12:00Z")
    restriction = PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    assert titles("salt") == []
    restriction.delete()
    assert titles("salt") == ["Salt"]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="x")
    assert titles("salt") == []


def test_a_moved_page_is_found_in_its_new_section(section, titles):
    page = article(section, title="Salt")
    page.move(section_page("Islands"), pos="last-child")
    assert titles("salt", section="islands") == ["Salt"]
    assert titles("salt", section="harbours") == []


def test_a_new_name_is_found_at_once(section, titles):
    mara, ferries = author("Mara Lindqvist"), topic("Ferries")
    article(section, title="Salt", authors=[mara], topics=[ferries])
    article(section, title="Draft", authors=[mara], live=False)
    mara.name, ferries.name = "Mara Okafor", "Boats"
    mara.save()
    ferries.save()
    assert titles("okafor boats") == ["Salt"]
    assert titles("lindqvist") == titles("ferries") == []


def test_rows_given_beside_the_articles_own_save_count(section, titles):
    page = article(section, title="Salt")
    ArticleTopic.objects.create(article=page, topic=topic("Ferries"))
    row = ArticleAuthor.objects.create(article=page, author=author("Mara Lindqvist"))
    assert titles("lindqvist ferries") == ["Salt"]
    row.delete()
    assert (titles("lindqvist"), titles("ferries")) == ([], ["Salt"])


def test_one_write_a_publication(section):
    page = article(section, authors=[author()], topics=[topic()])
    page.title = "Another"
    revision = page.save_revision()
    with CaptureQueriesContext(connection) as asked:
        revision.publish()
    writes = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len([sql for sql in writes if "search_entry" in sql]) == 1
    assert len([query for query in asked if 'FROM "search_entry"' in query["sql"]]) == 0  # not once more for each name


def test_a_name_given_again_beside_the_save_counts(section, titles):
    writer = author("Mara Lindqvist")
    page = article(section, title="Salt", authors=[writer])
    page.article_authors = [ArticleAuthor(author=writer)]
    page.save()
    ArticleAuthor.objects.filter(article=page).first().delete()
    assert titles("lindqvist") == []
    ArticleAuthor.objects.create(article=page, author=writer)
    assert titles("lindqvist") == ["Salt"]


def test_a_rehearsal_finds_what_it_published_and_leaves_nothing(section, titles):
    page = article(section, title="Salt", live=False)
    with transaction.atomic():
        page.live = True
        page.save(clean=False)
        assert titles("salt") == ["Salt"]
        transaction.set_rollback(True)
    assert titles("salt") == []


def test_rebuilding_mends_and_may_be_repeated(section, titles, capsys):
    page = article(section, title="Salt", authors=[author("Mara Lindqvist")])
    Entry.objects.all().delete()
    assert titles("salt") == []
    for _round in range(2):
        call_command("rebuild_search")
        assert titles("salt lindqvist") == ["Salt"]
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    call_command("rebuild_search")
    assert not Entry.objects.filter(pk=page.pk).exists()
    assert "pages" in capsys.readouterr().out


def test_a_very_long_article_can_be_published(section, titles):
    many = " ".join(f"w{n}ordinary" for n in range(40_000))
    article(section, title="Long", body=body(many))
    assert titles("w5000ordinary") == ["Long"]


def test_labels_of_choices_and_addresses_are_not_words_of_an_article(section, titles):
    article(section, title="Salt")
    assert titles("quotation") == titles("section") == []
