"""`manage.py serve` as it is: real processes on a free port, with a data folder of their own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 90  # seconds until a test gives up

# Wagtail's own task: what an editor's save puts off.
TASK = """
import time
from django.contrib.contenttypes.models import ContentType
from home.models import HomePage
from wagtail.tasks import update_reference_index_task
home = HomePage.objects.get()
result = update_reference_index_task.enqueue("home", "homepage", str(home.pk))
while not result.is_finished:
    time.sleep(0.1)
    result.refresh()
print(result.status)
"""


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    return {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), "PORT": port, "WEB_PROCESSES": "2"}


def manage(environment: dict[str, str], *arguments: str, **more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**environment, **more},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def test_it_serves_the_site_and_runs_tasks_and_ends_with_everything(environment):
    refusal = manage(environment, "serve")
    assert (refusal.returncode, "manage.py migrate" in refusal.stderr) == (1, True)
    manage(environment, "migrate")
    refusal = manage(environment, "serve")
    assert (refusal.returncode, "manage.py collectstatic" in refusal.stderr) == (1, True)
    manage(environment, "collectstatic", "--noinput")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        site = f"http://localhost:{environment['PORT']}/"
        assert process.stdout.readline() == f"Site    {site}\n"
        assert process.stdout.readline() == f"Admin   {site}admin/\n"
        with urllib.request.urlopen(f"{site}admin/login/") as answer:  # noqa: S310 - our own server
            assert answer.status == 200
        second = manage(environment, "serve")
        assert second.returncode == 1
        assert second.stderr.startswith(f"galley: Port {environment['PORT']} on 127.0.0.1 is in use")
        assert manage(environment, "shell", "-v", "0", "-c", TASK).stdout == "SUCCESSFUL\n"
    finally:
        process.send_signal(signal.SIGINT)
        # The server's and the worker's processes hold the pipe as well: it ends with the last of them.
        output, _ = process.communicate(timeout=LIMIT)
    assert (process.returncode, output) == (0, "Ending …\n")


@pytest.mark.parametrize("command", [["serve"], ["serve", "--demo"], ["migrate"]])
def test_a_database_that_does_not_answer_is_said_in_one_sentence(environment, command):
    answer = manage(environment, *command, DATABASE_URL="postgresql://127.0.0.1:1/galley")
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("galley: The database does not answer: ")
    assert answer.stderr.count("\n") == 1


def test_a_database_file_that_can_not_be_opened_is_said_in_one_sentence(environment, tmp_path):
    answer = manage(environment, "migrate", DATABASE_URL=f"sqlite:///{tmp_path}/no/such/folder.sqlite3")
    assert answer.returncode == 1
    assert answer.stderr.startswith("galley: The database does not answer: ")
    assert answer.stderr.count("\n") == 1


def test_an_address_of_another_machine_can_not_be_bound(environment):
    answer = manage(environment, "serve", BIND="203.0.113.1")
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"galley: Port {environment['PORT']} on 203.0.113.1 can't be used")
    assert answer.stderr.count("\n") == 1
