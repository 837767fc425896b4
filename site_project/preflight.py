"""What must be right before the site is served. Each check raises ImproperlyConfigured: one sentence on what to do."""

import errno
import socket
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

MANAGE = ".venv/bin/python manage.py"


def database_complaint() -> str:
    """Why the database can't be reached, or '' when it can.

    Asks without the pool, which tries for 10 s and keeps the reason to itself.
    """
    default = connections[DEFAULT_DB_ALIAS]
    options = {name: value for name, value in default.settings_dict["OPTIONS"].items() if name != "pool"}
    probe = type(default)({**default.settings_dict, "OPTIONS": options}, alias="probe")
    try:
        with probe.wrap_database_errors:
            probe.get_new_connection(probe.get_connection_params()).close()
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        return f"The database does not answer: {reason}. See DATABASE_URL."
    return ""


def check_database() -> None:
    if complaint := database_complaint():
        raise ImproperlyConfigured(complaint)


def check_port() -> None:
    """Granian itself would share the port with another Granian: readers would get now the one, now the other."""
    address = (settings.BIND, settings.PORT)
    family = socket.AF_INET6 if ":" in settings.BIND else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = "is in use: stop the program that uses it, or set PORT to another number"
            else:
                reason = f"can't be used ({error.strerror}): set PORT or BIND to another value"
            raise ImproperlyConfigured(f"Port {settings.PORT} on {settings.BIND} {reason}.") from None


def check_migrations() -> None:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if count := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        raise ImproperlyConfigured(f"The database lacks migrations ({count}): run {MANAGE} migrate")


def check_static_files() -> None:
    if not static_files_are_current():
        raise ImproperlyConfigured(f"The static files are missing or out of date: run {MANAGE} collectstatic")


def static_files_are_current() -> bool:
    """Whether collectstatic would change nothing: some hundred stat calls instead of its six seconds."""
    manifest = Path(settings.STATIC_ROOT) / staticfiles_storage.manifest_name
    if not manifest.is_file():
        return False
    collected_at = manifest.stat().st_mtime
    for finder in get_finders():
        for path, storage in finder.list([]):
            # The inode's time: what a copy with an old date, or a checkout of an old version, sets as well.
            if path not in staticfiles_storage.hashed_files or Path(storage.path(path)).stat().st_ctime > collected_at:
                return False
    return True
