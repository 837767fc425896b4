"""Blocks that a script stored without names: the same content is the same at every reading."""

import json

import pytest
from wagtail.models import Page

from articles.models import ArticlePage
from history.content import content_of, digest_of, page_with
from tests.builders import article, section_page

pytestmark = pytest.mark.django_db

LIST = {"type": "list", "value": {"style": "bulleted", "items": ["<p>Ropes.</p>", "<p>Nets.</p>", "<p>Nets.</p>"]}}


def stored(page: Page, *blocks: dict) -> dict:
    return page.get_latest_revision().content | {"body": json.dumps(blocks)}


def content(page: Page, fields: dict) -> dict:
    return content_of(page_with(ArticlePage.objects.get(pk=page.pk), fields).page)


def test_a_list_without_names_has_one_digest():
    page = article(section_page())
    fields = stored(page, {"type": "paragraph", "value": "<p>At six.</p>"}, LIST)
    assert len({digest_of(content(page, fields)) for _ in range(3)}) == 1
    items = content(page, fields)["fields"]["body"][1]["value"]["items"]
    assert [item["value"] for item in items] == LIST["value"]["items"]
    assert len({item["id"] for item in items}) == 3


def test_names_that_there_are_stay_and_other_words_are_another_content():
    page = article(section_page())
    named = [{"type": "item", "value": "<p>Ropes.</p>", "id": "one"}, "<p>Nets.</p>"]
    fields = stored(page, {**LIST, "value": {**LIST["value"], "items": named}, "id": "mine"})
    body = content(page, fields)["fields"]["body"]
    assert (body[0]["id"], body[0]["value"]["items"][0]["id"]) == ("mine", "one")
    assert digest_of(content(page, fields)) != digest_of(content(page, stored(page, LIST)))


@pytest.mark.parametrize("odd", [{"items": "?"}, {"items": [None, {"type": "item"}]}, None, 7, "x", []])
def test_what_is_stored_in_another_shape_is_left_alone(odd):
    page = article(section_page())
    page_with(ArticlePage.objects.get(pk=page.pk), stored(page, {"type": "list", "value": odd}))
