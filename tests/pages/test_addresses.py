"""An address that was once public keeps working."""

import pytest
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect

from tests.builders import article, section_page


@pytest.fixture
def low_tide(section):
    return article(section, title="Low tide")


def rename(page, slug):
    page.slug = slug
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def follow(client, path):
    answer = client.get(path)
    return answer.status_code, answer.headers.get("Location")


def test_a_renamed_article_is_found_at_its_old_address(client, low_tide):
    rename(low_tide, "high-tide")
    assert follow(client, "/harbours/low-tide/") == (301, "/harbours/high-tide/")
    assert client.get("/harbours/high-tide/").status_code == 200


def test_a_chain_of_renames_leads_to_the_newest_address(client, low_tide):
    rename(rename(low_tide, "high-tide"), "spring-tide")
    assert follow(client, "/harbours/low-tide/") == (301, "/harbours/spring-tide/")
    assert follow(client, "/harbours/high-tide/") == (301, "/harbours/spring-tide/")


def test_a_rename_back_leaves_no_circle(client, low_tide):
    rename(rename(low_tide, "high-tide"), "low-tide")
    assert client.get("/harbours/low-tide/").status_code == 200
    assert not Redirect.objects.filter(old_path="/harbours/low-tide").exists()
    low_tide.unpublish()
    assert client.get("/harbours/low-tide/").status_code in {404, 410}


def test_articles_of_a_renamed_section_follow_it(client, low_tide, section):
    rename(section, "coasts")
    assert follow(client, "/harbours/low-tide/") == (301, "/coasts/low-tide/")
    assert follow(client, "/harbours/") == (301, "/coasts/")


def test_a_moved_article_is_found_at_its_old_address(client, low_tide):
    low_tide.move(section_page("Islands"), pos="last-child")
    assert follow(client, "/harbours/low-tide/") == (301, "/islands/low-tide/")


def test_articles_of_a_moved_section_follow_it(client, low_tide, section, home):
    """A section stays below the home page by the editor's rules; the redirect does not depend on them."""
    section.move(section_page("Islands"), pos="last-child")
    assert follow(client, "/harbours/low-tide/") == (301, "/islands/harbours/low-tide/")


def test_a_draft_that_was_never_public_leaves_no_redirect(section):
    rename_me = article(section, title="Draft tide", live=False)
    rename_me.slug = "other-tide"
    rename_me.save()
    assert Redirect.objects.count() == 0


def test_a_redirect_written_by_hand_stays(client, low_tide):
    by_hand = Redirect.objects.create(old_path="/harbours/low-tide", redirect_link="https://example.org/")
    rename(low_tide, "high-tide")
    by_hand.refresh_from_db()
    assert by_hand.redirect_link == "https://example.org/"


@pytest.mark.django_db(transaction=True)
def test_a_rename_that_is_rolled_back_leaves_no_redirect(section):
    low_tide = article(section, title="Low tide")
    with pytest.raises(RuntimeError, match="stop"), transaction.atomic():
        rename(low_tide, "high-tide")
        assert Redirect.objects.filter(old_path="/harbours/low-tide").exists()  # inside, at once
        raise RuntimeError("stop")
    assert Redirect.objects.count() == 0
