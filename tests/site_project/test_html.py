"""The HTML of every kind of page has no error in the eyes of the Nu checker."""

import shutil

import pytest

from tests.audit.tools import VNU_JAR, nu_errors
from tests.page_kinds import every_kind, plain_pages

needs_checker = pytest.mark.skipif(
    not (shutil.which("java") and VNU_JAR.is_file()),
    reason="no Java, or no HTML checker: `make checkers` installs it, or set VNU_JAR to its path",
)


@needs_checker
def test_every_kind_of_page_is_valid(client, home):
    answers = {kind: client.get(path) for kind, path in every_kind().items()}
    assert {kind: answer.status_code for kind, answer in answers.items() if answer.status_code != 200} == {"404": 404, "410": 410}
    pages = {kind: answer.content.decode() for kind, answer in answers.items()}
    assert nu_errors({**pages, **plain_pages()}) == {}


@needs_checker
def test_the_checker_sees_a_mistake():
    assert "attribute" in nu_errors({"page": "<!doctype html><html lang=en><title>x</title><img>"})["page"][0]
