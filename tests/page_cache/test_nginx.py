"""nginx with the configuration that the site makes for it: what it answers by itself, and what it leaves to the application."""

import gzip
import http.client
import io
import re
import socket
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles.models import ArticlePage
from page_cache import changes, folders
from staging import tokens
from tests.builders import article

from .conftest import Reader
from .nginx import BROTLI, NGINX, running_nginx

pytestmark = pytest.mark.skipif(not NGINX, reason="no nginx found: install it (Debian: nginx-light)")

ADDRESS = "/harbours/the-harbour-that-said-no/"


class Application(BaseHTTPRequestHandler):
    """Stands where the site's server stands, and says what it was asked."""

    def do_GET(self):
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = f"application {self.command} {self.path} {dict(self.headers)} {sent!r}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Referrer-Policy", "same-origin")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 - the names that the server looks for

    def log_message(self, *_args):
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Front:
    """Asks nginx: front("/path/", Cookie="…")."""

    def __init__(self, port: int):
        self.port = port

    def __call__(self, path: str, method: str = "GET", host: str = "", body: bytes = b"", **headers: str):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host or f"localhost:{self.port}", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders(body)
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer


def is_from_application(answer) -> bool:
    return answer.body.startswith(b"application")


@pytest.fixture
def front(db, settings, tmp_path, section, commits):
    """nginx before a site with an article, whose pages have all been read once."""
    port = free_port()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SITE_URL, settings.PORT, settings.PAGE_CACHE = f"http://localhost:{port}", server.server_port, True
    with commits():
        article(section)
    front = Front(port)
    front.reader = reader = Reader()
    reader.cache.ticker.tick()
    front.fill = lambda: [reader(path, HTTP_HOST=f"localhost:{port}") for path in ("/", ADDRESS, "/feeds/rss.xml")]
    front.fill()
    out = io.StringIO()
    call_command("nginx_config", *(["--brotli"] if BROTLI.exists() else []), stdout=out)
    with running_nginx(tmp_path / "nginx", out.getvalue(), port):
        yield front
    server.shutdown()
    server.server_close()


def test_it_answers_as_the_application_does(front):
    ours = front.reader(ADDRESS, HTTP_HOST=f"localhost:{front.port}")
    theirs = front(ADDRESS)
    assert (theirs.status, theirs.body) == (200, ours.body)
    headers = {name: value for name, value in theirs.getheaders() if name not in {"Server", "Date", "Connection"}}
    assert headers.pop("Vary") == "Accept, Accept-Encoding"
    assert headers == {name: value for name, value in ours.headers.items() if name != "Vary"}
    head = front(ADDRESS, "HEAD")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", ours.headers["ETag"])


def test_it_knows_what_the_browser_has(front):
    for coding in ("identity", "gzip", "br"):
        etag = front(ADDRESS, Accept_Encoding=coding).headers["ETag"]
        again = front(ADDRESS, Accept_Encoding=coding, If_None_Match=etag)
        assert (again.status, again.body) == (304, b"")
        assert "Content-Security-Policy" in again.headers
        ours = front.reader(ADDRESS, HTTP_HOST=f"localhost:{front.port}", HTTP_ACCEPT_ENCODING=coding)
        assert ours.headers["ETag"] == etag or (coding == "br" and not BROTLI.exists())
    assert front(ADDRESS, If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT").status == 200


def test_it_sends_what_was_compressed_once(front):
    plain = front(ADDRESS).body
    answer = front(ADDRESS, Accept_Encoding="gzip")
    assert (answer.headers["Content-Encoding"], gzip.decompress(answer.body)) == ("gzip", plain)
    if BROTLI.exists():
        answer = front(ADDRESS, Accept_Encoding="gzip, br")
        assert (answer.headers["Content-Encoding"], brotli.decompress(answer.body)) == ("br", plain)


@pytest.mark.parametrize(
    "headers",
    [
        *({"Cookie": "sessionid=a"}, {"Cookie": "theme=dark; messages=b"}, {"Authorization": "Basic YTpi"}),
        *({"Accept": "text/markdown"}, {"Accept": "text/html;q=0.2, */*"}, {"Content-Length": "0", "Transfer-Encoding": "x"}),
        *({"host": "evil.example"}, {"host": "localhost"}, {"method": "POST"}),
    ],
)
def test_what_is_somebody_s_or_unusual_goes_to_the_application(front, headers):
    answer = front(ADDRESS, **headers)
    assert is_from_application(answer) or answer.status in {400, 501}


def test_what_is_sent_arrives_at_the_application(front):
    answer = front(ADDRESS, "POST", body=b"name=Ada", Content_Length="8")
    assert answer.body.startswith(b"application POST ") and answer.body.endswith(b"b'name=Ada'")
    assert front(ADDRESS, "PUT").body.startswith(b"application PUT ")
    assert front(ADDRESS, "POST").body.startswith(b"application POST ")


@pytest.mark.parametrize(
    "path",
    [
        *(
            f"{ADDRESS}?page=2",
            f"{ADDRESS}?%70age=2",
            f"{ADDRESS}?utm_source=a&page=2",
            f"{ADDRESS}?q=1",
            "/nowhere/",
            "/feeds/rss.xml",
        ),
        *(
            "/.page.html",
            "/harbours/..%2f/",
            "/HARBOURS/",
            "/harbours",
            "/admin/",
            "/-",
        ),
    ],
)
def test_what_has_no_file_goes_to_the_application_as_it_came(front, path):
    answer = front(path)
    assert f"GET {path} ".encode() in answer.body


def test_where_a_reader_came_from_changes_nothing(front):
    page = front(ADDRESS).body
    for query in ("utm_source=a", "utm_source=a&utm_medium=b&fbclid=", "gclid=%00&", ""):
        assert front(f"{ADDRESS}?{query}").body == page


@pytest.mark.parametrize(
    "headers", [{"Range": "bytes=0-9"}, {"X_Forwarded_Host": "evil"}, {"X_Original_URL": "/admin/"}, {"Cookie": "theme=dark"}]
)
def test_odd_headers_change_nothing(front, headers):
    answer = front(ADDRESS, **headers)
    assert (answer.status, answer.body) == (200, front(ADDRESS).body)
    assert "Accept-Ranges" not in answer.headers


def test_a_change_is_seen_at_the_next_request(front, commits):
    assert not is_from_application(front(ADDRESS))
    with commits():
        changes.purge()
    assert is_from_application(front(ADDRESS))
    front.fill()
    assert not is_from_application(front(ADDRESS))


def test_a_page_is_not_served_beyond_its_expiry_even_when_all_else_is_dead(front, commits):
    """nginx stops up to a slot earlier than the application does."""
    ArticlePage.objects.update(expire_at=timezone.now() + timedelta(seconds=250))
    with commits():
        changes.purge()
    front.fill()
    assert not is_from_application(front(ADDRESS))
    valid = [int(path.name) for path in (folders.root() / "slots").iterdir()]
    assert all((slot + 1) * folders.SLOT <= time.time() + 250 for slot in valid)
    end = datetime.fromtimestamp((time.time() // folders.SLOT + 1) * folders.SLOT, UTC)
    ArticlePage.objects.update(expire_at=end - timedelta(milliseconds=1))  # within this slot, whenever the test runs
    with commits():
        changes.purge()
    front.fill()
    assert is_from_application(front(ADDRESS))


def test_without_the_site_it_serves_for_two_slots_at_most(front):
    assert max(int(path.name) for path in (folders.root() / "slots").iterdir()) <= time.time() // folders.SLOT + 1
    for path in (folders.root() / "slots").iterdir():
        path.rename(path.with_name(str(int(path.name) - 2)))
    assert is_from_application(front(ADDRESS))


def test_pictures_come_from_it_with_their_own_policy(front, settings):
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "original_images").mkdir()
    for name in ("images/sun.webp", "original_images/sun.webp", "images/page.html", "images/.hidden.png"):
        (settings.MEDIA_ROOT / name).write_bytes(b"picture")
    answer = front("/media/images/sun.webp")
    assert (answer.body, answer.headers["Content-Type"]) == (b"picture", "image/webp")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("original_images/sun.webp", "images/page.html", "images/.hidden.png", "images/none.png", "images/../secret.png"):
        assert is_from_application(front(f"/media/{path}"))


def test_https_needs_a_certificate(settings):
    settings.SITE_URL = "https://www.example.org"
    with pytest.raises(CommandError, match="--certificate"):
        call_command("nginx_config")


# --- Addresses of previews are in no log ---------------------------------------------------------

TOKEN = tokens.new()
PREVIEWS = [
    *(f"/preview/{TOKEN}/", f"/preview/{TOKEN}", f"/preview/{TOKEN}/~notes/harbours/?page=1", f"/preview/{TOKEN}.%20It"),
    *(f"//preview/{TOKEN}/", f"/preview//{TOKEN}/", f"///preview///{TOKEN}/", f"/%70review/{TOKEN}/", f"/preview%2f{TOKEN}/"),
    *(f"/x/../preview/{TOKEN}/", f"/./preview/{TOKEN}/", f"/Preview/{TOKEN.upper()}/", f"/harbours/preview/{TOKEN}/"),
    *(f"/harbours/www.example.org/preview/{TOKEN}/", f"/https://www.example.org/preview/{TOKEN}/"),
]


class Logs:
    def __init__(self, folder):
        self.files = folder / "access.log", folder / "error.log"

    def read(self) -> str:
        return "".join(file.read_text() for file in self.files).lower()

    def wait_for(self, words: str) -> None:
        """A line is written after the answer is sent."""
        give_up = time.monotonic() + 10
        while words not in self.read() and time.monotonic() < give_up:
            time.sleep(0.01)
        assert words in self.read()


@pytest.fixture
def logging_front(db, settings, tmp_path):
    """start(https=…): nginx that logs, before an application that does not answer, with its logs."""
    stack = ExitStack()

    def start(https: bool = False) -> tuple[Front, Logs]:
        port, other, settings.PORT = free_port(), free_port(), free_port()
        settings.SITE_URL = f"https://localhost:{other}" if https else f"http://localhost:{port}"
        folder, out = tmp_path / "nginx", io.StringIO()
        certificate = ["--certificate", "unused", "--certificate-key", "unused"] if https else []
        call_command("nginx_config", *certificate, stdout=out)
        # A server without a certificate can't start, and the one beside it is asked.
        site = re.sub(r"ssl_certificate.*;| ssl(?=;)", "", out.getvalue().replace("listen 80;", f"listen {port};"))
        stack.enter_context(running_nginx(folder, site, port, access_log=str(folder / "access.log")))
        return Front(port), Logs(folder)

    with stack:
        yield start


def ask_for_previews(front: Front, logs: Logs) -> set[int]:
    statuses = {front(path).status for path in PREVIEWS}
    large = front(f"/preview/{TOKEN}/~notes/", "POST", Content_Length="999999999")
    front("/the-last-one")
    logs.wait_for("/the-last-one")
    return {*statuses, large.status}


def test_no_log_has_the_address_of_a_preview(logging_front):
    front, logs = logging_front()
    assert ask_for_previews(front, logs) == {502, 413}
    assert TOKEN not in logs.read()
    assert "connect() failed" in logs.read()  # of the last one: all else is logged


def test_nor_has_that_of_the_server_that_leads_to_https(logging_front):
    front, logs = logging_front(https=True)
    assert ask_for_previews(front, logs) == {301, 413}
    assert TOKEN not in logs.read()
    for path in ("/harbours/?page=2", f"/preview/{TOKEN}/?page=2"):
        assert front(path).headers["Location"] == f"https://localhost{path}"


def test_no_answer_to_the_address_of_a_preview_has_it_told_to_others(front, logging_front):
    """A browser asks for an icon of nginx's own error pages, too."""
    silent, _logs = logging_front()
    for answer in (front(f"/preview/{TOKEN}/"), silent(f"/preview/{TOKEN}/")):
        assert answer.headers.get_all("Referrer-Policy") == ["no-referrer"]
