"""The site's own settings in a world that belongs to the test run. Every override says why."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# One name for the whole run: pytest-xdist's workers inherit the environment of the process that starts them.
BEGINS_HERE = "GALLEY_TEST_RUN" not in os.environ
RUN = os.environ.setdefault("GALLEY_TEST_RUN", str(os.getpid()))
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
RUN_DIR = Path(tempfile.gettempdir()) / f"galley-tests-{RUN}"
if BEGINS_HERE:
    atexit.register(shutil.rmtree, RUN_DIR, ignore_errors=True)

# Nothing of what the user has set may change a result. Only a PostgreSQL server may be named: tests make databases of
# their own there.
OTHERS = "ALLOWED_HOSTS BIND DEMO_PASSWORD EMAIL_URL HISTORY_KEEP_DRAFTS_DAYS PORT SECRET_KEY SITE_URL TIME_ZONE WEB_PROCESSES"
for name in OTHERS.split():
    os.environ.pop(name, None)
if not os.environ.get("DATABASE_URL", "").startswith(("postgres:", "postgresql:")):
    os.environ.pop("DATABASE_URL", None)
os.environ["DATA_DIR"] = str(RUN_DIR / WORKER)
os.environ["PAGE_CACHE"] = "off"  # its own tests switch it on
# Playwright's event loop runs in the thread of the test, whose own queries are as synchronous as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from site_project.settings import *  # noqa: E402, F403 - the site's own, once the environment is set
from site_project.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402 - once the environment is set

# A name per run: two runs on one server stay apart. On SQLite a file: the live server's threads need connections of
# their own.
on_sqlite = DATABASES["default"]["ENGINE"].endswith("sqlite3")
DATABASES["default"]["TEST"] = {"NAME": str(RUN_DIR / "migrated.sqlite3") if on_sqlite else f"test_galley_{RUN}"}

# Fast: the real hasher takes a tenth of a second for each login.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files are found where they lie: the manifest exists only after collectstatic.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(exist_ok=True)  # empty, but WhiteNoise warns where there is none

# No worker runs beside the tests: what a save enqueues happens in the save.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Mail is read from django.core.mail.outbox.
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Off, as on the real site; said here because a test of the 404 and 500 pages depends on it.
DEBUG = False
