"""One answer and its files: the body as it is, as gzip and as brotli, and what stands around it.

The bodies come first and the entry last, each under another name until it is whole. A body's time of change is a number
made from its content, so that nginx, which makes its ETag of time and size, and this app give the same one on every
machine, and another one for every other content.
"""

import gzip
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import brotli

from .requests import Key

SMALLEST = 200  # bytes: below, compressing costs more than it saves
LARGEST = 10_000_000  # bytes
GZIP_LEVEL = 6
BROTLI_QUALITY = 5  # 9 takes five times as long, while a reader waits, for 4 % less
ENDINGS = {"br": ".br", "gzip": ".gz", "": ""}  # the best first
PLAIN_FILE = ".page.html"  # what nginx looks for


Headers = list[tuple[str, str]]
# Of a 304 a reader's browser takes over what it is told, and these describe a body.
OF_BODY = {"content-type", "content-length", "content-encoding"}


@dataclass(frozen=True, slots=True)
class Form:
    """The answer in one content coding."""

    etag: str
    headers: Headers
    body: bytes

    @property
    def headers_unchanged(self) -> Headers:
        return [(name, value) for name, value in self.headers if name.lower() not in OF_BODY]


@dataclass
class Entry:
    """A 200 for everybody. `headers`: without length, coding and ETag. `read`: the parameters that the view looked at.

    `bodies`: bytes by content coding, '' for none.
    """

    headers: Headers
    read: list[str]
    bodies: dict[str, bytes]
    forms: dict[str, Form] = field(init=False, repr=False)

    def __post_init__(self):
        self.forms = {coding: self.form(coding, body) for coding, body in self.bodies.items()}

    def form(self, coding: str, body: bytes) -> Form:
        etag = etag_of(body)
        own = [("Content-Encoding", coding)] if coding else []
        return Form(etag, [*self.headers, *own, ("Content-Length", str(len(body))), ("ETag", etag)], body)

    def form_for(self, accept_encoding: str) -> Form:
        codings = accepted(accept_encoding)
        return next(self.forms[coding] for coding in ENDINGS if coding in self.forms and coding in codings)


@lru_cache(maxsize=512)
def accepted(header: str) -> frozenset[str]:
    """The codings of an Accept-Encoding that we have, and ''."""
    found = {""}
    for part in header.lower().split(","):
        name, _semicolon, parameter = part.partition(";")
        if name.strip() in ENDINGS and not is_zero(parameter):
            found.add(name.strip())
    return frozenset(found)


def is_zero(parameter: str) -> bool:
    name, _equals, value = parameter.strip().partition("=")
    return name == "q" and not value.strip(" 0.")


def compressed(body: bytes) -> dict[str, bytes]:
    if len(body) < SMALLEST:
        return {"": body}
    return {
        "br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        "": body,
    }


def number_of(body: bytes) -> int:
    return int.from_bytes(hashlib.sha256(body).digest()[:4], "big") >> 1  # 31 bits: what every disk can keep as a time


def etag_of(body: bytes) -> str:
    """As nginx writes it."""
    return f'"{number_of(body):x}-{len(body):x}"'


# --- Files -------------------------------------------------------------------


def place(folder: str, key: Key) -> str:
    """The file of the entry. Its name can't be that of a folder: those never begin with a dot."""
    ending = f"?{key.query}" if key.query else ""
    return f"{folder}/{host_folder(key.host)}{key.path.rstrip('/')}/.{key.kind}{ending}"


def host_folder(host: str) -> str:
    """As nginx.conf has it. Hosts come from the settings: the name says who it is, and has no sign that means something."""
    return host.translate(str.maketrans(":[]", "___"))


def load(folder: str, key: Key) -> Entry | None:
    """None when it is not there, was just taken away, or is not what was written."""
    path = Path(place(folder, key))
    try:
        facts = json.loads(path.read_bytes())
        bodies = {coding: path.with_name(facts["body"] + ENDINGS[coding]).read_bytes() for coding in facts["sizes"]}
        if {coding: len(body) for coding, body in bodies.items()} != facts["sizes"]:
            return None
        return Entry([(name, value) for name, value in facts["headers"]], facts["read"], bodies)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(folder: str, key: Key, entry: Entry, is_plain: bool) -> None:
    """Write the files of the entry; `is_plain`: nginx may answer with them. Raises OSError, and leaves no part then."""
    path = Path(place(folder, key))
    path.parent.mkdir(parents=True, exist_ok=True)
    name = PLAIN_FILE if is_plain else f"{path.name}.body"
    for coding, body in entry.bodies.items():
        write(path.with_name(name + ENDINGS[coding]), [body], number_of(body))
    sizes = {coding: len(body) for coding, body in entry.bodies.items()}
    facts = {"headers": entry.headers, "read": entry.read, "body": name, "sizes": sizes}
    write(path, [json.dumps(facts).encode()])


def write(path: Path, parts: Iterable[bytes], changed: int | None = None) -> None:
    """The whole file or none. `changed`: its time of change."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
            os.fchmod(file.fileno(), 0o644)  # nginx reads it
        if changed is not None:
            os.utime(draft, (changed, changed))
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
