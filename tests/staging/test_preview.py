"""What comes below /preview/: the whole site as it will be, for the holder of the link, and nowhere else."""

import html
import json
import logging
import re
import stat
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import get_script_prefix
from django.utils import timezone
from django.views.debug import ExceptionReporter
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.users.models import UserProfile

from articles.models import ArticlePage
from staging import answers, links, tokens, turns
from staging.links import NewLink
from staging.models import PreviewLink
from staging.placing import BusyError
from staging.rehearsal import short_waits
from staging.releases import editing
from tests.builders import article, author, section_page, topic

from .plans import plan
from .previews import WORD, link_to, path_of, redraft, root_of, token_of
from .releases import release_of

pytestmark = pytest.mark.django_db

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def draft():
    """Never published, in a section, with an author and a topic that only it has."""
    return article(
        section_page(), title=f"The {WORD}", slug=WORD, live=False, authors=(author("Zoe Finch", slug="zoe"),), topics=(topic(),)
    )


def get(client: Client, path: str, **headers) -> str:
    response = client.get(path, **BROWSER, **headers)
    assert response.status_code == 200, (path, response.status_code)
    return response.content.decode()


# --- The whole site ------------------------------------------------------------


def test_everything_a_reader_can_open_shows_it(client, draft):
    new = link_to(draft)
    for path in (
        *("/", "/harbours/", f"/harbours/{WORD}/", f"/harbours/{WORD}.md", "/search/?q=finch", "/archive/", "/authors/zoe/"),
        *("/topics/ferries/", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json", "/harbours/feeds/rss.xml", "/sitemap.xml"),
    ):
        content = get(client, root_of(new) + path)
        assert WORD in content or path in {"/archive/", "/sitemap.xml"}, path
    share = re.search(r'og:image" content="http://localhost:8000([^"]+/share/[^"]+)"', get(client, path_of(new)))[1]
    assert client.get(share)["Content-Type"] == "image/png"
    assert client.get(root_of(new) + "/nothing/").status_code == 404
    assert "text/markdown" in client.get(path_of(new), HTTP_ACCEPT="text/markdown")["Content-Type"]


def test_every_link_stays_inside(client, draft):
    """Walks the preview by its links, also those that an editor typed."""
    body = [("paragraph", '<p><a href="/harbours/">typed</a> <a href="http://localhost:8000/harbours/">whole</a></p>')]
    new = link_to(redraft(draft, body=draft.body.stream_block.to_python([{"type": n, "value": v} for n, v in body])))
    prefix, seen, waiting = root_of(new), set(), [path_of(new), root_of(new) + "/", root_of(new) + "/nothing/"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        content = client.get(path, **BROWSER).content.decode()
        for address in re.findall(r'<(?:a|area|form)\b[^>]*?(?:href|action)="([^"#?]+)', content):
            path = re.sub(r"^https?://localhost(:8000)?", "", address)
            if path.startswith("/") and "/~" not in path:
                assert path.startswith(f"{prefix}/"), (address, path)
                if path not in seen and path not in waiting:
                    waiting.append(path)
    assert len(seen) >= 8


def test_static_files_and_media_are_left_alone(client, draft):
    html = get(client, path_of(link_to(draft)))
    assert '"/static/css/site.css' in html
    assert "/preview/" not in "".join(re.findall(r'(?:src|href)="([^"]*(?:static|media)[^"]*)"', html))


def test_a_document_is_fetched_at_its_own_address(client, draft):
    response = client.get(root_of(link_to(draft)) + "/documents/7/report.pdf")
    assert (response.status_code, response["Location"]) == (302, "/documents/7/report.pdf")


def test_other_sites_question_about_a_page_is_answered_inside(client, draft):
    """oEmbed takes a whole address, the token in it: nobody else gets it from there."""
    first, second = link_to(draft), link_to(draft)
    texts = []
    for new in (first, second):
        head = get(client, path_of(new))
        address = re.search(r'type="application/json\+oembed" href="http://localhost:8000([^"]+)"', head)
        path = html.unescape(address[1])
        assert path.startswith(root_of(new) + "/oembed?")
        assert token_of(new) in path.partition("?")[2]
        texts.append(get(client, path))
        card = json.loads(texts[-1])
        assert card["title"] == f"The {WORD}"
        assert path_of(new) in card["html"]
    assert [token_of(second) in texts[0], token_of(first) in texts[1]] == [False, False]
    kept = b"".join(path.read_bytes() for path in Path(settings.PREVIEWS_DIR).iterdir())
    assert token_of(first).encode() not in kept
    assert token_of(second).encode() not in kept


def test_redirects_and_withdrawn_pages_work_inside(client, draft):
    renamed = redraft(article(draft.get_parent(), title="Old name", slug="old-name"), slug="new-name")
    gone = article(draft.get_parent(), title="Gone", slug="gone")
    gone.unpublish()
    Redirect.objects.create(old_path="/typed", redirect_link="/harbours/", site=None)
    root = root_of(link_to(renamed))
    response = client.get(f"{root}/harbours/old-name/")
    assert (response.status_code, response["Location"]) == (301, f"{root}/harbours/new-name/")
    assert client.get(f"{root}/typed/")["Location"] == f"{root}/harbours/"
    assert client.get(f"{root}/harbours/gone/").status_code == 410
    assert client.get("/harbours/new-name/").status_code == 404


# --- Only for the holder of the link ------------------------------------------------


def test_no_header_parameter_or_cookie_switches_the_public_site(client, draft):
    new = link_to(draft)
    token, prefix = token_of(new), root_of(new)
    get(client, path_of(new))  # in this very browser
    tricks = [
        {"HTTP_COOKIE": f"preview={token}; sessionid={token}"},
        {"HTTP_X_PREVIEW_TOKEN": token},
        {"HTTP_AUTHORIZATION": f"Bearer {token}"},
        {"HTTP_REFERER": f"http://localhost{path_of(new)}"},
        {"HTTP_X_ORIGINAL_URL": path_of(new), "HTTP_X_REWRITE_URL": path_of(new)},
        {"HTTP_X_SCRIPT_NAME": prefix, "HTTP_SCRIPT_NAME": prefix, "HTTP_X_FORWARDED_PREFIX": prefix},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "GET", "HTTP_X_FORWARDED_HOST": f"localhost{prefix}"},
    ]
    queries = ["", f"?preview={token}", f"?token={token}", "?is_preview=1", "?in_preview_panel=true", f"?next={path_of(new)}"]
    for path in ("/", "/harbours/", f"/harbours/{WORD}/", "/feeds/rss.xml", f"//preview/{token}/", f"/harbours{prefix}/"):
        for query in queries:
            for headers in [{}, *tricks]:
                assert WORD not in client.get(path + query, **headers).content.decode().replace(query, "")


def test_inside_no_view_knows_who_asks(client_of, editor, draft, monkeypatch):
    new = link_to(draft)
    seen = []
    serve = ArticlePage.serve

    def look(self, request, *args, **kwargs):
        seen.append(request)
        return serve(self, request, *args, **kwargs)

    monkeypatch.setattr(ArticlePage, "serve", look)
    response = client_of(editor).get(path_of(new), HTTP_AUTHORIZATION="Basic eDp5", HTTP_X_CUSTOM="1", **BROWSER)
    (request,) = seen
    assert request.user.is_anonymous
    assert request.COOKIES == {}
    assert not {"HTTP_AUTHORIZATION", "HTTP_X_CUSTOM", "HTTP_USER_AGENT"} & set(request.META)
    assert not response.cookies
    assert "userbar" not in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/login/", "/_util/login/", "/media/images/x.png", "/static/css/site.css", "/readyz"]
)
def test_what_is_not_for_readers_is_closed_inside(client_of, editor, draft, path):
    assert client_of(editor).get(root_of(link_to(draft)) + path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_preview_is_only_read(client, draft, method):
    new = link_to(draft)
    response = getattr(client, method)(path_of(new))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert getattr(client, method)(f"/preview/{tokens.new()}/").status_code == 404


def test_a_head_is_answered_without_a_body(client, draft):
    response = client.head(path_of(link_to(draft)))
    assert (response.status_code, response.content) == (200, b"")


def test_every_answer_is_private_unlisted_and_sends_no_referrer(client, draft):
    new = link_to(draft)
    paths = [path_of(new), root_of(new) + "/nothing/", f"{root_of(new)}/feeds/rss.xml", f"/preview/{tokens.new()}/", root_of(new)]
    for path in [*paths, f"{root_of(new)}/~phone/"]:
        response = client.get(path)
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Referrer-Policy"] == "no-referrer"
        assert not response.cookies
        assert "ETag" not in response


def test_the_banner_says_what_until_when_and_for_whom(client, draft):
    link = link_to(draft, label="Maria & <b>Co</b>", until=timezone.now() + timedelta(days=2))
    html = get(client, path_of(link))
    banner = re.search(r"<aside.*?</aside>", html, re.DOTALL)[0]
    assert "not for publication" in banner
    assert f'Newest draft of “<a href="{path_of(link)}">The {WORD}</a>”' in banner
    assert "Maria &amp; &lt;b&gt;Co&lt;/b&gt;" in banner
    assert "UTC" in banner
    assert html.count('<aside class="preview-banner"') == 1


def test_frames_hold_the_page_and_let_nothing_else_run(client, draft):
    new = link_to(draft)
    response = client.get(f"{root_of(new)}/~phone/harbours/{WORD}/")
    assert f'<iframe src="{path_of(new)}"' in response.content.decode()
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert client.get(path_of(new))["X-Frame-Options"] == "SAMEORIGIN"
    assert b"preview-banner" not in client.get(path_of(new), HTTP_SEC_FETCH_DEST="iframe").content


# --- The token is written down nowhere ------------------------------------------------


def test_the_token_is_in_no_log_and_no_error_report(client, draft, monkeypatch, caplog):
    new = link_to(draft)
    client.raise_request_exception = False
    reports = []

    class Reporter(logging.Handler):
        def emit(self, record):
            exc = record.exc_info or (None, None, None)
            reports.append(ExceptionReporter(getattr(record, "request", None), *exc).get_traceback_text() + record.getMessage())

    handler = Reporter()
    logging.getLogger("django.request").addHandler(handler)
    caplog.set_level(logging.DEBUG)

    def fail(*args, **kwargs):
        raise RuntimeError("in the middle")

    noise = {"HTTP_REFERER": f"http://localhost{path_of(new)}", "RAW_URI": path_of(new), "REQUEST_URI": path_of(new)}
    try:
        client.get(root_of(new) + "/nothing/", **noise)
        client.post(path_of(new), **noise)
        monkeypatch.setattr(ArticlePage, "serve", fail)
        assert client.get(path_of(new), **noise).status_code == 500
        monkeypatch.setattr(links, "find", fail)
        assert client.get(path_of(new), **noise).status_code == 500
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert len(reports) >= 3
    assert token_of(new) not in caplog.text
    assert not any(token_of(new) in report for report in reports)


# --- Kept answers ----------------------------------------------------------------------


@pytest.fixture
def rehearsals(monkeypatch) -> list[str]:
    """The paths that were rehearsed, as the site saw them."""
    seen = []
    serve = ArticlePage.serve

    def count(self, request, *args, **kwargs):
        seen.append(request.path_info)
        return serve(self, request, *args, **kwargs)

    monkeypatch.setattr(ArticlePage, "serve", count)
    return seen


def test_read_again_it_is_not_rehearsed_and_each_viewer_has_an_own_token(client, draft, rehearsals):
    first, second = link_to(draft, label="Maria"), link_to(draft, label="Noor")
    texts = [get(client, path_of(first)), get(client, path_of(second))]
    assert len(rehearsals) == 1
    for new, text in zip((first, second), texts, strict=True):
        assert f"{root_of(new)}/" in text.partition("</aside>")[2]
    assert [token_of(second) in texts[0], token_of(first) in texts[1]] == [False, False]
    assert ["Maria" in texts[0], "Maria" in texts[1], "Noor" in texts[1]] == [True, False, True]
    assert texts[0].replace(token_of(first), token_of(second)).replace("Maria", "Noor") == texts[1]


def test_what_is_kept_has_no_token_and_is_for_the_site_alone(client, draft):
    new = link_to(draft)
    get(client, path_of(new))
    kept = [path for path in Path(settings.PREVIEWS_DIR).iterdir() if path.name not in turns.FILES]
    assert len(kept) == 1
    assert WORD.encode() in kept[0].read_bytes()
    assert token_of(new).encode() not in kept[0].read_bytes()
    assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(kept[0].parent.stat().st_mode) == 0o700


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_draft_or_of_the_site_is_seen_at_once(client, draft, rehearsals):
    new = link_to(draft)
    get(client, path_of(new))
    redraft(draft, standfirst="Second thoughts.")
    assert "Second thoughts." in get(client, path_of(new))
    writer = draft.article_authors.all()[0].author
    writer.name = "Zelda Finch"
    writer.save()
    assert "Zelda Finch" in get(client, path_of(new))
    assert len(rehearsals) == 3


def overwrite(revision, **columns) -> None:
    """As autosave does, which keeps the revision's number, and as a script does, which keeps its time as well."""
    type(revision).objects.filter(pk=revision.pk).update(**columns)


def test_a_revision_that_is_written_over_in_place_is_noticed(client, draft, rehearsals):
    new = link_to(draft)
    get(client, path_of(new))
    revision = draft.get_latest_revision()
    overwrite(revision, content=revision.content | {"standfirst": "Second thoughts."})
    assert "Second thoughts." in get(client, path_of(new))
    assert "Second thoughts." in get(client, path_of(new))
    assert len(rehearsals) == 2


def test_a_page_without_any_revision_is_noticed_as_well(client, draft):
    Page.objects.filter(pk=draft.pk).update(latest_revision=None)
    draft.revisions.all().delete()
    new = link_to(draft)
    get(client, path_of(new))
    ArticlePage.objects.filter(pk=draft.pk).update(standfirst="Second thoughts.")
    assert "Second thoughts." in get(client, path_of(new))


def staged_in(kind: str, page) -> NewLink:
    """A link that shows the page's draft as part of a release or of a moment."""
    if kind == "release":
        return links.share_release(release_of(page), until=timezone.now() + timedelta(days=7))
    at = timezone.now() + timedelta(days=1)
    plan(page.get_latest_revision_as_object(), at)
    return links.walk_ahead(at=at, until=timezone.now() + timedelta(days=7))


@pytest.mark.parametrize("kind", ["release", "moment"])
def test_a_change_of_any_page_of_many_is_noticed_without_reading_them(client, draft, kind, django_assert_max_num_queries):
    new = staged_in(kind, draft)
    path = f"{root_of(new)}/harbours/{WORD}/"
    get(client, path)
    revision = ArticlePage.objects.get(pk=draft.pk).get_latest_revision()
    with django_assert_max_num_queries(8) as captured:
        get(client, path)
    assert not [query for query in captured.captured_queries if '"wagtailcore_revision"."content",' in query["sql"]]
    overwrite(revision, content=revision.content | {"standfirst": "Second thoughts."})
    assert "Second thoughts." in get(client, path)


def test_another_page_in_a_release_and_another_plan_are_noticed(client, draft):
    release, at = release_of(draft), timezone.now() + timedelta(days=1)
    whole = links.share_release(release, until=timezone.now() + timedelta(days=7))
    ahead = links.walk_ahead(at=at, until=timezone.now() + timedelta(days=7))
    other = redraft(article(draft.get_parent(), title="Other", slug="other"), title="Heronry")
    for new in (whole, ahead):
        assert "Heronry" not in get(client, root_of(new) + "/harbours/")
    editing.add(release, other)
    assert "Heronry" in get(client, root_of(whole) + "/harbours/")
    plan(other.get_latest_revision_as_object(), at)
    assert "Heronry" in get(client, root_of(ahead) + "/harbours/")


def test_revoking_ends_what_is_kept(client, draft):
    new = link_to(draft)
    get(client, path_of(new))
    links.revoke(PreviewLink.objects.all(), None)
    assert client.get(path_of(new)).status_code == 404


def test_what_is_kept_is_bounded(client, draft, monkeypatch):
    monkeypatch.setattr(answers, "MOST_FILES", 5)
    new = link_to(draft)
    for number in range(9):
        get(client, f"{path_of(new)}?n={number}")
    assert len(list(Path(settings.PREVIEWS_DIR).iterdir())) <= 7


def test_a_neutral_token_is_never_long_the_same_and_never_shown(client, draft, monkeypatch):
    made = []
    neutral = tokens.neutral

    def note():
        made.append(neutral())
        return made[-1]

    new = link_to(draft)
    monkeypatch.setattr(tokens, "neutral", note)
    text = get(client, path_of(new))
    assert len(made) == 1
    assert made[0] not in text
    assert tokens.made_in(1) != tokens.made_in(2)


# --- Asked while others work --------------------------------------------------------------


def test_while_others_rehearse_the_last_answer_will_do_for_a_moment(client, draft, monkeypatch):
    new = link_to(draft)
    monkeypatch.setattr(turns, "PAUSE", {})
    get(client, path_of(new))
    redraft(draft, standfirst="Second thoughts.")
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with turns.turn("others"):
        assert "Second thoughts." not in get(client, path_of(new))
        assert client.get(root_of(new) + "/archive/").status_code == 503
    assert not turns.is_crowded()
    with turns.turn("somebody else"), turns.line():
        assert client.get(root_of(new) + "/archive/").status_code == 503
    assert turns.is_crowded()
    assert "Second thoughts." not in get(client, path_of(new))
    monkeypatch.setattr(answers, "WILL_DO", 0)
    assert "Second thoughts." in get(client, path_of(new))


def test_a_link_that_was_turned_away_comes_before_anothers_second_turn(client, draft, monkeypatch):
    greedy, other = link_to(draft), link_to(draft)
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    monkeypatch.setattr(turns, "PAUSE", {})
    monkeypatch.setattr(turns, "REST", 60)
    with turns.turn(greedy.link.pk):
        assert client.get(root_of(other) + "/archive/").status_code == 503
        assert client.get(root_of(greedy) + "/?n=1").status_code == 503
    assert client.get(root_of(greedy) + "/?n=2").status_code == 503  # nobody rehearses, but another link waits
    assert client.get(root_of(other) + "/archive/").status_code == 200
    assert client.get(root_of(greedy) + "/?n=3").status_code == 200
    assert client.get(root_of(greedy) + "/?n=4").status_code == 200


def test_who_was_turned_away_twice_is_waited_for(client, draft, monkeypatch):
    greedy, other = link_to(draft), link_to(draft)
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    monkeypatch.setattr(turns, "PAUSE", {})
    monkeypatch.setattr(turns, "REST", 0)
    for statuses in ([503, 200], [503, 503]):
        with turns.turn(greedy.link.pk):
            assert client.get(root_of(other) + "/archive/").status_code == statuses[0]
        assert client.get(f"{root_of(greedy)}/?n={statuses[1]}").status_code == statuses[1]
    assert client.get(root_of(other) + "/archive/").status_code == 200
    assert client.get(root_of(greedy) + "/?n=last").status_code == 200


def test_who_never_comes_again_is_not_waited_for(client, draft, monkeypatch):
    greedy, other = link_to(draft), link_to(draft)
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    monkeypatch.setattr(turns, "PAUSE", {})
    monkeypatch.setattr(turns, "REST", 60)
    monkeypatch.setattr(turns, "COMES_AGAIN", 0)
    with turns.turn(greedy.link.pk):
        assert client.get(root_of(other) + "/archive/").status_code == 503
    assert client.get(root_of(greedy) + "/?n=1").status_code == 200


def test_a_busy_site_says_when_to_come_again(client, draft, monkeypatch):
    new = link_to(draft)

    def busy(*args, **how):
        raise BusyError("locked")

    monkeypatch.setattr("staging.serving.rehearse", busy)
    response = client.get(path_of(new))
    assert (response.status_code, response["Retry-After"], response["Refresh"]) == (503, "2", "2")
    assert get_script_prefix() == "/"


@pytest.mark.django_db(transaction=True)
def test_who_holds_a_lock_is_not_waited_for(client, draft, monkeypatch):
    new = link_to(draft)
    monkeypatch.setattr("staging.rehearsal.short_waits", partial(short_waits, 50))
    other = connection.copy()
    other.set_autocommit(False)
    try:
        other.cursor().execute("UPDATE wagtailcore_page SET title = 'held' WHERE id = %s", [draft.pk])
        began = time.monotonic()
        assert client.get(path_of(new)).status_code == 503
        assert time.monotonic() - began < 5
    finally:
        other.rollback()
        other.close()
    assert client.get(path_of(new)).status_code == 200


# --- The site at a moment --------------------------------------------------------------------


@pytest.fixture
def planned(draft, home):
    """One article goes live in one day, another one expires in two, the first in three."""
    now = timezone.now()
    page = ArticlePage.objects.get(pk=draft.pk)
    page.go_live_at, page.expire_at = now + timedelta(days=1), now + timedelta(days=3)
    page.save_revision().publish()
    other = article(section_page("Quays"), title="Heronry", slug="heronry")
    Page.objects.filter(pk=other.pk).update(expire_at=now + timedelta(days=2))
    return now


@pytest.mark.parametrize(
    ("days", "has_draft", "has_other"), [(0.5, False, True), (1.5, True, True), (2.5, True, False), (4, False, False)]
)
def test_the_site_at_a_moment(client, planned, days, has_draft, has_other):
    new = links.walk_ahead(at=planned + timedelta(days=days), until=planned + timedelta(days=7))
    html = get(client, root_of(new) + "/")
    body = re.sub(r"<aside.*?</aside>", "", html, flags=re.DOTALL)
    assert (WORD in body, "Heronry" in body) == (has_draft, has_other)
    assert "The site as it will be on" in html
    public = client.get("/").content.decode()
    assert WORD not in public
    assert "Heronry" in public


def test_only_who_may_publish_everything_walks_ahead(client, client_of, planned, editor, writer):
    at = timezone.localtime() + timedelta(days=1, hours=2)
    form = {"at": f"{at:%Y-%m-%d %H:%M}", "until": f"{at:%Y-%m-%d %H:%M}", "label": "Desk"}
    assert client_of(writer).post("/admin/previews/moment/", form).status_code in {302, 403}
    assert not PreviewLink.objects.exists()
    response = client_of(editor).post("/admin/previews/moment/", form, follow=True)
    path = response.context["new"].address.removeprefix("http://localhost:8000")
    assert WORD in get(client, path)
    editor.groups.clear()
    assert client.get(path).status_code == 404


def test_a_moment_in_the_gap_of_summer_time_is_explained(client_of, editor):
    profile = UserProfile.get_for_user(editor)
    profile.current_time_zone = "Europe/Paris"
    profile.save()
    form = {"at": "2027-03-28 02:30", "until": "2027-03-28 02:30", "label": "Desk"}
    response = client_of(editor).post("/admin/previews/moment/", form)
    assert response.status_code == 422
    assert "does not exist in Europe/Paris" in response.content.decode()


def test_what_fails_at_its_time_leaves_the_rest_of_the_moment(client, planned, draft):
    page = article(section_page("Drafts", live=False), title="Below", live=False)
    page.go_live_at = planned + timedelta(hours=1)
    page.save_revision().publish()
    new = links.walk_ahead(at=planned + timedelta(days=1.5), until=planned + timedelta(days=7))
    assert new.left_out == ["“Below” can't go live as it is: it stands below “Drafts”, which is not published."]
    assert WORD in get(client, root_of(new) + "/")
