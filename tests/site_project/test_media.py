"""What a browser may fetch under /media/, how recordings are sought, and what a full disk leaves."""

import re
import resource
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.documents import get_document_model

from site_project.media import WholeFileStorage
from tests.builders import image

pytestmark = pytest.mark.django_db
SOUND = bytes(range(256)) * 1000


@pytest.fixture
def taken():
    return image(name="quay.png")


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def answer(client: Client, url: str, method: str = "get", **headers):
    """The response without its body."""
    response = getattr(client, method)(url, headers=headers)
    for close in response._resource_closers:  # response.close() would end the test's database connection, too
        close()
    return response


# --- Pictures ----------------------------------------------------------------


def test_rendition_is_for_everyone_and_for_ever(taken, client, django_assert_num_queries):
    url = taken.get_rendition("max-100x100|format-avif").url
    with django_assert_num_queries(0):
        response = client.get(url, headers={"Cookie": f"sessionid={'a' * 32}"})
    assert response.status_code == 200
    assert body(response)[4:12] == b"ftypavif"
    assert response["Content-Type"] == "image/avif"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response["Cache-Control"]
    assert "Vary" not in response
    assert not response.cookies


@pytest.mark.parametrize("header", [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_browser_that_has_the_picture_gets_304(header, taken, client):
    url = taken.get_rendition("max-100x100").url
    first = answer(client, url)
    again = answer(client, url, **{header[0]: first[header[1]]})
    assert again.status_code == 304
    assert again["Cache-Control"] == first["Cache-Control"]


def test_original_is_for_those_who_work_in_the_admin(taken, client, editor, client_of, django_user_model):
    reader = django_user_model.objects.create_user("reader", password="x")
    assert client.get(taken.file.url).status_code == 404
    assert client_of(reader).get(taken.file.url).status_code == 404
    response = client_of(editor).get(taken.file.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert body(response).startswith(b"\x89PNG")


def test_nothing_else_is_served(taken, settings, client, admin_user, client_of):
    root = Path(settings.MEDIA_ROOT)
    (root / "secret.png").write_bytes(b"x")
    (root / "images" / "deep").mkdir(parents=True)
    for name in ("images/page.html", "images/.hidden.png", "images/deep/a.png", "images/folder.png/a.png"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"x")
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"x", "plan.pdf"))
    (root.parent / "outside.png").write_bytes(b"x")
    paths = [
        *("", "images", "images/", "images/folder.png", "images/missing.png", "secret.png", "not-found"),
        *("images/page.html", "images/.hidden.png", "images/deep/a.png", document.file.name),
        *("images/../secret.png", "images/%2e%2e/secret.png", "images/..%2f..%2foutside.png", "images/%00.png"),
        *("images//../../outside.png", "images/a%0a.png", "images/é.png", f"images/{'a' * 300}.png", "images/a\\b.png"),
    ]
    for visitor in (client, client_of(admin_user)):
        assert [path for path in paths if answer(visitor, f"/media/{path}").status_code != 404] == []


def test_only_reading_is_possible(taken, client):
    url = taken.get_rendition("max-100x100").url
    assert answer(client, url, "head").status_code == 200
    assert client.post(url).status_code == 405
    assert client.delete(url).status_code == 405


# --- Documents and parts of them -----------------------------------------------


@pytest.fixture
def recording():
    return get_document_model().objects.create(title="Harbour", file=ContentFile(SOUND, "harbour.mp3"))


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=255990-", 255_990, 256_000),
        ("bytes=-10", 255_990, 256_000),
        ("bytes=255990-999999", 255_990, 256_000),
        ("bytes=-999999", 0, 256_000),
        ("bytes=0-", 0, 256_000),
        ("bytes=10-150000", 10, 150_001),
    ],
)
def test_part_of_a_recording(wanted, start, stop, recording, client):
    response = client.get(recording.url, headers={"Range": wanted})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/256000"
    assert int(response["Content-Length"]) == stop - start
    assert body(response) == SOUND[start:stop]


@pytest.mark.parametrize(
    "wanted",
    ["", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,4-5", "items=0-1", f"bytes={'9' * 40}-"],
)
def test_range_that_means_nothing_gets_the_whole(wanted, recording, client):
    response = client.get(recording.url, headers={"Range": wanted})
    assert response.status_code == 200
    assert response["Accept-Ranges"] == "bytes"
    assert body(response) == SOUND


@pytest.mark.parametrize("wanted", ["bytes=256000-", "bytes=999999-9999999", "bytes=-0"])
def test_range_beyond_the_end_is_refused_with_the_size(wanted, recording, client):
    response = client.get(recording.url, headers={"Range": wanted})
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */256000"
    assert body(response) == b""


def test_part_of_a_file_that_changed_is_the_whole(recording, client):
    etag = answer(client, recording.url)["ETag"]
    same = client.get(recording.url, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(recording.url, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert body(same) == SOUND[:10]
    assert body(other) == SOUND


def test_head_says_that_parts_are_possible(recording, client):
    response = answer(client, recording.url, "head", Range="bytes=0-9")
    assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")


def test_page_has_no_ranges(client):
    assert "Accept-Ranges" not in client.get("/admin/login/", headers={"Range": "bytes=0-9"})


@pytest.mark.parametrize(
    ("name", "disposition"), [("plan.pdf", "inline"), ("table.csv", "attachment"), ("all.zip", "attachment")]
)
def test_document_is_not_run_by_the_browser(name, disposition, client):
    document = get_document_model().objects.create(title="Plan", file=ContentFile(b"<script>", name))
    response = client.get(document.url)
    assert response["Content-Disposition"].startswith(disposition)
    assert "Content-Encoding" not in response
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert not response.cookies
    assert body(response) == b"<script>"


# --- A disk that fills up ------------------------------------------------------


@pytest.fixture
def storage(tmp_path) -> WholeFileStorage:
    return WholeFileStorage(location=tmp_path / "disk")


def on_disk(storage: WholeFileStorage) -> list[str]:
    root = Path(storage.location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.fixture
def small_disk():
    """No file may grow beyond 100,000 bytes: the system refuses the rest of it, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_full_disk_leaves_no_part_of_a_file(storage, small_disk):
    with pytest.raises(OSError, match="large"):
        storage.save("images/a.png", ContentFile(bytes(300_000)))
    assert on_disk(storage) == []
    assert storage.save("images/a.png", ContentFile(b"small")) == "images/a.png"


def test_taken_name_is_not_overwritten(storage):
    first = storage.save("images/a.png", ContentFile(b"one"))
    # Beneath save(), which looks for a free name: as if another process had taken the name just then.
    second = storage._save("images/a.png", ContentFile(b"two"))
    assert (first, Path(second).match("images/a_*.png")) == ("images/a.png", True)
    assert [Path(storage.path(name)).read_bytes() for name in (first, second)] == [b"one", b"two"]


def test_stored_file_can_be_read_by_the_web_server(storage, settings):
    name = storage.save("images/a.png", ContentFile(b"one"))
    assert Path(storage.path(name)).stat().st_mode & 0o777 == settings.FILE_UPLOAD_PERMISSIONS


def test_nobody_guesses_the_address_of_a_document(client, db):
    names = [f"documents/{stem}.pdf" for stem in ("report", "report", "r" * 200)]
    kept = [default_storage.save(name, ContentFile(b"Not before Friday."), max_length=100) for name in names]
    assert all(re.fullmatch(r"documents/r[a-z]*-[0-9a-f]{16}\.pdf", name) and len(name) <= 100 for name in kept)
    assert len(set(kept)) == 3

    document = get_document_model().objects.create(title="Report", file=ContentFile(b"Not before Friday.", "report.pdf"))
    assert client.get(f"/documents/{document.pk}/report.pdf").status_code == 404
    answer = client.get(document.url)
    assert b"".join(answer.streaming_content) == b"Not before Friday."
    answer.close()
    document.file.close()
