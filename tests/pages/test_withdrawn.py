"""What was withdrawn is 410; what never was public is 404."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from tests.builders import article


def test_a_withdrawn_article_is_gone(client, section):
    page = article(section, title="Low tide")
    page.unpublish()
    answer = client.get("/harbours/low-tide/")
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()
    page.save_revision().publish()
    assert client.get("/harbours/low-tide/").status_code == 200


def test_a_draft_is_told_apart_from_nothing(client, section):
    article(section, title="Low tide", live=False)
    assert client.get("/harbours/low-tide/").status_code == 404
    assert client.get("/harbours/low-tid/").status_code == 404


def test_a_withdrawn_article_that_was_restricted_is_not_admitted(client, section):
    page = article(section, title="Low tide")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    page.unpublish()
    assert client.get("/harbours/low-tide/").status_code == 404


def test_a_redirect_by_an_editor_wins(client, section):
    article(section, title="Low tide").unpublish()
    Redirect.objects.create(old_path="/harbours/low-tide", redirect_link="/harbours/")
    assert client.get("/harbours/low-tide/").status_code == 301


def test_an_unknown_address_costs_little(client, section, django_assert_max_num_queries):
    client.get("/nowhere/")
    with django_assert_max_num_queries(12):
        assert client.get("/nowhere/").status_code == 404


def test_an_address_that_no_database_would_look_for_is_no_page(client, db):
    assert client.get("/nothing%00/").status_code == 404
