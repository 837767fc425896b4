"""Writers write and submit; Editors edit and publish everything."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Site

from home.site_record import follow_site_url
from tests.builders import article


def test_a_writer_may_write_but_not_publish(section, writer):
    allowed = section.permissions_for_user(writer)
    assert allowed.can_add_subpage()
    assert not allowed.can_publish()
    assert not allowed.can_edit()


def test_a_writer_edits_their_own_article_and_no_other(section, writer, editor):
    own, other = article(section, title="Own", owner=writer), article(section, title="Other", owner=editor)
    assert own.permissions_for_user(writer).can_edit()
    assert not other.permissions_for_user(writer).can_edit()
    assert not own.permissions_for_user(writer).can_publish()
    assert not own.permissions_for_user(writer).can_unpublish()


def test_a_writer_may_submit_to_the_editors(section, writer, editor):
    page = article(section, owner=writer, live=False)
    assert page.permissions_for_user(writer).can_submit_for_moderation()
    state = page.get_workflow().start(page, writer)
    assert [group.name for group in state.current_task_state.task.specific.groups.all()] == ["Editors"]


def test_an_editor_may_do_everything_with_pages(section, editor, writer):
    allowed = article(section, owner=writer).permissions_for_user(editor)
    assert allowed.can_edit()
    assert allowed.can_publish()
    assert allowed.can_unpublish()
    assert allowed.can_delete()


@pytest.mark.parametrize(
    ("name", "writer_gets", "editor_gets"),
    [
        ("wagtailadmin_home", 200, 200),
        ("wagtailimages:index", 200, 200),
        ("wagtailimages:add", 200, 200),
        ("wagtaildocs:add_multiple", 200, 200),
        ("wagtailredirects:index", 302, 200),
        ("wagtailsnippets_articles_author:add", 302, 200),
        ("wagtailsnippets_articles_topic:add", 302, 200),
        ("wagtailusers_users:index", 302, 302),
        ("wagtailsites:index", 302, 302),
    ],
)
def test_what_each_role_finds_in_the_admin(client_of, writer, editor, name, writer_gets, editor_gets):
    assert client_of(writer).get(reverse(name)).status_code == writer_gets
    assert client_of(editor).get(reverse(name)).status_code == editor_gets


def test_a_writer_can_choose_authors_and_topics(client_of, writer):
    for model in ("author", "topic"):
        address = reverse(f"wagtailsnippetchoosers_articles_{model}:choose")
        assert client_of(writer).get(address).status_code == 200


def test_an_editor_sets_the_publication(client_of, editor, writer):
    address = reverse("wagtailsettings:edit", args=["publication", "publication"])
    assert client_of(editor).get(address, follow=True).status_code == 200
    assert client_of(writer).get(address).status_code == 302


def test_no_role_is_left_over(db):
    assert sorted(Group.objects.values_list("name", flat=True)) == ["Editors", "Writers"]


def test_the_site_record_follows_the_address(db, settings):
    settings.SITE_URL = "https://www.example.org"
    follow_site_url()
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port, site.root_url) == ("www.example.org", 443, "https://www.example.org")


@pytest.mark.parametrize("kind", [("articles", "articleindexpage"), ("home", "standardpage")])
def test_only_editors_add_sections_and_standard_pages(client_of, writer, editor, home, kind):
    address = reverse("wagtailadmin_pages:add", args=[*kind, home.pk])
    assert client_of(writer).get(address).status_code == 302
    assert client_of(editor).get(address).status_code == 200


def test_a_writer_adds_an_article(client_of, writer, section):
    address = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", section.pk])
    assert client_of(writer).get(address).status_code == 200
