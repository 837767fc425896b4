import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import ArticlePage
from history.views.compare import from_wagtail
from tests.builders import article, image, section_page

from .comparing_content import FERRY, QUOTE, blocks, figure, key, long_body, rewritten, version

BODY = blocks(("paragraph", FERRY), ("quote", QUOTE), ("heading", {"text": "Fog", "level": "2"}))


@pytest.fixture
def page(section) -> ArticlePage:
    """Live, with a newer draft in which a quote is changed and a heading is gone."""
    page = article(section)
    version(page, body=BODY).save_revision().publish()
    page.refresh_from_db()
    draft = [BODY[0], {**BODY[1], "value": {**QUOTE, "speaker": "Ruth Ambersley"}}]
    version(page, body=draft).save_revision()
    return ArticlePage.objects.get(pk=page.pk)


def address(page: ArticlePage, a: str = "live", b: str = "draft", **query: str) -> str:
    return reverse("history:compare", args=[page.pk, a, b], query=query)


def opened(client: Client, *args: object, **query: str) -> BeautifulSoup:
    response = client.get(address(*args, **query))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def headings(tree: BeautifulSoup) -> list[str]:
    return [one.get_text() for one in tree.select("[data-change] h3")]


def test_live_and_draft(page, editor, client_of):
    tree = opened(client_of(editor), page)
    assert headings(tree) == ["Quote changed", "Heading removed"]
    assert "2 changes" in tree.select_one(".compare-count").get_text()
    assert [one["value"] for one in tree.select("option[selected]")] == ["live", "draft"]


def test_any_two_versions(page, editor, client_of):
    old, new = page.revisions.order_by("pk").values_list("pk", flat=True)[1:3]
    client = client_of(editor)
    assert headings(opened(client, page, f"r{old}", f"r{new}")) == ["Quote changed", "Heading removed"]
    assert headings(opened(client, page, f"r{new}", f"r{old}")) == ["Quote changed", "Heading added"]
    assert "Nothing differs" in opened(client, page, "draft", f"r{new}").get_text()


def test_the_form_leads_to_the_chosen_versions_and_keeps_the_view(page, editor, client_of):
    chosen = {"a": "live", "b": "draft", "view": "side", "only": "changes"}
    response = client_of(editor).get(address(page, "live", "live"), chosen)
    assert response.url == address(page, view="side", only="changes")


def test_side_by_side_and_only_changes(page, editor, client_of):
    client = client_of(editor)
    inline, side = opened(client, page), opened(client, page, view="side")
    assert (len(inline.select(".compare-sides")), len(side.select(".compare-sides"))) == (0, 2)
    assert len(side.select(".compare-inline")) == 2  # where there is no room for two columns
    assert not inline.select("details")
    folded = opened(client, page, only="changes").select("details:not([open]) .compare-same")
    assert "The ferry leaves" in folded[0].get_text()


def test_odd_questions_get_the_usual_view(page, editor, client_of):
    assert headings(opened(client_of(editor), page, view="x", only="y")) == ["Quote changed", "Heading removed"]


# --- Rights and what is not there ---------------------------------------------------------------------------


def test_who_may_look(page, section, writer, editor, client_of):
    assert client_of(editor).get(address(page)).status_code == 200
    foreign = client_of(writer).get(address(page))
    assert foreign.status_code == 302
    assert foreign.url == reverse("wagtailadmin_home")
    own = article(section_page("Boats"), title="Own", owner=writer)
    assert client_of(writer).get(address(own)).status_code == 200


def test_anonymous_goes_to_the_login(page, client):
    assert reverse("wagtailadmin_login") in client.get(address(page)).url


@pytest.mark.parametrize(
    ("a", "b"),
    [("r0", "draft"), ("r999999", "draft"), ("live", "v999999"), ("x", "draft"), ("live", "r" + "9" * 30), ("r1 ", "live")],
)
def test_unknown_versions_are_not_found(page, editor, client_of, a, b):
    assert client_of(editor).get(address(page, a, b)).status_code == 404


def test_a_version_of_another_page_is_not_found(page, section, editor, client_of):
    other = article(section, title="Other")
    assert client_of(editor).get(address(page, "live", f"r{other.latest_revision_id}")).status_code == 404


def test_it_is_read_only(page, editor, client_of):
    assert client_of(editor).post(address(page)).status_code == 405


@pytest.mark.parametrize(
    ("a", "b", "refs"), [("earliest", "latest", ("r{}", "draft")), ("live", "12", ("live", "r12")), ("7", "live", ("r7", "live"))]
)
def test_wagtails_own_addresses_lead_here(page, editor, rf, a, b, refs):
    request = rf.get("/")
    request.user = editor
    first = page.revisions.order_by("pk").first()
    assert from_wagtail(request, page.pk, a, b).url == address(page, *(ref.format(first.pk) for ref in refs))


# --- Back into the draft --------------------------------------------------------------------------------------


def buttons(tree: BeautifulSoup) -> dict[str, str]:
    return {form["action"]: form.button.get_text() for form in tree.select(".compare-restore")}


def test_blocks_of_the_older_version_can_be_brought_back(page, editor, client_of):
    assert buttons(opened(client_of(editor), page)) == {
        reverse("history:restore_block", args=[page.pk, "live", key(1)]): (
            "Use this block of “Live version” in the newest draft"
            ": Quote We only stopped selling it. Ruth Ambersley Harbour master"
        ),
        reverse("history:restore_block", args=[page.pk, "live", key(2)]): "Bring back this block: Heading Fog",
    }


def test_a_block_comes_back_and_so_does_the_person(page, editor, client_of):
    client = client_of(editor)
    form = opened(client, page, view="side").select(".compare-restore")[1]
    response = client.post(form["action"], {"next": form.select_one("[name=next]")["value"]}, follow=True)
    assert response.redirect_chain == [(address(page, view="side", only=""), 302)]
    tree = BeautifulSoup(response.content, "html.parser")
    assert headings(tree) == ["Quote changed"]
    assert "Heading" in tree.select_one(".compare-messages").get_text()


def test_nothing_can_be_brought_back_from_the_newest_draft_itself(page, editor, client_of):
    assert set(buttons(opened(client_of(editor), page, "draft", "live"))) == {
        reverse("history:restore_block", args=[page.pk, "live", key(1)]),
        reverse("history:restore_block", args=[page.pk, "live", key(2)]),
    }
    assert buttons(opened(client_of(editor), page, "draft", "draft")) == {}


def test_no_buttons_on_a_page_that_is_locked(page, editor, admin_user, client_of):
    ArticlePage.objects.filter(pk=page.pk).update(locked=True, locked_by=admin_user)
    assert buttons(opened(client_of(editor), page)) == {}


# --- What it asks of others, and how long it takes ---------------------------------------------------------------


def test_the_policy_lets_nobody_else_be_asked(page, editor, client_of):
    policy = client_of(editor).get(address(page))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "http" not in policy


def test_gone_references_are_told(page, editor, client_of):
    sun = image("Sun")
    version(page, hero_image=sun.pk).save_revision()
    sun.delete()
    assert f"number {sun.pk or ''}".strip() in opened(client_of(editor), page).select_one(".compare-gone").get_text()


@pytest.mark.parametrize("view", ["inline", "side"])
def test_five_hundred_blocks(section, editor, client_of, view):
    """A hundred of them changed: no query more than for a few blocks."""
    sun = image("Sun")
    queries = {}
    for count in (14, 500):
        page = article(section, title=f"Of {count}")
        body = long_body(count, sun.pk)
        version(page, body=body).save_revision().publish()
        version(ArticlePage.objects.get(pk=page.pk), body=rewritten(body)).save_revision()
        client = client_of(editor)
        client.get(address(page, view=view))  # makes the picture's files
        with CaptureQueriesContext(connection) as asked:
            tree = client.get(address(page, view=view))
        queries[count] = len(asked)
    assert tree.content.count(b"data-change>") == 100
    assert queries[500] == queries[14]


def test_a_figure_shows_its_picture(page, editor, client_of):
    sun = image("Sun")
    version(page, body=[*BODY, *blocks(("figure", figure(sun.pk)), first=7)]).save_revision()
    shown = opened(client_of(editor), page).select("ins img")
    assert [one["alt"] for one in shown] == ["A low sun."]


@pytest.mark.parametrize("query", ["?a=", "?b=//x", "?a=r0&b=live", "?a=../../"])
def test_a_choice_of_no_version_is_not_found(page, editor, client_of, query):
    assert client_of(editor).get(f"/admin/pages/{page.pk}/history/compare/draft/live/{query}").status_code == 404
