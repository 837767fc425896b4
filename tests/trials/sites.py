"""A site of its own for a trial: a database, and on request `manage.py serve` on a free port. Nothing is left behind."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60  # seconds for a server to end


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@contextmanager
def database(server: str, purpose: str) -> Iterator[str]:
    """The address of a new database on a PostgreSQL server, gone afterwards; "" for SQLite."""
    if not server:
        yield ""
        return
    name, address = f"trial_{purpose}_{os.getpid()}", server.rsplit("/", 1)[0]
    subprocess.run(["psql", f"{address}/postgres", "-qc", f"create database {name}"], check=True)
    try:
        yield f"{address}/{name}"
    finally:
        subprocess.run(["psql", f"{address}/postgres", "-qc", f"drop database {name} with (force)"], check=True)


@contextmanager
def site(server: str, purpose: str) -> Iterator[dict[str, str]]:
    """The environment of a migrated site."""
    with tempfile.TemporaryDirectory(prefix="galley-trial-") as folder, database(server, purpose) as address:
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": address, "PORT": free_port(), "WEB_PROCESSES": "4"}
        environment["ALLOWED_HOSTS"] = "testserver"  # what Django's test client asks for
        environment["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
        say(f"— {'PostgreSQL' if server else 'SQLite'} —")
        python(environment, "manage.py", "migrate", "-v", "0")
        python(environment, "manage.py", "collectstatic", "--noinput", "-v", "0")
        yield environment


def python(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, check=True)


def run_on_each_database(trial: str, about: str, measure: Callable[[int], None], rounds: int) -> None:
    """`python -m tests.trials.<trial> [--rounds N] [--postgresql SERVER]`: measure(rounds) in a process of each site."""
    parser = argparse.ArgumentParser(description=about.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--postgresql", default="", help="a server on which a database may be made")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        measure(given.rounds)
        return
    for server in dict.fromkeys(["", given.postgresql]):
        with site(server, trial) as environment:
            python(environment, "-m", f"tests.trials.{trial}", "--inside", "--rounds", str(given.rounds))


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "manage.py", "serve"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        # Granian warns on its way where there are fewer cores than processes.
        assert any(line.startswith("Admin") for line in process.stdout), "it did not start"
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LIMIT)
