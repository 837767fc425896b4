"""No Content-Type that somebody sends is an error of the server, and what can be read stays as it is."""

import pytest

from site_project import wsgi
from site_project.content_type import readable
from tests.page_cache.conftest import Reader

FORM = "multipart/form-data; boundary=x"
TOKEN = "t" * 32  # Django reads the form to find it
PART = f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n--x--\r\n'.encode()
CODINGS = ["hex", "rot_13", "zlib", "idna", "punycode", "undefined", "klingon", "", "\x00", "\xe9", "utf-8", "utf-16", "latin-1"]
ODD = [
    *(f"; charset={name}" for name in CODINGS),
    *(f'; charset="{name}"' for name in CODINGS),
    *(f"; charset*={name}''{name}" for name in CODINGS),
    *("; charset*0=he; charset*1=x", '; charset="hex', "; Charset=hex", "; charset=hex; charset=utf-8", "; charset='hex'"),
    *("; x*=klingon''x", "; x*=undefined''x", "; x*=idna''%ff", ";;;", "; =", "; *=x", "; \xe9=\xe9"),
]


@pytest.fixture
def site(db) -> Reader:
    """The application of the server."""
    reader = Reader()
    reader.django = wsgi.application
    return reader


@pytest.mark.parametrize("odd", ODD)
def test_no_content_type_breaks_an_address(site, home, odd):
    assert site("/search/?q=caf%C3%A9", CONTENT_TYPE=f"text/html{odd}").status == 200


def send(site: Reader, content_type: str) -> int:
    return site("/admin/login/", "POST", PART, CONTENT_TYPE=content_type, HTTP_COOKIE=f"csrftoken={TOKEN}").status


@pytest.mark.parametrize("kind", [FORM, "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("odd", ODD)
def test_nor_a_form(site, home, kind, odd):
    assert send(site, f"{kind}{odd}") in {200, 400, 403}


def test_a_form_is_read_all_the_same(site, home):
    for charset in ("hex", "klingon", "utf-8"):
        assert send(site, f"{FORM}; charset={charset}") == 200


def test_what_can_be_read_stays_and_a_form_keeps_its_boundary():
    for kept in ("", "text/html", "text/html; charset=latin-1", FORM, f"{FORM}; charset=utf-8", "text/html; q=1"):
        assert readable(kept) == kept
    assert readable("text/html; charset=hex") == "text/html"
    assert readable(r'multipart/form-data; charset=hex; boundary="a \"b"') == r'multipart/form-data; boundary="a \"b"'
