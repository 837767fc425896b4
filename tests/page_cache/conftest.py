"""The cache before the site as the server has it, without a server: each test has its own folder and database."""

import io
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from page_cache import changes, folders
from page_cache.wsgi import PageCache
from site_project import wsgi
from tests.builders import article

HOST = "localhost:8000"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    rendered: int  # how many times Django was asked

    @property
    def text(self) -> str:
        return self.body.decode()


class Reader:
    """Asks the cache as a server would: reader("/path/", HTTP_ACCEPT="…")."""

    def __init__(self):
        self.rendered: list[dict] = []
        self.django = WSGIHandler()
        self.cache = PageCache(self.render)

    def render(self, environ, start_response):
        """As django.test.Client does: the end of a request is not the end of the test's transaction."""
        self.rendered.append(environ)
        request_started.disconnect(close_old_connections)
        try:
            response = self.django(environ, start_response)
            body = [b"".join(response)]
        finally:
            request_started.connect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        response.close()
        request_finished.connect(close_old_connections)
        return body

    def __call__(self, address: str, method: str = "GET", body: bytes = b"", **environ) -> Answer:
        path, query = urlsplit(address).path, urlsplit(address).query
        before, seen = len(self.rendered), {}

        def start_response(status, headers, exc_info=None):
            seen.update(status=int(status[:3]), headers=headers)

        request = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": HOST,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            **({"CONTENT_LENGTH": str(len(body))} if body else {}),
            **environ,
        }
        chunks = self.cache(request, start_response)
        whole = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()
        return Answer(seen["status"], dict(seen["headers"]), whole, len(self.rendered) - before)

    def log_in(self, client) -> dict[str, str]:
        """What the browser of a django.test.Client sends."""
        cookies: SimpleCookie = client.cookies
        return {"HTTP_COOKIE": "; ".join(f"{name}={cookie.value}" for name, cookie in cookies.items())}


@pytest.fixture
def reader(db, settings, monkeypatch) -> Reader:
    settings.PAGE_CACHE = True
    folders.refresh()
    reader = Reader()
    reader.cache.ticker.tick()
    monkeypatch.setattr(wsgi, "application", reader.cache)
    yield reader
    if reader.cache.ticker.remover:
        reader.cache.ticker.remover.wait()
    shutil.rmtree(folders.root(), ignore_errors=True)


@pytest.fixture
def commits(db):
    """with commits(): as if what is saved inside were committed at its end. Its callbacks are then no longer waiting."""

    @contextmanager
    def act():
        yield
        callbacks, connection.run_on_commit = connection.run_on_commit, []
        for _savepoints, callback, _robust in callbacks:
            callback()

    return act


@pytest.fixture
def story(section, commits):
    with commits():
        return article(section)


@pytest.fixture
def kept_files():
    """The files that readers might get, as text of their path from the generation's folder."""

    def find() -> set[str]:
        base = folders.root() / "generations"
        return {"/".join(path.relative_to(base).parts[1:]) for path in base.rglob("*") if path.is_file()}

    return find


@pytest.fixture
def kept_words():
    """All that stands in any file of the cache."""

    def read() -> bytes:
        return b"\n".join(path.read_bytes() for path in folders.root().rglob("*") if path.is_file())

    return read


@pytest.fixture
def purge(commits):
    def act():
        with commits():
            changes.purge()

    return act
