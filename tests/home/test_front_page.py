"""Which articles stand where on the home page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from articles.models import ArticleIndexPage, ArticlePage
from home.models import HomePage
from tests.builders import article, section_page, stream

LATEST = 2
DAYS = [datetime(2026, 5, day, tzinfo=UTC) for day in (1, 2, 3, 3, 4)]  # two are of one day: the one made later comes first


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr("home.models.LATEST", LATEST)


@pytest.fixture
def sections(home) -> dict[str, ArticleIndexPage]:
    """One with many articles, one with a single old one, one without any, one that is closed; and what no reader may open."""
    found = {name: section_page(name) for name in ("Many", "Old", "Empty", "Closed")}
    for number, day in enumerate(DAYS):
        article(found["Many"], title=f"Many {number}", published_at=day)
        article(found["Closed"], title=f"Closed {number}", published_at=day)
    article(found["Old"], title="Old", published_at=datetime(1990, 1, 1, tzinfo=UTC))
    article(found["Many"], title="Draft", live=False, published_at=DAYS[-1])
    secret = article(found["Many"], title="Secret", published_at=DAYS[-1])
    expired = article(found["Many"], title="Expired", published_at=DAYS[-1])
    ArticlePage.objects.filter(pk=expired.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    for page in (secret, found["Closed"]):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    return found


def shown(client) -> tuple[str | None, list[str], list[tuple[str, list[str]]]]:
    context = client.get("/").context
    shelves = [(shelf.section.title, [one.title for one in shelf.articles]) for shelf in context["shelves"]]
    lead = context["lead"]
    return lead and lead.title, [one.title for one in context["latest"]], shelves


def choose(**fields) -> None:
    home = HomePage.objects.get()
    for name, value in fields.items():
        setattr(home, name, value)
    home.save()


def test_the_newest_lead_and_each_section_shows_its_next(client, sections):
    shelves = [("Many", ["Many 1", "Many 0"]), ("Old", ["Old"])]
    assert shown(client) == ("Many 4", ["Many 3", "Many 2"], shelves)


@pytest.mark.parametrize(
    ("lead", "latest", "many"),
    [
        ("Old", ["Many 4", "Many 3"], ["Many 2", "Many 1", "Many 0"]),
        ("Many 0", ["Many 4", "Many 3"], ["Many 2", "Many 1"]),
        ("Many 3", ["Many 4", "Many 2"], ["Many 1", "Many 0"]),
    ],
)
def test_a_chosen_article_leads_and_stands_nowhere_else(client, sections, lead, latest, many):
    choose(lead=ArticlePage.objects.get(title=lead))
    old = [] if lead == "Old" else [("Old", ["Old"])]
    assert shown(client) == (lead, latest, [("Many", many), *old])


def test_a_chosen_article_leads_whose_section_is_not_shown(client, sections):
    only_many = stream(HomePage, "body", [("section", {"section": sections["Many"].pk, "count": 1})])
    choose(lead=ArticlePage.objects.get(title="Old"), body=only_many)
    assert shown(client) == ("Old", ["Many 4", "Many 3"], [("Many", ["Many 2"])])


@pytest.mark.parametrize("lead", ["Draft", "Secret", "Expired", "Closed 0"])
def test_what_no_reader_may_open_does_not_lead(client, sections, lead):
    choose(lead=ArticlePage.objects.get(title=lead))
    assert shown(client)[0] == "Many 4"


def test_an_editor_chooses_sections_their_order_and_how_many(client, sections):
    plan = [("Old", 3), ("Closed", 3), ("Empty", 3), ("Many", 1)]
    body = [("section", {"section": sections[name].pk, "count": count}) for name, count in plan]
    choose(body=stream(HomePage, "body", body))
    assert shown(client)[2] == [("Old", ["Old"]), ("Many", ["Many 1"])]


def test_without_articles_nothing_leads(client, home):
    section_page()
    assert shown(client) == (None, [], [])
