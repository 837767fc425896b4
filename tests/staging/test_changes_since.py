"""What changed since somebody last looked through their link."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Comment, PageViewRestriction

from history.models import FrozenCopy
from staging import links
from staging.models import PreviewLink
from tests.builders import article, image, section_page

from .previews import WORD, link_to, path_of, redraft, root_of, token_of

pytestmark = pytest.mark.django_db

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def draft():
    return article(section_page(), title=f"The {WORD}", slug=WORD, live=False)


def look(client, new, path: str = "") -> BeautifulSoup:
    response = client.get(path or path_of(new), **BROWSER)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def let_time_pass(new, **time) -> None:
    """As if the last look were that long ago."""
    link = PreviewLink.objects.get(pk=new.link.pk)
    link.looks["now"]["at"] = (timezone.now() - timedelta(**time)).isoformat()
    PreviewLink.objects.filter(pk=link.pk).update(looks=link.looks, last_seen=timezone.now() - timedelta(**time))


def offered(page: BeautifulSoup) -> str:
    """The address of what changed, as the banner leads to it, or ''."""
    return next((a["href"] for a in page.select(".preview-banner a") if "/~changes/" in a["href"]), "")


def with_words(page, words: str):
    return page.body.stream_block.to_python([{"type": "paragraph", "value": f"<p>{words}</p>", "id": page.body[1].id}])


def test_who_comes_back_is_shown_the_difference(client, draft):
    new = link_to(draft)
    assert offered(look(client, new)) == ""
    redraft(draft, body=with_words(draft, "The ferry leaves at seven."))
    assert offered(look(client, new)) == ""  # still the same visit: it is what they see now
    let_time_pass(new, hours=5)
    assert offered(look(client, new)) == ""
    let_time_pass(new, hours=5)
    redraft(draft, body=with_words(draft, "The ferry leaves at noon."), title=f"The late {WORD}")
    page = look(client, new)
    address = offered(page)
    assert address.startswith(root_of(new))
    assert "What changed since you last looked" in page.select_one(".preview-banner").get_text()
    shown = look(client, new, address)
    for spoken in shown.select(".compare-spoken"):
        spoken.decompose()
    assert [mark.get_text().strip() for mark in shown.select(".compare .body ins")] == ["late", "noon"]
    assert [mark.get_text().strip() for mark in shown.select(".compare .body del")] == ["seven"]
    assert not shown.find_all("script")
    assert shown.select_one("header a")["href"] == path_of(new)


def test_who_comes_back_after_a_coffee_is_shown_what_was_written_meanwhile(client, draft):
    new = link_to(draft)
    look(client, new)
    let_time_pass(new, minutes=6)
    redraft(draft, title="Heron")
    assert offered(look(client, new))
    let_time_pass(new, minutes=6)
    assert offered(look(client, new))  # who reads on keeps the offer
    let_time_pass(new, minutes=2)
    redraft(draft, title="Grey heron")
    address = offered(look(client, new))
    assert [mark.get_text().strip() for mark in look(client, new, address).select(".compare h1 ins, .compare .body ins")]
    let_time_pass(new, minutes=31)
    assert not offered(look(client, new))


def test_its_answer_is_as_closed_as_any_of_a_preview(client, draft):
    new = link_to(draft)
    look(client, new)
    let_time_pass(new, hours=5)
    redraft(draft, title="Heron")
    response = client.get(offered(look(client, new)), **BROWSER)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in response["Content-Security-Policy"]
    assert "form-action 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert client.post(offered(look(client, new))).status_code == 405


def test_links_and_pictures_of_the_difference_work_in_the_preview(client, draft):
    new = link_to(draft)
    look(client, new)
    let_time_pass(new, hours=5)
    section = draft.get_parent()
    picture = image()
    body = draft.body.stream_block.to_python(
        [
            {
                "type": "paragraph",
                "value": f'<p>See <a linktype="page" id="{section.pk}">all</a> and <a href="/typed/">this</a>.</p>',
            },
            {"type": "figure", "value": {"image": picture.pk, "caption": "<p>Sun</p>", "layout": "column"}},
        ]
    )
    redraft(draft, body=body)
    page = look(client, new, offered(look(client, new)))
    inside = [a["href"] for a in page.select(".compare .body a")]
    assert set(inside) == {f"{root_of(new)}/harbours/", f"{root_of(new)}/typed/"}
    assert page.select(".compare .body img")


def test_nothing_is_offered_for_what_nobody_wrote(client, draft, editor):
    new = link_to(draft)
    look(client, new)
    let_time_pass(new, hours=5)
    Comment.objects.create(page=draft, user=editor, text="Hm", contentpath="title")
    redraft(draft)  # saved once more, with a comment
    assert offered(look(client, new)) == ""


def test_a_pinned_version_never_changes(client, draft):
    new = link_to(draft, shows=PreviewLink.Shows.VERSION)
    look(client, new)
    redraft(draft, title="Heron")
    look(client, new)
    new.link.refresh_from_db()
    assert new.link.looks == {}
    assert client.get(f"{root_of(new)}/~changes/").status_code == 404


def test_what_was_seen_and_is_no_longer_kept_is_said(client, draft):
    new = link_to(draft)
    look(client, new)
    let_time_pass(new, hours=5)
    redraft(draft, title="Heron")
    address = offered(look(client, new))
    before = PreviewLink.objects.get(pk=new.link.pk).looks["before"]["pages"][str(draft.pk)]["copy"]
    FrozenCopy.objects.filter(pk=before).delete()
    assert "How it was then is not kept" in look(client, new, address).get_text()


def test_of_many_pages_each_that_changed_is_listed(client, section, admin_user):
    soon = timezone.now() + timedelta(hours=1)

    def plan(page, **fields):
        page = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
        for name, value in {"go_live_at": soon, **fields}.items():
            setattr(page, name, value)
        page.save_revision(approved_go_live_at=soon, clean=False)

    low, high, third = (article(section, title=title, live=False) for title in ("Low tide", "High tide", "Spring tide"))
    plan(low)
    plan(high)
    new = links.walk_ahead(at=soon + timedelta(hours=1), until=timezone.now() + timedelta(days=1), user=admin_user)
    look(client, new, f"{root_of(new)}/")
    let_time_pass(new, hours=5)
    low.get_latest_revision().publish()  # no longer planned
    plan(high, standfirst="It rises.")
    plan(third)
    page = look(client, new, offered(look(client, new, f"{root_of(new)}/")))
    rows = [" ".join(row.get_text().split()) for row in page.select(".place-changes li")]
    assert rows == [
        "High tide Standfirst changed See the difference: High tide",
        "Spring tide It is new in this preview.",
        "A page It is no longer part of this preview.",
    ]
    shown = look(client, new, page.select_one(".place-changes a")["href"])
    assert shown.select_one("h1").get_text() == "What changed in “High tide”"
    assert "It rises" in shown.select_one(".compare").get_text()
    assert "All that changed" in shown.get_text()


def test_a_private_page_is_neither_kept_nor_shown(client, draft):
    new = link_to(draft)
    look(client, new)
    let_time_pass(new, hours=5)
    redraft(draft, standfirst="Secret")
    address = offered(look(client, new))
    PageViewRestriction.objects.create(page=draft.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert "Secret" not in look(client, new, address).get_text()
    PageViewRestriction.objects.all().delete()
    closed = link_to(draft)
    PageViewRestriction.objects.create(page=draft.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    client.get(path_of(closed), **BROWSER)
    assert PreviewLink.objects.get(pk=closed.link.pk).looks["now"]["pages"] == {}


def test_looking_writes_once_a_minute_and_keeps_no_token(client, draft):
    new = link_to(draft)
    look(client, new)
    first = PreviewLink.objects.get(pk=new.link.pk).looks
    look(client, new)
    assert PreviewLink.objects.get(pk=new.link.pk).looks == first
    assert token_of(new) not in str(first)
    let_time_pass(new, minutes=2)
    look(client, new)
    second = PreviewLink.objects.get(pk=new.link.pk).looks
    assert second["now"]["at"] >= first["now"]["at"]
    assert second["now"]["pages"] == first["now"]["pages"]
    assert "before" not in second  # the same visit goes on


def test_of_many_pages_the_one_that_is_seen_is_kept_first(client, section, admin_user):
    soon = timezone.now() + timedelta(hours=1)
    pages = [article(section, title=title, live=False) for title in ("Low tide", "High tide", "Neap tide", "Spring tide")]
    for page in pages:
        page.go_live_at = soon
        page.save_revision(approved_go_live_at=soon)
    new = links.walk_ahead(at=soon + timedelta(hours=1), until=timezone.now() + timedelta(days=1), user=admin_user)

    def kept() -> list[int]:
        seen = PreviewLink.objects.get(pk=new.link.pk).looks["now"]["pages"]
        return [page.pk for page in pages if seen[str(page.pk)]["copy"]]

    look(client, new, f"{root_of(new)}/harbours/spring-tide/")
    assert kept() == [pages[0].pk, pages[3].pk]
    look(client, new, f"{root_of(new)}/harbours/neap-tide/")
    assert len(kept()) == 4


def test_what_a_machine_or_a_prefetch_asks_for_is_no_look(client, draft):
    new = link_to(draft)
    client.get(path_of(new), HTTP_USER_AGENT="Slackbot-LinkExpanding 1.0")
    client.get(path_of(new), HTTP_SEC_PURPOSE="prefetch", **BROWSER)
    client.head(path_of(new), **BROWSER)
    assert PreviewLink.objects.get(pk=new.link.pk).looks == {}
