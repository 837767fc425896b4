from copy import deepcopy

import pytest

from history.comparing import compare, summary, summary_of
from tests.builders import article, author

from .comparing_content import FERRY, QUOTE, blocks, figure, long_body, points, rewritten, version

OLD = blocks(
    ("paragraph", FERRY),
    ("quote", QUOTE),
    ("quote", {**QUOTE, "speaker": "Ruth Ambersley"}),
    ("figure", figure(None, alt_text="A low sun.")),
    ("list", points("one", "two")),
)


def with_values(**values: object) -> list[dict]:
    """OLD with other values at places: `with_values(_1=…)`."""
    body = deepcopy(OLD)
    for place, value in values.items():
        body[int(place[1:])]["value"] = value
    return body


ALT = figure(None, alt_text="Nets.")


@pytest.mark.parametrize(
    ("new", "fields", "words"),
    [
        (OLD, {}, ""),
        (OLD, {"title": "Yes"}, "title changed"),
        (OLD, {"title": "Yes", "slug": "yes"}, "title and slug (for search engines) changed"),
        (
            with_values(_1={**QUOTE, "role": ""}, _2={**QUOTE, "role": ""}, _3=ALT),
            {},
            "two quotes and one alternative text changed",
        ),
        (
            [*OLD, *blocks(("paragraph", "<p>New.</p>"), first=9)],
            {"standfirst": "New."},
            "standfirst changed, one paragraph added",
        ),
        (OLD[1:], {}, "one paragraph removed"),
        ([*OLD[1:], OLD[0]], {}, "one paragraph moved"),
        (with_values(_0=FERRY.replace("<b>coffee</b>", "coffee")), {}, "the formatting of one block changed"),
        (with_values(_1={**QUOTE, "source_url": "https://example.org/x"}), {}, "one link changed"),
        ([{**OLD[0], "type": "poem"}, *OLD[1:]], {}, "one paragraph removed"),
    ],
)
def test_in_words(section, new, fields, words):
    page = article(section)
    old, new = version(page, body=OLD), version(page, body=new, **fields)
    assert summary_of(old, new) == words
    assert summary(compare(old, new)) == words


def test_of_many_things_only_the_first_are_named(section):
    page = article(section)
    changed = dict.fromkeys(("title", "standfirst", "hero_credit", "hero_alt_text", "seo_title", "search_description"), "x")
    assert summary_of(page, version(page, **changed)) == (
        "title, standfirst, alternative text (main picture), credit (main picture) and 2 other things changed"
    )


def test_nothing_is_asked_of_the_database_and_nothing_is_rendered(section, django_assert_num_queries):
    page = article(section, authors=(author(),))
    body = long_body(60)
    old, new = version(page, body=body), version(page, body=rewritten(body, every=10), title="Yes")
    summary_of(old, new)
    with django_assert_num_queries(0):
        assert summary_of(old, new).startswith("title, ")
