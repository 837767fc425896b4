"""Releases in the admin: who may do what there, each act, each refusal at its place."""

import re
from datetime import timedelta
from functools import partial
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage
from history.people import name_of
from staging import links, schedule
from staging.approvals.judging import approve_as, judge
from staging.approvals.verdicts import verdict_of
from staging.links import share_release
from staging.models import Failure, PreviewLink, Release, ReleaseItem
from staging.releases import editing, states
from staging.releases.contents import contents_of
from staging.releases.going_live import go_live
from tests.at_once import at_once
from tests.builders import article, section_page

from .desk import is_refused, text, to
from .previews import redraft
from .releases import release_of

pytestmark = pytest.mark.django_db
State = Release.State


def stored(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def seen_in(client: Client, address: str) -> str:
    return re.search(r'name="seen"[^>]*value="(\w+)"', client.get(address).content.decode())[1]


# --- Rights --------------------------------------------------------------------------------------------


def every_view(release: Release) -> dict[str, list[tuple[str, str]]]:
    """(method, address) by what is needed for it: edit or publish the pages."""
    item, link = release.items.first(), link_to(release)
    own = release.pk
    return {
        "edit": [
            *(("get", to(name, own)) for name in ("release", "release_addresses", "describe_release", "share_release")),
            *(("get", to(name, own)) for name in ("add_to_this_release", "delete_release")),
            *(("post", to("release_item", own, item.pk, act)) for act in ("keep", "newest")),
            *(("post", to(name, own)) for name in ("describe_release", "share_release", "add_to_this_release")),
            ("post", to("revoke_release_link", own, link.pk)),
            ("post", to("revoke_release_links", own)),
        ],
        "publish": [
            *(("get", to(name, own)) for name in ("go_live", "schedule_release")),
            ("post", to("release_item", own, item.pk, "accept")),
            *(("post", to(name, own)) for name in ("schedule_release", "unschedule_release", "take_back", "go_live")),
        ],
    }


def link_to(release: Release) -> PreviewLink:
    until = timezone.now() + timedelta(days=1)
    return PreviewLink.objects.create(
        token_hash=f"{PreviewLink.objects.count()}", shows="release", release=release, expires_at=until
    )


def refused(client: Client, wanted: list[tuple[str, str]]) -> list[str]:
    """Those of the addresses that are closed to the client."""
    return [address for method, address in wanted if is_refused(getattr(client, method)(address))]


def test_who_may_publish_all_pages_may_do_everything(client_of, editor, admin_user, pages):
    for user in (editor, admin_user):
        wanted = every_view(release_of(*pages, name=user.username))
        assert refused(client_of(user), wanted["edit"] + wanted["publish"]) == []


@pytest.mark.parametrize("others", [0, 1])
def test_who_may_not_edit_a_page_of_it_sees_nothing_of_it(client_of, writer, pages, release, others):
    """However many of the others they may edit."""
    Page.objects.filter(pk__in=[page.pk for page in pages[:others]]).update(owner=writer)
    wanted = [both for views in every_view(release).values() for both in views]
    client = client_of(writer)
    assert refused(client, wanted) == [address for _method, address in wanted]
    assert "Autumn" not in client.get(to("releases")).content.decode()
    assert stored(release).state == State.OPEN and release.links.open().count() == 1


def test_who_made_it_does_not_see_what_somebody_else_has_added(client_of, writer, pages):
    release = editing.create("Mine", user=writer)
    link = share_release(release, until=timezone.now() + timedelta(days=1), user=writer).link
    assert link in PreviewLink.objects.all() and links.is_backed(link)
    editing.add(release, pages[0])  # which the writer may not edit
    assert not links.is_backed(link)
    client = client_of(writer)
    assert is_refused(client.get(to("release", release.pk)))
    assert "Mine" not in text(client.get(to("releases")))


def test_a_release_without_pages_belongs_to_its_maker_and_those_who_publish(client_of, writer, editor, pages):
    theirs, mine = editing.create("Theirs", user=editor), editing.create("Mine", user=writer)
    assert [is_refused(client_of(writer).get(to("release", one.pk))) for one in (theirs, mine)] == [True, False]
    assert [is_refused(client_of(editor).get(to("release", one.pk))) for one in (theirs, mine)] == [False, False]
    listed = text(client_of(writer).get(to("releases")))
    assert "Mine" in listed and "Theirs" not in listed
    editing.add(theirs, pages[0])
    pages[0].delete()
    assert is_refused(client_of(writer).get(to("release", theirs.pk)))


def test_an_approval_by_a_link_of_who_may_not_publish_it_all_does_not_count(client_of, writer, editor, release):
    Page.objects.filter(pk__in=release.items.values("page_id")).update(owner=writer)
    client, at_desk = client_of(writer), client_of(editor)
    assert "is told, but does not count" in text(client.get(to("share_release", release.pk)))
    assert "is told, but does not count" not in text(at_desk.get(to("share_release", release.pk)))
    until = timezone.now() + timedelta(days=1)
    for maker, counts in ((writer, False), (editor, True)):
        link = share_release(stored(release), until=until, user=maker, label="Odile", asks_approval=True).link
        digest = contents_of(release).digest
        approval = judge(link, by="Odile Marchbanks", approved=True, reason="", digest=digest)
        assert (approval.counts, verdict_of(stored(release)).approved) == (counts, counts)
        words = text(at_desk.get(to("release", release.pk)))
        assert "It does not count" in words
        assert f"Odile Marchbanks (by the link for “Odile” that {name_of(maker)} made)" in words


def test_what_is_no_page_is_refused_at_its_field(at_desk, release, pages):
    addresses = {
        to("add_to_this_release", release.pk): {"page": "abc", "does": "publish"},
        to("add_to_release", pages[0].pk): {"name": "New", "does": "move", "new_parent": "abc"},
    }
    for address, fields in addresses.items():
        response = at_desk.post(address, fields)
        assert (response.status_code, "Select a valid choice" in text(response)) == (422, True)


def test_who_may_edit_the_pages_but_not_publish_them_prepares_it(client_of, writer, release):
    Page.objects.filter(pk__in=release.items.values("page_id")).update(owner=writer)
    client = client_of(writer)
    wanted = every_view(release)
    assert refused(client, wanted["publish"]) == [address for _method, address in wanted["publish"]]
    assert refused(client, wanted["edit"]) == []
    words = text(client.get(to("release", release.pk)))
    assert "You may not do this yourself with “Harbour 0, mended”, “Harbour 1, mended”, “Harbour 2, mended”" in words
    assert "Go live now" not in words
    assert "Schedule" not in words


def test_who_has_no_pages_has_no_releases(client_of, writer, release):
    writer.groups.set([Group.objects.create(name="Readers of the admin")])
    writer.groups.get().permissions.set(Permission.objects.filter(codename="access_admin"))
    client = client_of(writer)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    for address in (to("releases"), to("new_release"), to("release", release.pk)):
        assert is_refused(client.get(address))
    assert is_refused(client.post(to("new_release"), {"name": "Mine"}))
    assert Client().get(to("releases")).status_code == 302


def test_acts_need_a_post_and_a_token(editor, release):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    item = release.items.first()
    for address in (to("unschedule_release", release.pk), to("release_item", release.pk, item.pk, "remove")):
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 403
    for name in ("go_live", "schedule_release", "delete_release", "describe_release"):
        assert client.post(to(name, release.pk)).status_code == 403
    assert release.items.count() == 3


def test_nobody_adds_a_page_that_they_may_not_edit(client_of, writer, editor, pages):
    mine = article(section_page("Mine"), title="Mine", owner=writer)
    own = editing.create("Own", "", writer, [mine])
    client = client_of(writer)
    assert is_refused(client.get(to("add_to_release", pages[0].pk)))
    assert is_refused(client.post(to("add_to_this_release", own.pk), {"page": pages[0].pk, "does": "publish"}))
    assert own.items.count() == 1
    other = editing.create("Other", "", editor, pages)
    html = client.get(to("add_to_release", mine.pk)).content.decode()
    assert "Own</option>" in html and "Other</option>" not in html
    assert client.post(to("add_to_release", mine.pk), {"release": other.pk, "does": "publish"}).status_code == 422
    assert other.items.count() == 3


def test_only_who_may_release_it_does_without_approval(client_of, writer, editor, release):
    Page.objects.filter(pk__in=release.items.values("page_id")).update(owner=writer)
    editing.rename(release, "Autumn", "", True, editor)
    for user, needs in ((writer, True), (editor, False)):
        client = client_of(user)
        seen = seen_in(client, to("describe_release", release.pk))
        client.post(to("describe_release", release.pk), {"name": "Autumn", "note": "", "seen": seen})
        assert stored(release).needs_approval is needs


# --- The list ----------------------------------------------------------------------------------------------


def test_the_list_shows_each_state_and_finds(at_desk, editor, pages):
    waiting = editing.create("Spring", "", editor, pages[:1])
    editing.rename(waiting, "Spring", "", True, editor)
    approved = editing.create("Summer", "", editor, pages[1:2])
    approve_as(approved, editor, True)
    planned = editing.create("Autumn", "", editor, pages[2:])
    states.schedule(planned, timezone.now() + timedelta(hours=1), editor)
    editing.create("Winter", "", editor)
    words = text(at_desk.get(to("releases")))
    for said in ("Spring In review 1 page", "Summer Approved 1 page", "Autumn Scheduled 1 page", "Winter Draft 0 pages"):
        assert said in words
    found = text(at_desk.get(to("releases"), {"q": "spr"}))
    assert "Spring" in found and "Summer" not in found
    found = text(at_desk.get(to("releases"), {"state": "scheduled"}))
    assert "Autumn" in found and "Winter" not in found
    assert "No release is like that." in text(at_desk.get(to("releases"), {"q": "zzz"}))
    assert at_desk.get(to("releases"), {"state": "nonsense", "p": "x"}).status_code == 200


def test_the_list_is_paged_and_asks_as_much_for_many_as_for_few(at_desk, editor, pages, django_assert_max_num_queries):
    Release.objects.bulk_create(Release(name=f"Number {number:02}", made_by=editor) for number in range(60))
    with django_assert_max_num_queries(25):
        words = text(at_desk.get(to("releases")))
    assert "Number 59" in words and "Number 34" not in words
    assert "Number 34" in text(at_desk.get(to("releases"), {"p": "2"}))


def test_a_menu_leads_there(at_desk, client_of, writer):
    for client in (at_desk, client_of(writer)):
        assert to("releases") in client.get("/admin/").content.decode()


# --- Making and adding -------------------------------------------------------------------------------------


def test_a_release_is_made(at_desk, editor):
    response = at_desk.post(to("new_release"), {"name": "  The  harbour ", "note": "One\nTwo"})
    made = Release.objects.get()
    assert response["Location"] == to("release", made.pk)
    assert (made.name, made.made_by) == ("The harbour", editor)
    assert "Nothing is in it yet" in text(at_desk.get(response["Location"]))


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": " \u202e "}, {"name": "x" * 101}, {"name": "x", "note": "x" * 2001}])
def test_what_is_no_name_is_told(at_desk, fields):
    response = at_desk.post(to("new_release"), fields)
    assert response.status_code == 422
    assert fields.get("note", "") in response.content.decode()
    assert not Release.objects.exists()


def test_a_page_goes_into_a_new_release_and_into_one_that_there_is(at_desk, pages):
    first, second, third = pages
    at_desk.post(to("add_to_release", first.pk), {"release": "", "name": "Autumn", "does": "publish"})
    release = Release.objects.get()
    at_desk.post(to("add_to_release", second.pk), {"release": release.pk, "name": "", "does": "unpublish"})
    response = at_desk.post(to("add_to_this_release", release.pk), {"page": third.pk, "does": "move", "new_slug": "quay"})
    assert response["Location"] == to("release", release.pk)
    assert list(release.items.values_list("page_id", "does", "new_slug")) == [
        (first.pk, "publish", ""),
        (second.pk, "unpublish", ""),
        (third.pk, "move", "quay"),
    ]
    words = text(at_desk.get(to("release", release.pk)))
    for said in ("Its live version is replaced.", "Readers do not find it any more.", "Its address will end in “quay”."):
        assert said in words


def test_a_page_moves_below_another(at_desk, pages):
    quays = section_page("Quays")
    fields = {"name": "Autumn", "does": "move", "new_parent": quays.pk, "new_slug": ""}
    at_desk.post(to("add_to_release", pages[0].pk), fields)
    assert "It moves below “Quays”." in text(at_desk.get(to("release", Release.objects.get().pk)))


def test_what_does_not_go_together_is_refused_with_what_was_filled_in(at_desk, pages, release):
    add = to("add_to_release", pages[0].pk)
    for fields, said in (
        ({"release": release.pk, "does": "publish"}, "is in this release already"),
        ({"name": "", "does": "publish"}, "Give the new release a name"),
        ({"name": "Spring", "does": "move"}, "Say below which page it moves"),
        ({"name": "Spring", "does": "move", "new_slug": "no/slug"}, "valid “slug”"),
        ({"name": "Spring", "does": "move", "new_parent": pages[1].pk}, "can't stand below"),
        ({"name": "Spring", "does": "explode"}, "explode"),
        ({"release": 999, "does": "publish"}, "not open any more"),
    ):
        response = at_desk.post(add, fields)
        assert (response.status_code, said in text(response)) == (422, True), said
        assert f'value="{fields.get("name", "")}"' in response.content.decode() or not fields.get("name")
    assert not Release.objects.filter(name="Spring").exists()


def test_a_release_that_is_not_open_takes_no_page(at_desk, editor, release):
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    other = article(section_page("Quays"), title="Other")
    response = at_desk.post(to("add_to_this_release", release.pk), {"page": other.pk, "does": "publish"})
    assert (response.status_code, "This release is scheduled" in text(response)) == (422, True)
    assert "not open any more" in text(at_desk.post(to("add_to_release", other.pk), {"release": release.pk, "does": "publish"}))


def test_it_goes_back_to_where_one_came_from_but_to_no_other_site(at_desk, pages):
    fields = {"does": "publish", "next": f"/admin/pages/{pages[0].pk}/edit/"}
    response = at_desk.post(to("add_to_release", pages[0].pk), {**fields, "name": "One"})
    assert response["Location"] == fields["next"]
    fields["next"] = "https://example.org/"
    assert "example.org" not in at_desk.post(to("add_to_release", pages[1].pk), {**fields, "name": "Two"})["Location"]


def bulk(*chosen: Page) -> str:
    return (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "add_to_release"])
        + "?"
        + "&".join(f"id={page.pk}" for page in chosen)
    )


def test_several_pages_go_into_a_release_at_once(at_desk, pages):
    assert "Harbour 0, mended" in text(at_desk.get(bulk(*pages)))
    at_desk.post(bulk(*pages[:2]), {"name": "Autumn", "does": "publish"})
    release = Release.objects.get()
    assert release.items.count() == 2
    assert at_desk.post(bulk(*pages), {"release": release.pk, "does": "publish"}).status_code == 302
    assert release.items.count() == 3
    html = at_desk.get("/admin/").content.decode()
    assert "One page is in “Autumn”." in html
    assert "2 pages were in it already." in html


def test_several_pages_are_refused_together(at_desk, editor, pages, release, monkeypatch):
    monkeypatch.setattr(editing, "MOST_ITEMS", 4)
    quays = section_page("Quays")
    more = [article(quays, title=f"Quay {number}") for number in range(2)]
    response = at_desk.post(bulk(*more), {"release": release.pk, "does": "publish"})
    assert (response.status_code, "A release has 4 pages at most." in text(response)) == (422, True)
    assert release.items.count() == 3
    assert at_desk.post(bulk(*more), {"name": "", "does": "publish"}).status_code == 422


def test_in_bulk_nobody_adds_what_they_may_not_edit(client_of, writer, pages):
    client = client_of(writer)
    mine = article(section_page("Mine"), title="Mine", owner=writer)
    assert "don’t have the right" in text(client.get(bulk(mine, *pages)))
    client.post(bulk(mine, *pages), {"name": "Autumn", "does": "publish"})
    assert list(ReleaseItem.objects.values_list("page_id", flat=True)) == [mine.pk]
    client.post(bulk(*pages), {"name": "Winter", "does": "publish"})
    assert [release.name for release in Release.objects.all()] == ["Autumn"]


# --- The page of a release -----------------------------------------------------------------------------------


def test_it_shows_what_each_page_is_and_what_changes(at_desk, pages, editor, release):
    new = article(pages[0].get_parent(), title="New quay", live=False)
    editing.add(release, new, "publish", editor)
    kept = release.items.get(page_id=pages[1].pk)
    editing.keep_this(kept, editor)
    redraft(pages[1], title="Changed later")
    response = at_desk.get(to("release", release.pk))
    words = text(response)
    assert "Its live version is replaced. Title changed." in words
    assert "Follows the newest draft, now of today" in words
    assert "Frozen as of today" in words
    assert words.count("The page was changed since: that is not in the release.") == 1
    assert "It becomes public. New: readers have not seen it yet." in words
    html = response.content.decode()
    assert reverse("history:compare", args=[pages[0].pk, "live", "draft"]) in html
    addresses = set(re.findall(r'href="(/admin/pages/[^"]+/history/[^"]+)"', html))
    assert len(addresses) == 5  # three to live, one of the new page, one since it was frozen
    assert {at_desk.get(address).status_code for address in addresses} == {200}


def test_what_is_live_already_is_told(at_desk, section, editor):
    page = article(section, title="As it is")
    words = text(at_desk.get(to("release", release_of(page).pk)))
    assert "It is exactly what is live now." in words


def test_problems_stand_beside_their_page(at_desk, pages, release):
    Page.objects.filter(pk=pages[1].pk).update(locked=True)
    words = text(at_desk.get(to("release", release.pk)))
    assert "One page can't go live as it is. The reason stands beside it." in words
    assert re.search(r"Harbour 1, mended Publish .*? is locked by .*? Harbour 2, mended Publish", words)
    assert "Go live now" not in words


def test_a_deleted_page_is_told_and_can_be_removed(at_desk, pages, release):
    pages[0].delete()
    words = text(at_desk.get(to("release", release.pk)))
    assert "The page was deleted." in words
    item = release.items.get(page_id=pages[0].pk)
    at_desk.post(to("release_item", release.pk, item.pk, "remove"))
    assert release.items.count() == 2


def test_the_addresses_come_by_a_request_of_their_own(at_desk, pages, editor, release):
    editing.remove(release.items.get(page_id=pages[2].pk), editor)
    editing.add(release, pages[2], "move", editor, None, "quay")
    editing.remove(release.items.get(page_id=pages[1].pk), editor)
    editing.add(release, pages[1], "unpublish", editor)
    html = at_desk.get(to("release", release.pk)).content.decode()
    assert f'src="{to("release_addresses", release.pk)}?part"' in html
    assert f'href="{to("release_addresses", release.pk)}"' in html
    whole, part = (at_desk.get(to("release_addresses", release.pk) + query) for query in ("", "?part"))
    assert "<html" in whole.content.decode() and "<html" not in part.content.decode()
    for response in (whole, part):
        words = " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
        assert re.search(r"Appear 1 \S+/harbours/quay/ Change 1 \S+/harbours/harbour-0/", words)
        assert re.search(r"Redirect 1 \S+/harbours/harbour-2/ → to \S+/harbours/quay/ Vanish 1 \S+/harbours/harbour-1/", words)


def test_addresses_that_can_not_be_told_say_why(at_desk, pages, release):
    Page.objects.filter(pk=pages[0].get_parent().pk).update(live=False)
    response = at_desk.get(to("release_addresses", release.pk) + "?part")
    assert response.status_code == 200
    assert "which is not published" in unescape(response.content.decode())


def test_twenty_pages_ask_no_more_each_than_a_few(at_desk, section, editor, django_assert_max_num_queries):
    release = release_of(*(redraft(article(section, title=f"Page {number}"), title=f"New {number}") for number in range(20)))
    with django_assert_max_num_queries(20 * 10 + 40):
        assert text(at_desk.get(to("release", release.pk))).count("Title changed.") == 20


# --- Acts on one page ------------------------------------------------------------------------------------------


def test_a_version_is_kept_and_the_newest_is_taken(at_desk, pages, release):
    item = release.items.first()
    response = at_desk.post(to("release_item", release.pk, item.pk, "keep"))
    assert response["Location"] == f"{to('release', release.pk)}#item-{item.pk}"
    assert release.items.first().copy is not None
    at_desk.post(to("release_item", release.pk, item.pk, "newest"))
    assert release.items.first().copy is None


def test_what_was_published_meanwhile_can_be_accepted(at_desk, pages, editor, release):
    item = release.items.first()
    editing.keep_this(item, editor)
    redraft(pages[0], title="Published meanwhile").get_latest_revision().publish()
    words = text(at_desk.get(to("release", release.pk)))
    assert "was published by" in words and "Publish the frozen version all the same" in words
    at_desk.post(to("release_item", release.pk, item.pk, "accept"))
    words = text(at_desk.get(to("release", release.pk)))
    assert "Publish the frozen version all the same" not in words and "Nothing is missing" in words


def test_a_refused_act_is_answered_at_its_page(at_desk, pages, editor, release):
    item = release.items.get(page_id=pages[1].pk)
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    response = at_desk.post(to("release_item", release.pk, item.pk, "newest"))
    assert response.status_code == 422
    words = text(response)
    assert re.search(r"Harbour 1, mended Publish .*?This release is scheduled.*? Harbour 2, mended Publish", words)


def test_an_item_that_somebody_removed_meanwhile_is_told(at_desk, editor, release):
    item = release.items.first()
    editing.remove(item, editor)
    response = at_desk.post(to("release_item", release.pk, item.pk, "keep"), follow=True)
    assert "Somebody has taken this page out of the release meanwhile." in response.content.decode()
    other = release_of(article(section_page("Quays"), title="Other"), name="Other")
    address = to("release_item", release.pk, other.items.get().pk, "remove")
    at_desk.post(address)
    assert other.items.count() == 1
    assert at_desk.post(to("release_item", release.pk, release.items.first().pk, "explode")).status_code == 404


# --- Going live, the schedule, taking back -------------------------------------------------------------------------


def test_it_goes_live_and_is_taken_back(at_desk, pages, editor, release):
    address = to("go_live", release.pk)
    assert "All of it goes live at once, or nothing does." in text(at_desk.get(address))
    assert at_desk.post(address, {"seen": seen_in(at_desk, address)})["Location"] == to("release", release.pk)
    assert ArticlePage.objects.get(pk=pages[0].pk).title == "Harbour 0, mended"
    words = text(at_desk.get(to("release", release.pk)))
    assert "Live Released by Edgar Edmonds" in words and "Title changed." in words
    assert "Go live now" not in words
    back = to("take_back", release.pk)
    assert "Readers get back what was there before" in text(at_desk.get(back))
    at_desk.post(back)
    assert ArticlePage.objects.get(pk=pages[0].pk).title == "Harbour 0"
    words = text(at_desk.get(to("release", release.pk)))
    assert "Taken back Taken back by Edgar Edmonds" in words
    assert at_desk.get(back)["Location"] == to("release", release.pk)


def test_it_is_planned_and_taken_off(at_desk, editor, release):
    address = to("schedule_release", release.pk)
    at = timezone.now() + timedelta(days=1)
    response = at_desk.post(address, {"seen": seen_in(at_desk, address), "at": f"{at:%Y-%m-%d %H:%M}"})
    assert response["Location"] == to("release", release.pk)
    assert stored(release).go_live_at == at.replace(second=0, microsecond=0)
    words = text(at_desk.get(to("release", release.pk)))
    assert "Scheduled Goes live by itself on" in words and "Change the time" in words
    assert f'value="{at:%Y-%m-%d %H:%M}"' in at_desk.get(address).content.decode()
    at_desk.post(to("unschedule_release", release.pk))
    assert stored(release).state == State.OPEN
    response = at_desk.post(to("unschedule_release", release.pk))
    assert (response.status_code, "This release is neither scheduled nor live." in text(response)) == (422, True)


@pytest.mark.parametrize("at", ["2020-01-01 10:00", "", "soon", "0001-01-01 00:00", "2026-13-45 99:00"])
def test_a_time_that_is_none_is_told_beside_it(at_desk, release, at):
    response = at_desk.post(to("schedule_release", release.pk), {"at": at})
    assert response.status_code == 422
    assert f'value="{at}"' in response.content.decode() or not at
    assert stored(release).state == State.OPEN


@pytest.mark.parametrize("name", ["go_live", "schedule_release"])
def test_what_was_changed_after_it_was_shown_does_not_go_live(at_desk, pages, release, name):
    address = to(name, release.pk)
    at = timezone.now() + timedelta(days=1)
    fields = {"seen": seen_in(at_desk, address), "at": f"{at:%Y-%m-%d %H:%M}"}
    redraft(pages[0], title="Slipped in")
    response = at_desk.post(address, fields)
    assert (response.status_code, "has changed since you opened this page" in text(response)) == (422, True)
    assert f'value="{at:%Y-%m-%d %H:%M}"' in response.content.decode() or name == "go_live"
    assert stored(release).state == State.OPEN
    fields["seen"] = re.search(r'name="seen"[^>]*value="(\w+)"', response.content.decode())[1]
    assert at_desk.post(address, fields).status_code == 302  # looked at again, then confirmed anew


def test_every_reason_is_told_and_nothing_goes_live(at_desk, pages, release):
    seen = seen_in(at_desk, to("go_live", release.pk))
    Page.objects.filter(pk__in=[page.pk for page in pages[:2]]).update(locked=True)
    response = at_desk.post(to("go_live", release.pk), {"seen": seen})
    assert response.status_code == 422
    alerts = re.findall(r'role="alert">(.*?)</div>', response.content.decode(), re.DOTALL)
    assert len(alerts) == 2
    assert ArticlePage.objects.get(pk=pages[2].pk).title == "Harbour 2"


def test_without_an_approval_it_waits(at_desk, editor, release):
    editing.rename(release, "Autumn", "", True, editor)
    words = text(at_desk.get(to("release", release.pk)))
    assert "In review It needs an approval. Share a preview that asks for it." in words
    assert "Go live now" not in words
    response = at_desk.post(to("go_live", release.pk), {"seen": contents_of(release).digest})
    assert (response.status_code, "Nobody has approved exactly" in text(response)) == (422, True)


def test_an_approval_is_of_exactly_this(at_desk, pages, editor, release):
    editing.rename(release, "Autumn", "", True, editor)
    approve_as(release, editor, True, "Well done.")
    words = text(at_desk.get(to("release", release.pk)))
    assert words.count("Approved") >= 2
    assert "Of exactly what is in it now." in words and "Well done." in words and "Nothing is missing" in words
    redraft(pages[0], title="Changed later")
    words = text(at_desk.get(to("release", release.pk)))
    assert "In review" in words and "It was changed since." in words and "“Changed later” has changed." in words
    assert "It needs an approval of exactly what is in it now." in words
    assert "Go live now" not in words
    approve_as(release, editor, False, "The third quote is not mine.")
    assert "The third quote is not mine." in text(at_desk.get(to("release", release.pk)))


def test_what_can_not_be_taken_back_is_told(at_desk, pages, editor, release):
    go_live(release.pk, editor)
    redraft(pages[0], title="Later").get_latest_revision().publish()
    response = at_desk.post(to("take_back", release.pk))
    assert (response.status_code, "was published since" in text(response)) == (422, True)
    assert stored(release).state == State.LIVE


def test_a_release_is_deleted_only_while_it_is_open(at_desk, editor, release, pages):
    links_before = link_to(release)
    assert "One preview link to it ends." in text(at_desk.get(to("delete_release", release.pk)))
    planned = editing.create("Planned", "", editor, pages)
    states.schedule(planned, timezone.now() + timedelta(hours=1), editor)
    assert at_desk.post(to("delete_release", planned.pk))["Location"] == to("release", planned.pk)
    assert at_desk.post(to("delete_release", release.pk))["Location"] == to("releases")
    assert list(Release.objects.all()) == [planned]
    assert not PreviewLink.objects.filter(pk=links_before.pk).exists()
    assert at_desk.get(to("release", release.pk)).status_code == 404
    assert ArticlePage.objects.filter(pk=pages[0].pk).exists()


# --- Name and note ----------------------------------------------------------------------------------------------


def test_nobody_writes_over_what_somebody_else_wrote_meanwhile(at_desk, editor, release):
    address = to("describe_release", release.pk)
    seen = seen_in(at_desk, address)
    editing.rename(release, "Autumn", "Theirs", False, editor)
    mine = {"name": "Mine", "note": "My own words", "seen": seen}
    response = at_desk.post(address, mine)
    assert response.status_code == 422
    words = text(response)
    assert "Somebody has changed this meanwhile" in words and "Theirs" in words and "My own words" in words
    assert stored(release).note == "Theirs"
    mine["seen"] = re.search(r'name="seen"[^>]*value="(\w+)"', response.content.decode())[1]
    assert at_desk.post(address, mine).status_code == 302
    assert (stored(release).name, stored(release).note) == ("Mine", "My own words")


def test_words_are_words(at_desk, editor, pages):
    script = "<script>alert(1)</script> שלום"
    release = editing.create(script, script, editor, pages)
    for address in (to("releases"), to("release", release.pk), to("go_live", release.pk), to("describe_release", release.pk)):
        html = at_desk.get(address).content.decode()
        assert "<script>alert(1)" not in html
        assert "שלום" in html


# --- Previews of the whole ---------------------------------------------------------------------------------------


def test_a_preview_is_shared_listed_and_revoked(at_desk, client, editor, release):
    fields = {"label": "Maria", "until": f"{timezone.now() + timedelta(days=2):%Y-%m-%d %H:%M}", "takes_notes": "on"}
    response = at_desk.post(to("share_release", release.pk), {**fields, "asks_approval": "on"}, follow=True)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    again = at_desk.get(response.redirect_chain[-1][0])  # loaded anew, it makes no other link
    assert "staging-address" not in again.content.decode()
    address = re.search(r'id="staging-address"[^>]*value="([^"]+)"', response.content.decode())[1]
    link = PreviewLink.objects.get()
    assert (link.label, link.asks_approval, link.takes_notes, link.release) == ("Maria", True, True, release)
    assert stored(release).needs_approval
    words = text(at_desk.get(to("release", release.pk)))
    assert "Maria Open asks for approval takes notes" in words
    assert "It waits for an approval: a preview link that asks for it is open." in words
    path = address.split("//", 1)[1].partition("/")[2]
    shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", client.get(f"/{path}").content.decode())).split())
    assert "The site with the release “ Autumn ”" in shown
    assert "What is in it: 3 pages Harbour 0, mended : Publish Harbour 1, mended : Publish" in shown
    at_desk.post(to("revoke_release_link", release.pk, link.pk))
    assert client.get(f"/{path}").status_code == 404
    assert "Maria Revoked" in text(at_desk.get(to("release", release.pk)))


def test_another_releases_link_is_not_revoked_from_here(at_desk, pages, release):
    other = link_to(release_of(*pages, name="Other"))
    assert at_desk.post(to("revoke_release_link", release.pk, other.pk)).status_code == 404
    at_desk.post(to("revoke_release_links", release.pk))
    assert PreviewLink.objects.open().get() == other


def test_a_preview_that_can_not_be_made_says_why(at_desk, pages, release):
    Page.objects.filter(pk=pages[0].get_parent().pk).update(live=False)
    fields = {"label": "Maria", "until": f"{timezone.now() + timedelta(days=2):%Y-%m-%d %H:%M}"}
    response = at_desk.post(to("share_release", release.pk), fields)
    assert (response.status_code, "which is not published" in text(response)) == (422, True)
    assert 'value="Maria"' in response.content.decode()
    assert not PreviewLink.objects.exists()


# --- In the editor and on the first page ----------------------------------------------------------------------------


def test_the_editor_says_in_which_releases_a_page_waits(at_desk, client_of, writer, editor, pages, release):
    def said(client) -> str:
        return " ".join(
            unescape(re.sub(r"<[^>]+>", " ", client.get(f"/admin/pages/{pages[0].pk}/edit/").content.decode())).split()
        )

    assert "Waits in the release Autumn . What you change here goes into it." in said(at_desk)
    assert f'href="{to("add_to_release", pages[0].pk)}' in at_desk.get(f"/admin/pages/{pages[0].pk}/edit/").content.decode()
    states.schedule(release, timezone.now() + timedelta(hours=1), editor)
    assert re.search(r"A frozen version waits in the release Autumn , which goes live on [^.]*?\. What you change", said(at_desk))
    Page.objects.filter(pk=pages[0].pk).update(owner=writer)
    assert "Autumn" not in said(client_of(writer))
    go_live(release.pk, editor)
    assert "waits in the release" not in said(at_desk)


def test_the_first_page_tells_what_is_due_and_what_failed(at_desk, client_of, writer, editor, pages, release):
    def said(client) -> str:
        return text(client.get("/admin/"))

    assert "Releases today" not in said(at_desk)
    states.schedule(release, timezone.now() + timedelta(seconds=30), editor)
    if timezone.localtime(stored(release).go_live_at).date() == timezone.localdate():  # not in the day's last half minute
        assert re.search(r"Releases today Autumn , at \d\d:\d\d UTC: 3 pages", said(at_desk))
    assert "Autumn" not in said(client_of(writer))
    Page.objects.filter(pk=pages[0].pk).update(locked=True)
    Release.objects.filter(pk=release.pk).update(go_live_at=timezone.now() - timedelta(minutes=1))
    schedule.make_round()
    assert Failure.objects.get().kind == "release"
    words = said(at_desk)
    assert "Release “Autumn” Should have gone live on" in words and "is locked by" in words and "None of its pages" in words
    assert to("release", release.pk) in at_desk.get("/admin/").content.decode()
    assert "It should have gone live on" in text(at_desk.get(to("release", release.pk)))
    assert "Could not go live" in text(at_desk.get(to("releases")))
    assert "Autumn" not in said(client_of(writer))


# --- Ten at once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_ten_editors_add_and_edit_at_once_and_nothing_is_lost(editor):
    section = section_page()
    release = editing.create("Autumn", "", editor)
    mine = [[article(section, title=f"Page {number} {count}") for count in range(3)] for number in range(10)]
    removed = [article(section, title=f"Out {number}") for number in range(10)]
    for page in removed:
        editing.add(release, page, "publish", editor)
    items = {item.page_id: item.pk for item in release.items.all()}
    clients = [Client() for _ in range(10)]
    for client in clients:
        client.force_login(editor)
    answers = []

    def ask(method, *about: object) -> None:
        try:
            answers.append(method(*about).status_code)
        finally:
            connection.close()  # as after each request to a server: there are fewer connections than editors

    def work(number: int) -> None:
        client = clients[number]
        for page in mine[number]:
            ask(client.post, to("add_to_release", page.pk), {"release": release.pk, "does": "publish"})
        ask(client.post, to("release_item", release.pk, items[removed[number].pk], "remove"))

    at_once(*[partial(work, number) for number in range(10)])
    assert answers == [302] * 40
    assert client.get(to("release", release.pk)).status_code == 200
    kept = {page.pk for pages in mine for page in pages}
    assert set(release.items.values_list("page_id", flat=True)) == kept


def test_what_is_live_is_shared_and_described_no_more(at_desk, release):
    go_live(release.pk)
    for name in ("share_release", "describe_release", "add_to_this_release"):
        for response in (at_desk.get(to(name, release.pk)), at_desk.post(to(name, release.pk), {"label": "Maria"})):
            assert response["Location"] == to("release", release.pk)
    assert not release.links.exists()
