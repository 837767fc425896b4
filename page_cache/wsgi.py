"""Stands before Django's application: answers readers from the files of the current generation, and makes these.

A page that is kept is rendered for a request that this module makes up from the key alone. So nothing that a reader sends
beside it (another header, cookie, parameter) can get into what others read.
"""

import time
from collections.abc import Callable, Iterable
from functools import cached_property
from http import HTTPStatus

from . import entries, folders, plain
from .entries import Entry, Form
from .folders import BusyError, Folder
from .memory import Memory
from .reads import Reads
from .requests import HTML, NOTE, PARAMETERS, Key, Rules, clean_environ
from .ticker import Ticker

WAIT = 1.0  # seconds that a reader waits for another one's rendering, before the page is rendered once more
LOCKS = 256  # files, so that addresses which do not exist leave nothing on the disk
OK = "200 OK"
NOT_MODIFIED = "304 Not Modified"
# Answers to an address, not to a person: given to the reader for whom they were made, and not kept.
PASSED_ON = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
KEPT_VARY = {"accept", "accept-encoding"}

Application = Callable[[dict, Callable], Iterable[bytes]]


class Rendered:
    """What Django answered to a request of ours, whole."""

    def __init__(self, application: Application, environ: dict):
        self.note = environ[NOTE]
        self.status, self.headers = "", []
        chunks = application(environ, self.start_response)
        try:
            self.body = b"".join(chunks)
        finally:
            if hasattr(chunks, "close"):
                chunks.close()

    def start_response(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers

    def all_of(self, name: str) -> str:
        return ",".join(value for header, value in self.headers if header.lower() == name).lower()

    @property
    def is_for_everybody(self) -> bool:
        """Whether the answer depends on the address alone. Headers decide, and what Django noted."""
        vary = {name.strip() for name in self.all_of("vary").split(",")} - {""}
        control = self.all_of("cache-control")
        return (
            not self.note.is_personal
            and not self.all_of("set-cookie")
            and vary <= KEPT_VARY
            and "private" not in control
            and "no-store" not in control
        )

    @property
    def may_be_kept(self) -> bool:
        return (
            self.is_for_everybody
            and self.status == OK
            and self.note.read <= PARAMETERS
            and not self.all_of("content-encoding")
            and len(self.body) <= entries.LARGEST
        )

    def entry(self) -> Entry:
        dropped = {"content-length", "etag"}
        headers = [(name, value) for name, value in self.headers if name.lower() not in dropped]
        return Entry(headers, sorted(self.note.read), entries.compressed(self.body))


class PageCache:
    """The application of the server: `application` is Django's."""

    def __init__(self, application: Application):
        self.application = application
        self.rules = Rules()
        self.memory = Memory()
        self.reads = Reads()
        self.ticker = Ticker(self.reads)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = self.rules.key_of(environ)
        folder = self.folder() if key else None
        if folder and (found := self.find(folder, key)):
            self.reads.count(key)
            return answer(found, environ, start_response)
        if folder and key not in self.memory.unkept:
            return self.make(folder, key, environ, start_response)
        return self.application(environ, start_response)

    def warm(self, keys: Iterable[Key]) -> None:
        """Make the entries of the keys, as if somebody had asked."""
        for key in keys:
            if folder := self.current():
                self.find(folder, key) or self.fill(folder, key)

    def folder(self) -> Folder | None:
        return self.current() if self.ticker.is_alive() else None

    def current(self) -> Folder | None:
        folder = folders.current()
        if folder and folder.path != self.memory.folder:
            self.memory.forget(folder.path)
        return folder

    def find(self, folder: Folder, key: Key) -> Entry | None:
        """From memory or disk. An address whose page takes no parameter is the same with one."""
        found = self.memory.get(key)
        if found is None and (found := entries.load(folder.path, key)):
            self.memory.remember(key, found)
        if found is None and key.query:
            plain_entry = self.find(folder, key._replace(query=""))
            if plain_entry and key.query.partition("=")[0] not in plain_entry.read:
                return plain_entry
        return found

    # --- Making -----------------------------------------------------------------

    def make(self, folder: Folder, key: Key, environ: dict, start_response: Callable) -> Iterable[bytes]:
        found = self.fill(folder, key)
        if isinstance(found, Entry):
            self.reads.count(key)
            return answer(found, environ, start_response)
        is_whole = environ.get("QUERY_STRING", "") == key.query
        if is_whole and found.is_for_everybody and int(found.status[:3]) in PASSED_ON:
            start_response(found.status, found.headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else found.body]
        return self.application(environ, start_response)

    def fill(self, folder: Folder, key: Key) -> Entry | Rendered:
        """Render the address and keep it. Of many who ask at once one renders, and the others wait a little for it."""
        give_up = time.monotonic() + WAIT
        while True:
            try:
                with folders.locked(lock_of(key)):
                    return self.find(folder, key) or self.keep(folder, key, self.render(key))
            except BusyError:
                time.sleep(0.01)
            except OSError:  # no lock to be had: the disk is full or gone
                return self.keep(folder, key, self.render(key))
            if found := self.find(folder, key):
                return found
            if time.monotonic() > give_up:
                return self.keep(folder, key, self.render(key))

    def render(self, key: Key) -> Rendered:
        return Rendered(self.application, clean_environ(key, self.rules.scheme))

    def keep(self, folder: Folder, key: Key, rendered: Rendered) -> Entry | Rendered:
        """The entry, also when the disk takes no files; the rendering when it is not for everybody."""
        if not rendered.may_be_kept:
            self.memory.note_unkept(key)
            return rendered
        entry = rendered.entry()
        if key.query.partition("=")[0] not in entry.read:
            key = key._replace(query="")
        try:
            if folders.has_space():
                entries.save(folder.path, key, entry, self.is_plain(key, entry))
        except OSError:
            pass  # the admin says it: wagtail_hooks.py
        return entry

    def is_plain(self, key: Key, entry: Entry) -> bool:
        """Whether nginx may answer with the body: it has the headers of all pages in its configuration, and none of one page."""
        is_page = key.kind == HTML and not key.query and key.path.endswith("/")
        return is_page and plain.comparable(entry.headers) == self.plain_headers

    @cached_property
    def plain_headers(self) -> dict[str, str]:
        return plain.headers_around_pages()


def answer(entry: Entry, environ: dict, start_response: Callable) -> list[bytes]:
    form = entry.form_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if has_already(form, environ):
        start_response(NOT_MODIFIED, form.headers_unchanged)
        return [b""]
    start_response(OK, form.headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else form.body]


def has_already(form: Form, environ: dict) -> bool:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    return bool(wanted) and (wanted.strip() == "*" or form.etag in wanted)


def lock_of(key: Key):
    folder = folders.root() / "locks"
    folder.mkdir(exist_ok=True)
    return folder / str(hash_of(key) % LOCKS)


def hash_of(key: Key) -> int:
    """The same in every process, unlike hash()."""
    return entries.number_of("\0".join(key).encode())
