"""A form that is too large, or nested too deep, gets a page that says so and what to do."""

import pytest
from django.urls import reverse

from tests.articles.forms import article_form
from tests.builders import article


@pytest.fixture
def low_tide(section):
    return article(section, title="Low tide")


@pytest.fixture
def send(client_of, editor, low_tide):
    desk = client_of(editor)
    desk.raise_request_exception = False

    def post(form: dict):
        return desk.post(reverse("wagtailadmin_pages:edit", args=[low_tide.pk]), form)

    return post


def test_too_many_fields_are_explained(send, low_tide, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
    answer = send(article_form() | {f"field-{number}": "x" for number in range(600)})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "500 fields" in page
    assert "not lost" in page
    assert low_tide.revisions.count() == 1


def test_too_much_text_is_explained(send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    answer = send(article_form(standfirst="x" * 2 * 1024 * 1024))
    assert answer.status_code == 400
    assert "1 MB" in answer.content.decode()


@pytest.mark.parametrize("value", ["[" * 100_000, '{"blocks":' + "[" * 50_000 + "]" * 50_000 + "}"])
def test_a_value_nested_too_deep_is_refused_with_a_sentence(send, low_tide, value):
    answer = send(article_form(blocks=[("paragraph", value)]))
    assert answer.status_code in {200, 400}
    assert "nested deeper" in answer.content.decode()
    assert low_tide.revisions.count() == 1


def test_the_editor_knows_the_limit_before_sending(client_of, editor, low_tide):
    page = client_of(editor).get(reverse("wagtailadmin_pages:edit", args=[low_tide.pk])).content.decode()
    assert 'id="galley-form-limit"' in page
    assert "js/admin/edit-form.js" in page
