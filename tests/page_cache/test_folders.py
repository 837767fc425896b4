"""The links by which readers get to a generation, in good times and bad."""

import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from articles.models import ArticlePage
from page_cache import changes, entries, folders, generation
from page_cache.entries import Entry
from page_cache.requests import Key
from tests.builders import article

from .test_wsgi import ADDRESS, HOST


@pytest.fixture
def now(monkeypatch):
    """now(seconds): time.time() in the cache, from its first call on."""
    real = time.time
    shift = [0.0]
    monkeypatch.setattr(folders.time, "time", lambda: real() + shift[0])
    return lambda seconds: shift.__setitem__(0, seconds)


def slots() -> dict[int, Path]:
    return {int(path.name): path.resolve() for path in (folders.root() / "slots").iterdir()}


def test_each_generation_has_a_folder_of_its_own(reader, purge):
    first = folders.current()
    purge()
    second = folders.current()
    assert first.path != second.path
    assert set(slots().values()) == {Path(second.path).resolve()}
    folders.refresh()
    assert folders.current() == second


def test_a_generation_that_comes_back_after_a_restore_is_empty(reader, story, commits, monkeypatch):
    reader(ADDRESS)
    monkeypatch.setattr(generation, "stored", lambda: "restored")
    folders.refresh()
    monkeypatch.undo()
    folders.refresh()
    assert not list(Path(folders.current().path).iterdir())


def test_nginx_has_this_slot_and_the_next(reader, now):
    slot = int(time.time()) // 100
    assert set(slots()) in ({slot, slot + 1}, {slot + 1, slot + 2})
    now(300)
    folders.refresh()
    assert min(slots()) >= slot + 3
    assert len(slots()) == 2


def test_a_page_that_expires_is_not_served_after_that(reader, story, commits, now):
    with commits():
        ArticlePage.objects.filter(pk=story.pk).update(expire_at=timezone.now() + timedelta(seconds=150))
        changes.purge()
    reader("/")
    assert reader("/").rendered == 0
    assert all((slot + 1) * 100 <= time.time() + 150 for slot in slots())
    now(100)
    assert reader("/").rendered == 0
    now(200)
    assert folders.current() is None
    assert reader("/").rendered == 1


def test_after_an_expiry_there_is_a_new_folder(reader, story, commits, now):
    with commits():
        ArticlePage.objects.filter(pk=story.pk).update(expire_at=timezone.now() + timedelta(minutes=1))
        changes.purge()
    before = folders.current().path
    now(61)
    ArticlePage.objects.filter(pk=story.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    folders.refresh()
    assert folders.current().path != before


def test_nothing_lives_longer_than_a_day(reader, now):
    now(folders.LONGEST_LIFE + 1)
    assert folders.current() is None


def test_a_page_rendered_before_a_purge_does_not_land_after_it(reader, story, commits):
    """The editor publishes while a reader's page is being rendered."""
    render = reader.cache.application

    def slow(environ, start_response):
        body = render(environ, start_response)
        with commits():
            story.title = "High water"
            story.save_revision().publish()
        reader.cache.application = render
        return body

    reader.cache.application = slow
    assert "High water" not in reader(ADDRESS).text
    assert "High water" in reader(ADDRESS).text


def test_a_feed_made_before_a_purge_is_not_found_after_it(reader, story, commits):
    assert "said no" in reader("/feeds/rss.xml").text
    with commits():
        author = story.article_authors.first()
        assert author is None
        ArticlePage.objects.filter(pk=story.pk).update(title="High water")
        changes.purge()
    assert "High water" in reader("/feeds/rss.xml").text


# --- Trouble -----------------------------------------------------------------


def test_when_the_new_folder_can_not_be_made_the_old_is_withdrawn(reader, story, commits, monkeypatch, caplog):
    reader(ADDRESS)

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders.tempfile, "mkdtemp", full)
    with commits():
        story.title = "High water"
        story.save_revision().publish()
    assert "No space left on device" in caplog.text
    assert "High water" in reader(ADDRESS).text
    assert folders.current() is None
    assert not slots()


def test_the_ticker_says_it_once_and_mends_it(reader, monkeypatch, caplog):
    ticker = reader.cache.ticker
    with monkeypatch.context() as patch:
        patch.setattr(folders, "refresh", lambda: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        ticker.tick()
        ticker.tick()
        assert not ticker.is_alive()
    assert [record.getMessage() for record in caplog.records] == [
        "Pages can't be kept for readers: [Errno 28] No space left on device"
    ]
    ticker.tick()
    assert ticker.is_alive()


def test_a_file_that_can_not_be_finished_is_not_there(tmp_path):
    """The system stops the file at 4,000 bytes, as a full disk would."""
    code = (
        "import resource, signal\n"
        "from page_cache.entries import *\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        f"save({str(tmp_path)!r}, Key('host', '/'), Entry([], [], {{'': b'x' * 3000, 'gzip': b'y' * 5000}}), True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", "import django;from django.conf import settings;settings.configure();django.setup()\n" + code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert "File too large" in done.stderr
    assert entries.load(str(tmp_path), Key("host", "/")) is None
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [".page.html"]


def test_a_writer_that_is_killed_leaves_nothing_that_is_served(tmp_path):
    code = (
        "import django;from django.conf import settings;settings.configure();django.setup()\n"
        "from page_cache.entries import *\n"
        "print('ready', flush=True)\n"
        f"while True: save({str(tmp_path)!r}, Key('host', '/'), Entry([], [], compressed(b'<p>The tide' * 40000)), True)\n"
    )
    for pause in range(6):
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
            process.stdout.readline()
            time.sleep(pause / 150)
            process.send_signal(signal.SIGKILL)
        found = entries.load(str(tmp_path), Key("host", "/"))
        assert found is None or found.bodies[""] == b"<p>The tide" * 40000
        file = tmp_path / "host" / entries.PLAIN_FILE
        assert not file.exists() or file.read_bytes() == b"<p>The tide" * 40000


def test_what_is_over_is_removed_and_what_is_current_stays(reader, story, purge):
    reader(ADDRESS)
    old = folders.current().path
    purge()
    reader(ADDRESS)
    reader.cache.ticker.tidy()
    reader.cache.ticker.remover.wait()
    assert not Path(old).exists()
    assert not list((folders.root() / "old").iterdir())
    assert reader(ADDRESS).rendered == 0


def test_etags_tell_contents_apart_and_not_machines():
    one, two = entries.etag_of(b"form"), entries.etag_of(b"from")
    assert one != two
    assert one == f'"{entries.number_of(b"form"):x}-4"'


def test_a_file_s_time_is_the_number_in_its_etag(tmp_path):
    entry = Entry([("Content-Type", "text/html")], [], entries.compressed(b"<p>High water</p>" * 50))
    entries.save(str(tmp_path), Key(HOST, "/"), entry, True)
    for file in (tmp_path / "localhost_8000").glob(".page.html*"):
        status = file.stat()
        assert f'"{int(status.st_mtime):x}-{status.st_size:x}"' == entries.etag_of(file.read_bytes())


# --- Warming -----------------------------------------------------------------


def test_what_was_read_most_is_there_again_after_a_purge(reader, section, commits, monkeypatch):
    monkeypatch.setattr("page_cache.warming.PAGES", 2)
    with commits():
        pages = [article(section, title=title) for title in ("Low", "High", "Slack")]
    for page, times in zip(pages, (1, 4, 3), strict=True):
        for _ in range(times):
            reader(page.url)
    reader.cache.reads.due = 0
    reader.cache.ticker.tick()
    with commits():
        changes.purge()
    assert [reader(page.url).rendered for page in pages] == [1, 0, 0]


def test_an_editor_is_told(reader, client_of, admin_user, monkeypatch):
    client = client_of(admin_user)
    assert "Pages are not kept" not in client.get("/admin/").text
    monkeypatch.setattr(folders, "LEAST_SPACE", 2**62)
    assert "Pages are not kept" in client.get("/admin/").text
    assert "almost full" in client.get("/admin/").text


def test_nobody_is_told_when_it_is_switched_off(settings, client_of, admin_user, monkeypatch):
    monkeypatch.setattr(folders, "LEAST_SPACE", 2**62)
    assert "Pages are not kept" not in client_of(admin_user).get("/admin/").text
