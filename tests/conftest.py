"""What every test can ask for. Content with real words: builders.py."""

import fcntl
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from wagtail.models import Site

from articles.models import ArticleIndexPage
from home.models import HomePage
from users.models import User

from . import settings as run
from .builders import PASSWORD, section_page

# --- The run: a folder and a migrated database, both gone at its end ---------


@contextmanager
def one_at_a_time():
    """Holds the other workers of this run back."""
    run.RUN_DIR.mkdir(exist_ok=True)
    with (run.RUN_DIR / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated_database() -> str:
    """Migrate a database unless another worker did; its initial rows as JSON, for transactional tests."""
    creation, rows = connection.creation, run.RUN_DIR / "migrated.json"
    if not rows.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        rows.write_text(creation.serialize_db_to_string())
        connection.close()
    connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"]
    return rows.read_text()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database for this worker. Migrating takes seconds, so one worker does it and every worker copies the result."""
    creation = connection.creation
    with django_db_blocker.unblock():
        with one_at_a_time():
            connection._test_serialized_contents = migrated_database()
            creation.clone_test_db(run.WORKER, verbosity=0, autoclobber=True)
        creation.setup_worker_connection(run.WORKER)
    yield
    with django_db_blocker.unblock():
        creation.destroy_test_db(verbosity=0)


def pytest_collection_modifyitems(items):
    """A transactional test empties every table; the next one starts from the migrated rows (root page, roles) again."""
    for item in items:
        if "fixturenames" in dir(item):
            item.fixturenames.append("django_db_serialized_rollback")


def pytest_unconfigure(config):
    if run.WORKER == "main":
        shutil.rmtree(run.RUN_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _fresh_caches(tmp_path, settings):
    """Nothing of one test reaches the next through memory or files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    Site.objects.clear_cache()


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
