from functools import partial

import pytest
from wagtail.models import Page, PageViewRestriction

from page_cache import keys
from search import results, views
from search.results import EXCERPT
from search.words import Query
from tests.builders import article, author, section_page, standard_page, topic

WAITING, RAIN = "The ferry waits. " * 40, "Rain falls. " * 40
BODY = [("paragraph", f"<p>{WAITING}Then a <b>Café</b> &amp; gulls &lt;i&gt;. {RAIN}</p>")]


def get(client, **parameters):
    answer = client.get("/search/", parameters)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "q=",
        "q=%00",
        "q=a%00b",
        "q=%22",
        "q='",
        "q=%25",
        "q=AND+OR+NOT",
        "q=NEAR(a+b)",
        "q=*+^+:+(+)+-",
        "q=in_title:x",
        "q=" + "harbour+" * 1250,
        "q=" + "a+" * 5000,
        "q=" + "-".join("ab" * 100),
        "q=" + "%E6%9D%B1" * 300,
        "q=the+of+and+to",
        "q=!?.,;",
        "q=%F0%9F%8C%8A",
        "q=%F0%9F%87%AB%F0%9F%87%AF",
        "q=%D7%A9%D7%9C%D7%95%D7%9D",
        "q=%E2%80%8F%E2%80%AE",
        "q=%ff%fe%c3",
        "q=%ed%a0%80",
        "q=%EF%B7%BA%EF%B7%BA",
        "q=%5C'%5C",
        "q=harbour&" + "&".join(f"q=x{n}" for n in range(500)),
        "q[]=x&q=harbour&section=a&section=%00&topic='&year=abc",
        "q=harbour&section=nowhere&topic=nothing&year=99999999999999999999",
        "q=harbour&year=%D9%A2%D9%A0%D9%A2%D9%A0",
        "page=1",
    ],
)
def test_whatever_is_typed_gets_an_answer(client, section, query_string):
    article(section)
    assert client.get(f"/search/?{query_string}").status_code == 200


@pytest.mark.parametrize("page", ["abc", "0", "-1", "2", "1.5", "", str(10**9), "9" * 5000, "%00"])
def test_a_page_that_does_not_exist_is_404(client, section, page):
    article(section)
    assert client.get(f"/search/?q=harbour&page={page}").status_code == 404


def test_results_are_counted_numbered_and_keep_what_was_chosen(client, section):
    for n in range(13):
        article(section, title=f"Whale {n}", slug=f"w{n}", topics=[topic("Sea")] if n == 0 else [])
    first = get(client, q="whale", section="harbours")
    assert len(first.context["results"]) == 12
    assert "13 results" in first.text
    assert 'href="?q=whale&amp;section=harbours&amp;page=2"' in first.text
    assert 'value="whale"' in first.text
    assert '<option value="harbours" selected>' in first.text
    second = client.get("/search/?q=whale&section=harbours&page=2")
    assert [result.url for result in second.context["results"]] == ["/harbours/w0/"]


def test_filters_narrow_and_offer_only_what_is_there(client, section):
    islands, sea, hidden = section_page("Islands"), topic("Sea"), section_page("Hidden")
    topic("Nobody wrote on it")
    article(hidden, title="Salt of that year", published_at="2021-05-01T12:00Z")
    article(section, title="Salt one", topics=[sea], published_at="2019-12-31T23:30Z")
    article(islands, title="Salt two", published_at="2021-06-01T12:00Z")
    article(hidden, title="Salt three", topics=[topic("Secret")], published_at="2001-06-01T12:00Z")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    answer = get(client, q="salt")
    offered = {field.name: [value for value, _label in field.field.choices] for field in answer.context["filters"]}
    assert offered == {"section": ["", "harbours", "islands"], "topic": ["", "sea"], "year": ["", "2021", "2019"]}

    def urls(**chosen):
        return [result.url for result in get(client, q="salt", **chosen).context["results"]]

    assert urls(section="islands") == ["/islands/salt-two/"]
    assert urls(topic="sea") == urls(year="2019") == ["/harbours/salt-one/"]
    assert urls(topic="sea", year="2021") == []
    assert len(urls(section="hidden")) == len(urls(year="2001")) == 2  # no choices, so they narrow nothing


def test_the_words_are_marked_where_they_stand(client, section):
    article(section, title="The <b>cafe", body=BODY, authors=[author("Mara Café")])
    answer = get(client, q="café")
    (result,) = answer.context["results"]
    assert result.title == "The &lt;b&gt;<mark>cafe</mark>"
    assert result.authors == "Mara <mark>Café</mark>"
    assert "<mark>Café</mark> &amp; gulls &lt;i&gt;" in result.excerpt
    assert result.excerpt.startswith("… ")
    assert len(result.excerpt) < EXCERPT + 80


def test_nothing_typed_can_become_markup(client, section):
    article(section)
    assert "<script>alert" not in get(client, q='"><script>alert(1)</script>').text


def test_an_empty_result_helps_on(client, section):
    article(section, title="Salt", topics=[topic("Sea")])
    answer = get(client, q="zeppelin", section="harbours")
    assert "zeppelin" in answer.text
    assert 'href="?q=zeppelin"' in answer.text
    assert 'href="/topics/sea/"' in answer.text
    assert 'href="/harbours/salt/"' in answer.text


def test_a_long_query_is_cut_and_says_so(client, section):
    answer = get(client, q="harbour " * 1250)
    assert "first 200 characters" in answer.text
    assert len(answer.context["typed"]) <= 200


def test_results_are_for_readers_not_for_search_engines(client, section):
    article(section)
    answer = get(client, q="harbour")
    assert '<meta name="robots" content="noindex' in answer.text
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("found", [1, 12])
@pytest.mark.parametrize("typed", ["whale", "zeppelin", ""])
def test_number_of_queries_does_not_grow(client, section, django_assert_max_num_queries, found, typed):
    for n in range(found):
        article(section, title=f"Whale {n}", slug=f"w{n}", authors=[author(f"A {n}")], topics=[topic(f"T {n}")])
    PageViewRestriction.objects.create(page=article(section, title="Private"), restriction_type="login")
    get(client)  # the first request of all makes the publication's settings
    with django_assert_max_num_queries(11):
        get(client, q=typed)


def test_choices_are_kept_until_readers_see_a_change(section, rf, django_assert_num_queries):
    article(section, title="Salt", topics=[topic("Sea")])
    request = rf.get("/search/")
    pages = views.readable(request)
    token = keys.rendering.set("one-generation")
    try:
        first = views.choices(pages, request)
        with django_assert_num_queries(0):
            assert views.choices(pages, request) == first
        section_page("Islands")
        keys.rendering.set("the-next-one")
        assert [one.url for one in views.choices(pages, request).sections] == ["/harbours/", "/islands/"]
    finally:
        keys.rendering.reset(token)


@pytest.mark.parametrize("typed", ["whale", "wha", '"blue whale"'])
def test_of_too_many_results_the_best_and_newest_are_shown(client, section, monkeypatch, typed):
    """In the same order as of few, without looking at all of them."""
    body, lead = [("paragraph", "<p>A blue whale.</p>")], "A blue whale."
    for n in range(4):
        article(section, title=f"Blue whale {n}", published_at=f"202{n}-05-01T12:00Z")
        article(section, title=f"Lead {n}", standfirst=lead, published_at=f"201{n}-05-01T12:00Z")
        article(section, title=f"Body {n}", body=body, published_at=f"200{n}-05-01T12:00Z")
    standard_page("Of whales", body=body)
    standard_page("Blue whale")
    find = partial(results.find, Query.parse(typed), Page.objects.live().public(), None, "", "")
    in_order = find()
    assert len(in_order) == 14
    for most in range(1, 13):
        monkeypatch.setattr(results, "MOST_RESULTS", most)
        assert find() == in_order[: most + 1]
