"""Blocks of words are rendered once: the same words give the same HTML, and nothing else has a say in it."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.base import Lexer, TokenType
from django.template.loader import get_template

from articles.models import ArticlePage
from articles.templatetags.body_tags import WORDS_ONLY
from tests.builders import article, image, section_page

pytestmark = pytest.mark.django_db
PAGE = Template("{% load body_tags %}{% for block in body %}{% block_of block %}{% endfor %}")
OF_THE_BLOCK = {"value", "anchor", "forloop"}


def shown(page: ArticlePage) -> str:
    return PAGE.render(Context({"body": ArticlePage.objects.get(pk=page.pk).body}))


def names_in(source: str) -> set[str]:
    """The variables that a template asks for, without those that it makes itself."""
    asked, made = set(), set()
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.VAR:
            asked |= set(re.findall(r"^\w+", token.contents))
        elif token.token_type == TokenType.BLOCK:
            made |= set(re.findall(r"(\w+)=", token.contents))
            name, *words = re.sub(r'"[^"]*"', "", token.contents).split()
            if name == "for":
                made |= set(re.findall(r"\w+", token.contents.partition(" in ")[0])) - {"for"}
            if name in {"for", "if", "elif", "with"}:
                asked |= {re.split(r"[.|=]", word.partition("=")[2] or word)[0].strip(",") for word in words}
    return asked - made - {"in", "and", "or", "not", "==", "", *"0123456789"}


@pytest.mark.parametrize("name", sorted(WORDS_ONLY))
def test_what_is_kept_shows_nothing_but_its_own_words(name):
    source = Path(get_template(name).origin.name).read_text()
    assert names_in(source) <= OF_THE_BLOCK
    assert not re.search(r"{%\s*(?:include|picture_of|pageurl|url|static|now|csrf_token)", source)


def test_changed_words_are_shown_and_each_block_has_its_own_anchor():
    page = article(section_page(), body=[("paragraph", "<p>Low tide.</p>"), ("heading", {"text": "Quay", "level": "2"})])
    assert shown(page) == shown(page)
    raw = [*page.body.raw_data]
    raw[0]["value"] = "<p>High tide.</p>"
    raw.append({"type": "heading", "value": {"text": "Quay", "level": "2"}, "id": "5" * 32})
    page.body = raw
    page.save()
    html = shown(page)
    assert "High tide." in html and "Low tide." not in html
    assert len(set(re.findall(r'id="(b-\w+)"', html))) == 2


def test_what_shows_a_picture_is_made_anew_each_time():
    picture = image(credit="Noor")
    figure = {"image": {"image": picture.pk, "decorative": False, "alt_text": "A quay"}, "width": "column"}
    page = article(section_page(), body=[("figure", figure)])
    assert "Noor" in shown(page)
    picture.credit = "Maren"
    picture.save()
    assert "Maren" in shown(page)
