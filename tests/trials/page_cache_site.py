"""The demo site as `make run` serves it, in a folder and on a port of its own, with a line in a file for each rendering."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = 60  # seconds


@dataclass
class RunningSite:
    """`data`: its folder; `log`: the file with a line for each request that Django answered; `pid`: of the server."""

    port: int
    data: Path
    log: Path
    process: subprocess.Popen

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def read(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body, no redirect followed. Raises OSError and http.client.HTTPException."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def renderings(self) -> list[str]:
        return self.log.read_text().splitlines()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def set_environment(data: Path, port: int) -> None:
    """For this process and those it starts. DATABASE_URL, when given, stays; its database is filled if it is empty."""
    os.environ.update(DATA_DIR=str(data), PORT=str(port), DEMO_PASSWORD="harbour-lamp-42", TRIAL_LOG=str(data / "renderings"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
    os.environ.setdefault("PAGE_CACHE", "on")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running_site(processes: int = 4, cores: str = "") -> Iterator[RunningSite]:
    """Call before django.setup(). `cores`: where the server runs, as taskset has it."""
    with tempfile.TemporaryDirectory(prefix="galley-trial-") as folder:
        data, port = Path(folder), free_port()
        data.chmod(0o755)  # nginx reads below it
        set_environment(data, port)
        manage("migrate", "-v", "0")
        manage("collectstatic", "--noinput", "-v", "0")
        manage("load_demo", "--if-empty")
        (data / "renderings").touch()
        process = start(port, processes, cores)
        site = RunningSite(port, data, data / "renderings", process)
        try:
            wait_for(site)
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def start(port: int, processes: int, cores: str, environment: dict[str, str] | None = None) -> subprocess.Popen:
    """As site_project/management/commands/serve.py starts it. `environment`: another one than this process has."""
    command = [
        *(["taskset", "-c", cores] if cores else []),
        *(sys.executable, "-m", "granian", "tests.trials.counted:application", "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--http", "1", "--no-ws"),
        *("--workers", str(processes), "--blocking-threads", "1"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
        *("--log-level", "error", "--no-access-log", "--working-dir", str(ROOT)),
    ]
    return subprocess.Popen(command, cwd=ROOT, env=environment)


def wait_for(site: RunningSite) -> None:
    give_up = time.monotonic() + START
    while time.monotonic() < give_up:
        try:
            if site.read("/")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.2)
    raise SystemExit("The site did not start.")


def share(values: list[float], part: float) -> float:
    """The value that `part` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]
