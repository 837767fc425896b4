"""Who gets an answer from a file, and what such a file can never hold."""

import gzip
import shutil
from pathlib import Path

import brotli
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from articles.models import ArticlePage
from home.models import HomePage
from page_cache import entries, folders
from page_cache.requests import Key
from page_cache.wsgi import lock_of
from tests.builders import article

from .conftest import HOST, Reader

ADDRESS = "/harbours/the-harbour-that-said-no/"
SECRET = "by then the harbour smells of"  # of the article's body


# --- What is kept ------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/harbours/", ADDRESS, "/archive/", "/feeds/rss.xml", "/feeds/feed.json", "/harbours/feeds/atom.xml"),
        *("/sitemap.xml", "/sitemap-articles.xml", "/robots.txt", "/harbours/the-harbour-that-said-no.md"),
    ],
)
def test_the_second_reader_gets_the_same_without_django(reader, story, address):
    from_django = plain_django(address)
    first, second = reader(address), reader(address)
    assert (first.status, first.rendered, second.rendered) == (200, 1, 0)
    assert first.body == second.body == from_django.content
    assert first.headers == second.headers
    for name, value in from_django.headers.items():
        if name not in {"ETag", "Content-Length"}:
            assert second.headers[name] == value


def plain_django(address):
    return Client(headers={"host": HOST}).get(address)


def test_head_and_what_the_browser_has_already(reader, story):
    page = reader(ADDRESS)
    head = reader(ADDRESS, "HEAD")
    assert (head.status, head.body, head.headers, head.rendered) == (200, b"", page.headers, 0)
    for known in (page.headers["ETag"], f'W/"other", W/{page.headers["ETag"]}', "*"):
        again = reader(ADDRESS, HTTP_IF_NONE_MATCH=known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == page.headers["ETag"]
        assert "Content-Length" not in again.headers
    assert reader(ADDRESS, HTTP_IF_NONE_MATCH='"other"').status == 200


def test_the_browser_asks_again_each_time(reader, story):
    assert reader(ADDRESS).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("accepts", "coding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("br; q=0.0, gzip;q=0", None, bytes),
        ("", None, bytes),
    ],
)
def test_it_comes_compressed(reader, story, accepts, coding, decode):
    plain = reader(ADDRESS)
    answer = reader(ADDRESS, HTTP_ACCEPT_ENCODING=accepts)
    assert answer.headers.get("Content-Encoding") == coding
    assert decode(answer.body) == plain.body
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (coding is None)
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_accept_chooses_html_or_markdown_and_nothing_else(reader, story, kept_files):
    html = reader(ADDRESS, HTTP_ACCEPT="text/html,application/xhtml+xml,*/*;q=0.8")
    markdown = reader(ADDRESS, HTTP_ACCEPT="text/markdown")
    assert html.headers["Content-Type"].startswith("text/html")
    assert markdown.headers["Content-Type"].startswith("text/markdown")
    for odd in ("application/json", "image/png", "*/*", "", "x" * 3000, "text/html;q=0.9, text/markdown;q=0.1"):
        answer = reader(ADDRESS, HTTP_ACCEPT=odd)
        assert (answer.body, answer.rendered) == (html.body, 0)
    for wants in ("text/markdown, text/html;q=0.5", "text/html;q=0.2, */*"):
        answer = reader(ADDRESS, HTTP_ACCEPT=wants)
        assert (answer.body, answer.rendered) == (markdown.body, 0)
    assert len([name for name in kept_files() if name.endswith(("/.html", "/.markdown"))]) == 2


# --- What is never kept ------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/harbours/?page=99", "/search/?q=harbour", "/search/", "/news-sitemap.xml", "/oembed"]
)
def test_what_is_different_each_time_or_not_there_is_not_kept(reader, story, kept_files, address):
    kept = kept_files()
    assert reader(address).status == reader(address).status == plain_django(address).status_code
    assert kept_files() == kept


def test_a_404_is_as_django_has_it(reader, home):
    answer = reader("/nowhere/")
    assert (answer.status, answer.rendered) == (404, 1)
    assert answer.body == plain_django("/nowhere/").content
    assert reader("/elsewhere/", "HEAD").body == b""


def test_a_withdrawn_page_is_gone_at_the_next_request(reader, story, commits):
    assert reader(ADDRESS).status == 200
    with commits():
        story.unpublish()
    assert reader(ADDRESS).status == 410
    assert "said no" not in reader("/harbours/").text


def test_whoever_is_logged_in_is_served_by_django(reader, story, editor, client_of, kept_files):
    reader("/")
    kept = kept_files()
    for _ in range(2):
        assert reader(ADDRESS, **reader.log_in(client_of(editor))).rendered == 1
    assert kept_files() == kept


@pytest.mark.parametrize("cookie", ["sessionid=abc", "a=b; sessionid=abc", "messages=x", "theme=dark; messages=x"])
def test_a_session_or_a_message_goes_to_django(reader, story, cookie):
    reader(ADDRESS)
    assert reader(ADDRESS, HTTP_COOKIE=cookie).rendered == 1
    assert reader(ADDRESS, HTTP_COOKIE="theme=dark").rendered == 0


@pytest.mark.parametrize(
    ("method", "environ"),
    [("POST", {}), ("PUT", {}), ("GET", {"HTTP_AUTHORIZATION": "Basic YTpi"}), ("GET", {"CONTENT_LENGTH": "3"})],
)
def test_other_requests_go_to_django_as_they_are(reader, story, method, environ):
    reader(ADDRESS)
    reader(ADDRESS, method, **environ)
    assert reader.rendered[-1]["REQUEST_METHOD"] == method
    assert reader.rendered[-1].items() >= environ.items()


def test_a_page_that_becomes_private_is_private_at_the_next_request(reader, story, commits, kept_words):
    assert reader(ADDRESS).status == reader("/").status == 200
    with commits():
        PageViewRestriction.objects.create(page=story, restriction_type="password", password="tide-table")
    answer = reader(ADDRESS)
    assert SECRET not in answer.text
    assert "csrftoken" in answer.headers["Set-Cookie"]
    assert SECRET not in reader("/harbours/the-harbour-that-said-no.md").text
    for address in ("/", "/harbours/", "/feeds/rss.xml"):
        assert "said no" not in reader(address).text
    reader.cache.ticker.tidy()
    reader.cache.ticker.remover.wait()
    assert SECRET.encode() not in kept_words()


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_a_private_page_is_never_kept(reader, story, commits, kept_words, editor, client_of, kind):
    with commits():
        PageViewRestriction.objects.create(page=story.get_parent(), restriction_type=kind, password="tide-table")
    insider = reader.log_in(client_of(editor))
    for _ in range(2):
        reader(ADDRESS, **insider)
        assert SECRET not in reader(ADDRESS).text
        assert "csrfmiddlewaretoken" not in reader("/").text
    words = kept_words()
    assert SECRET.encode() not in words
    assert b"csrf" not in words


def test_who_knows_the_password_reads_and_nobody_else(reader, story, commits):
    with commits():
        PageViewRestriction.objects.create(page=story, restriction_type="password", password="tide-table")
    client = Client(headers={"host": HOST})
    form = BeautifulSoup(client.get(ADDRESS).content, "html.parser").select_one("form.password-form")
    answer = client.post(form["action"], {"password": "tide-table", "return_url": ADDRESS})
    assert answer.status_code == 302, form["action"]
    assert SECRET in reader(ADDRESS, **reader.log_in(client)).text
    assert SECRET not in reader(ADDRESS).text


def test_a_draft_is_in_no_file(reader, story, editor, client_of, kept_words, commits):
    with commits():
        story.title = "Draft of tomorrow"
        story.save_revision()
    reader(f"/admin/pages/{story.pk}/view_draft/", **reader.log_in(client_of(editor)))
    for address in (ADDRESS, "/", "/harbours/", "/feeds/rss.xml", "/sitemap.xml"):
        assert "Draft of tomorrow" not in reader(address).text
    assert b"Draft of tomorrow" not in kept_words()


def test_a_rehearsal_is_not_kept(reader, story, monkeypatch, kept_words):
    """A view that answers as a rehearsal does, but forgets to say that caches may not keep it."""
    serve = ArticlePage.serve

    def rehearse(page, request):
        response = serve(page, request).render()  # sets it to False; the user bar of a preview is another reason
        request.is_preview = True
        return response

    monkeypatch.setattr(ArticlePage, "serve", rehearse)
    assert (reader(ADDRESS).rendered, reader(ADDRESS).rendered) == (2, 1)
    assert SECRET.encode() not in kept_words()


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "a=b"),
        ("Vary", "Cookie"),
        ("Vary", "Accept-Language"),
        ("Cache-Control", "private"),
        ("Cache-Control", "no-store"),
        ("Content-Encoding", "zstd"),
    ],
)
def test_the_answer_itself_says_who_may_have_it(reader, story, monkeypatch, kept_files, header):
    serve = ArticlePage.serve

    def served(page, request):
        response = serve(page, request).render()
        response[header[0]] = header[1]
        return response

    monkeypatch.setattr(ArticlePage, "serve", served)
    kept = kept_files()
    assert reader(ADDRESS).status == 200
    assert reader(ADDRESS).rendered == 1
    assert kept_files() == kept


# --- Poison ------------------------------------------------------------------

ODD = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_FOR": "10.0.0.1",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_ORIGINAL_URL": "/admin/",
    "HTTP_X_REWRITE_URL": "/evil/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_FORWARDED": "host=evil.example;proto=https",
    "HTTP_RANGE": "bytes=0-9",
    "HTTP_IF_RANGE": '"evil"',
    "HTTP_IF_MODIFIED_SINCE": "Sat, 29 Oct 2050 19:43:31 GMT",
    "HTTP_ACCEPT_LANGUAGE": "evil",
    "HTTP_ACCEPT_CHARSET": "utf-7",
    "HTTP_USER_AGENT": "<script>evil</script>",
    "HTTP_REFERER": "http://evil.example/",
    "HTTP_ORIGIN": "http://evil.example",
    "HTTP_COOKIE": "csrftoken=evil; theme=evil",
    "HTTP_UPGRADE": "evil",
    "REMOTE_ADDR": "10.6.6.6",
}


@pytest.mark.parametrize("address", [ADDRESS, "/feeds/rss.xml", "/nowhere/"])
def test_odd_headers_change_nothing_and_come_back_nowhere(reader, story, kept_words, address):
    expected = plain_django(address)
    answer = reader(address, **ODD)
    assert (answer.status, answer.body) == (expected.status_code, expected.content)
    assert b"evil" not in kept_words()
    assert "evil" not in str(answer.headers)
    assert reader(address).body == expected.content


def test_parameters_that_nobody_reads_share_the_page(reader, story, kept_files):
    reader(ADDRESS)
    kept = kept_files()
    for query in ("utm_source=x", "fbclid=1&gclid=2", "q=evil", "%00=1", "&&&", "a" * 1500, "page[]=3"):
        assert reader(f"{ADDRESS}?{query}").rendered == 0
    assert kept_files() == kept
    assert b"evil" not in reader(ADDRESS).body


def test_the_first_reader_with_a_campaign_leaves_no_trace(reader, story, kept_words):
    first = reader(f"{ADDRESS}?utm_source=evil")
    assert b"evil" not in first.body + kept_words()
    assert reader(ADDRESS).rendered == 0


def test_pages_of_a_list_are_kept_one_by_one(reader, section, commits, kept_files):
    with commits():
        for number in range(13):
            article(section, title=f"Article {number}")
    first, second = reader("/harbours/"), reader("/harbours/?utm_source=x&page=2")
    assert first.body != second.body
    assert reader("/harbours/?page=2").rendered == 0
    assert reader("/harbours/?page=2").body == second.body == plain_django("/harbours/?page=2").content
    kept = kept_files()
    for odd in (
        "page=3",
        "page=0",
        "page=-1",
        "page=02",
        "page=2&page=1",
        "page=9999",
        "page=99999",
        "page=last",
        "page=%32x",
        "page=",
    ):
        answer = reader(f"/harbours/?{odd}")
        expected = plain_django(f"/harbours/?{odd}")
        assert (answer.status, answer.body) == (expected.status_code, expected.content)
    assert kept_files() == kept


def test_a_page_number_makes_no_entries_of_what_has_no_pages(reader, story, kept_files):
    reader(f"{ADDRESS}?page=7")
    kept = kept_files()
    for number in (2, 8, 4711):
        assert reader(f"{ADDRESS}?page={number}").rendered == 0
    assert kept_files() == kept


def test_two_hosts_do_not_share_a_byte(reader, story, settings, kept_files):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "other.example"]
    reader.cache.rules.hosts.add("other.example:8000")
    other_home = HomePage(title="The other paper", slug="other")
    story.get_root().add_child(instance=other_home)
    Site.objects.create(hostname="other.example", port=8000, root_page=other_home)
    reader.cache.ticker.tick()
    assert "http://other.example:8000/" in reader("/", HTTP_HOST="other.example:8000").text
    assert "other.example" not in reader("/").text
    assert reader(ADDRESS).status == 200
    assert reader(ADDRESS, HTTP_HOST="other.example:8000").status == 404
    assert reader("/", HTTP_HOST="OTHER.example:8000").rendered == 0


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:1", "localhost", "localhost:8000.", "a/../b", "", "localhost:8000@evil"]
)
def test_other_hosts_get_django_s_answer_and_no_files(reader, story, kept_files, host):
    kept = kept_files()
    answer = reader(ADDRESS, HTTP_HOST=host)
    assert answer.rendered == 1
    assert kept_files() == kept


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret_key", "/..%2f..%2fsecret_key", "/harbours/../../../secret_key", "/harbours/..", "//harbours//"),
        *(
            "/\x00/",
            "/.page.html",
            "/harbours/.html",
            "/HARBOURS/",
            "/h\xe4fen/",
            "/a" * 2000 + "/",
            "/" + "a" * 5000 + "/",
            "harbours/",
            "",
        ),
    ],
)
def test_no_path_leads_out_of_its_folder(reader, story, kept_files, path):
    reader(ADDRESS)
    kept = kept_files()
    reader(path, PATH_INFO=path, REMOTE_ADDR="192.0.2.1")
    assert reader.rendered[-1]["REMOTE_ADDR"] == "192.0.2.1"  # the request as it came
    assert kept_files() == kept
    assert {found.name for found in folders.root().iterdir()} <= {
        "current",
        "generations",
        "lock",
        "locks",
        "old",
        "reads",
        "slots",
        "warming-wanted",
    }


def test_https_sites_are_kept_for_https_only(settings, home, commits):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://www.example.org", ["www.example.org", "localhost"]
    settings.SECURE_PROXY_SSL_HEADER, settings.SECURE_SSL_REDIRECT = ("HTTP_X_FORWARDED_PROTO", "https"), True
    settings.PAGE_CACHE = True
    folders.refresh()
    reader = Reader()
    reader.cache.ticker.tick()
    host = {"HTTP_HOST": "www.example.org"}
    assert reader("/", **host).status == 301
    assert reader("/", **host, HTTP_X_FORWARDED_PROTO="https").status == 200
    assert reader("/", **host, HTTP_X_FORWARDED_PROTO="https").rendered == 0
    assert reader("/", **host, HTTP_X_FORWARDED_PROTO="http").status == 301
    assert reader("/", **host).status == 301
    assert "localhost" not in reader.cache.rules.hosts


# --- Many readers, little space ------------------------------------------------


def test_of_two_who_ask_at_once_one_renders(reader, story):
    """The second asks while the first one's page is being rendered, and finds it when that is done."""
    folder, key = folders.current(), Key(HOST, ADDRESS)
    with folders.locked(lock_of(key)):
        entry = reader.cache.keep(folder, key, reader.cache.render(key))
        reader.cache.memory.forget(folder.path)
        assert reader(ADDRESS).rendered == 0
    assert entry.bodies[""] == reader(ADDRESS).body


def test_who_waited_long_enough_gets_the_page_anyway(reader, story, monkeypatch):
    monkeypatch.setattr("page_cache.wsgi.WAIT", 0.05)
    with folders.locked(lock_of(Key(HOST, ADDRESS))):
        assert (reader(ADDRESS).status, reader(ADDRESS).rendered) == (200, 0)


def test_addresses_that_do_not_exist_leave_a_bounded_number_of_files(reader, home):
    for number in range(40):
        reader(f"/nowhere-{number}/")
    assert not list((folders.root() / "generations").rglob("*nowhere*"))
    assert len(list((folders.root() / "locks").iterdir())) <= 256


def test_a_full_disk_costs_time_only(reader, story, monkeypatch, kept_files):
    monkeypatch.setattr(folders, "LEAST_SPACE", 2**62)
    kept = kept_files()
    for _ in range(2):
        answer = reader(ADDRESS)
        assert (answer.status, answer.rendered) == (200, 1)
    assert kept_files() == kept


def test_a_folder_that_is_gone_costs_time_only(reader, story):
    shutil.rmtree(folders.root())
    assert (reader(ADDRESS).status, reader(ADDRESS).rendered) == (200, 1)
    reader.cache.ticker.tick()
    reader(ADDRESS)
    assert reader(ADDRESS).rendered == 0


def test_half_written_files_are_not_served(reader, story):
    page = reader(ADDRESS)
    file = Path(entries.place(folders.current().path, Key(HOST, ADDRESS)))
    whole = file.read_bytes()
    for part in (
        b"",
        whole[: len(whole) // 2],
        b"\x00" * 100,
        b"{}",
        b"[]",
        b'{"headers": [], "read": [], "body": "nothing", "sizes": {"": 0}}',
    ):
        file.write_bytes(part)
        reader.cache.memory.forget(folders.current().path)
        assert reader(ADDRESS).body == page.body


def test_when_the_database_is_silent_for_long_django_is_asked(reader, story, monkeypatch):
    reader(ADDRESS)
    reader.cache.ticker.confirmed -= 100
    assert reader(ADDRESS).rendered == 0
    reader.cache.ticker.confirmed -= 30
    assert reader(ADDRESS).rendered == 1
