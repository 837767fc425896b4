"""What every test can ask for. Content with real words: builders.py."""

import fcntl
import json
import os
import shutil
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.test import Client
from pytest_django.plugin import blocking_manager_key

from articles.models import ArticleIndexPage
from home.models import HomePage
from users.models import User

from . import settings as run
from .builders import PASSWORD, section_page

# --- The run: a folder and a migrated database, both gone at its end ---------


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """tmp_path lies in the run's folder, too: runs beside each other stay apart, and nothing is left behind."""
    if run.WORKER == "main" and not config.option.basetemp:
        config.option.basetemp = str(run.RUN_DIR / "tmp")


@contextmanager
def one_at_a_time():
    """Holds the other workers of this run back."""
    run.RUN_DIR.mkdir(exist_ok=True)
    with (run.RUN_DIR / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def rows_that_may_change(rows: str) -> str:
    """Without what the database refuses to write a second time."""
    return json.dumps([row for row in json.loads(rows) if row["model"] not in {"history.frozencopy", "history.version"}])


def migrated_database() -> None:
    """Migrate a database unless another worker did, and keep its initial rows as JSON, for transactional tests."""
    creation, rows = connection.creation, run.RUN_DIR / "migrated.json"
    if not rows.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        rows.write_text(rows_that_may_change(creation.serialize_db_to_string()))
        connection.close()
    connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database for this worker. Migrating takes seconds, so one worker does it and every worker copies the result."""
    creation = connection.creation
    with django_db_blocker.unblock():
        with one_at_a_time():
            migrated_database()
            creation.clone_test_db(run.WORKER, verbosity=0, autoclobber=True)
        creation.setup_worker_connection(run.WORKER)
    yield
    with django_db_blocker.unblock():
        if not run.on_sqlite:
            end_other_connections()
        connection.creation.destroy_test_db(verbosity=0)


def end_other_connections() -> None:
    """PostgreSQL drops no database that is in use: that of the live server's threads, or from before Playwright's loop."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    by_marker = bool(marker and marker.kwargs.get("transaction"))
    return by_marker or not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_collection_modifyitems(items):
    """Keeps Django from filling its own tables anew, under other numbers, when it has emptied all after such a test."""
    for item in filter(is_transactional, items):
        item.fixturenames.append("django_db_serialized_rollback")


def remember_rows() -> str:
    """Tell Django's connection of this moment the migrated rows, and return them.

    Of this moment: once Playwright's event loop runs, Django opens another connection for the same thread.
    """
    rows = (run.RUN_DIR / "migrated.json").read_text()
    connection._test_serialized_contents = rows
    return rows


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef):
    if fixturedef.argname == "_django_db_helper":
        remember_rows()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A transactional test leaves every table empty: the migrated rows (root page, roles) come back at once.

    Django does so before the next transactional test only, and trusts that all others ran before. After the last test
    of all there is no database any more.
    """
    transactional = is_transactional(item)
    rows = remember_rows() if transactional else ""
    result = yield
    if nextitem and transactional:
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(rows)
    return result


def pytest_unconfigure(config):
    """The last one drops the database that all copied; on SQLite it goes with the run's folder."""
    if run.BEGINS_HERE and not run.on_sqlite and (run.RUN_DIR / "migrated.json").exists():
        connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"]
        with config.stash[blocking_manager_key].unblock():
            connection.creation.destroy_test_db(verbosity=0)


# --- What can't run here: skipped with a reason, or a failure when everything is required ---

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and not CHROMIUM:
        pytest.skip("no Chromium found: install it, or set CHROMIUM to its path")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("REQUIRE_ALL") == "1":
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, but skipped: {report.longrepr[2]}"
    return report


def pytest_terminal_summary(terminalreporter):
    """What was skipped and why, for the last line of tests/__main__.py."""
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    if path := os.environ.get("GALLEY_SKIPPED"):
        with Path(path).open("a") as file:
            file.writelines(f"{count} tests: {reason}\n" for reason, count in reasons.items())


@pytest.fixture(autouse=True)
def _fresh_caches(settings, tmp_path):
    """Nothing of one test reaches the next through memory or files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PAGE_CACHE_DIR = tmp_path / "pages"
    settings.PREVIEWS_DIR = tmp_path / "previews"
    for name in settings.CACHES:
        caches[name].clear()


# --- People ------------------------------------------------------------------


def person(username: str, *groups: str, **fields) -> User:
    user = User.objects.create_user(username, f"{username}@example.org", PASSWORD, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def writer(db) -> User:
    return person("writer", "Writers", first_name="Wanda", last_name="Wright")


@pytest.fixture
def editor(db) -> User:
    return person("editor", "Editors", first_name="Edgar", last_name="Edmonds")


@pytest.fixture
def admin_user(db) -> User:
    return person("admin", is_superuser=True, is_staff=True, first_name="Ada", last_name="Adams")


@pytest.fixture
def users(writer, editor, admin_user) -> dict[str, User]:
    """The three kinds of account by name: writer, editor, admin. Everybody's password is builders.PASSWORD."""
    return {"writer": writer, "editor": editor, "admin": admin_user}


@pytest.fixture
def client_of():
    """client_of(user): a client that is logged in as the user."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


# --- Pages -------------------------------------------------------------------


@pytest.fixture
def home(db) -> HomePage:
    return HomePage.objects.get()


@pytest.fixture
def section(home) -> ArticleIndexPage:
    return section_page()


# --- Chromium (pytest-playwright's fixtures, set up for this site) -------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    # No other host exists. (Playwright's routes would do that as well, but switch off the browser's cache: each page of the
    # admin would load its hundred files anew.)
    args = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"]
    # Chromium's sandbox refuses to run as root, which containers do.
    args += ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": args}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args) -> dict:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture
def complaints() -> list[str]:
    """What `page` found wrong. A test that expects a complaint takes it out of the list."""
    return []


@pytest.fixture
def page(page, live_server, complaints):
    """A tab in Chromium on the live site, page.goto("/admin/"). At its end, an error in the console, an exception in a
    script, and a request to any other host fail the test."""

    def note_others(request):
        if not request.url.startswith((live_server.url + "/", "data:", "blob:")):
            complaints.append(f"asked another host: {request.url}")

    page.context.on("request", note_others)

    def note_errors(message):
        if message.type == "error":
            complaints.append(f"{message.text} {message.location['url']}")

    page.on("console", note_errors)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.goto("about:blank")  # the admin tells the server that it leaves: while there is a database
    # Wagtail's preview panel starts its content checks again while they run: no fault of the page.
    complaints[:] = [one for one in complaints if "Axe is already running" not in one]
    assert complaints == []
