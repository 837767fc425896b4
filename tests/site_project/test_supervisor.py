"""The supervisor with small real programs. Its children write to the pipe that the test reads: the pipe ends only when the
last of them has ended, so reading to the end proves that nobody is left."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 30  # seconds until a test gives up

FOREVER = "import time; print('up', flush=True); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + FOREVER
# A child of a child, like the processes of the web server.
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {FOREVER!r}])"
ONCE = "import os, sys; print('once', flush=True); sys.exit(3)"


def supervise(*programs: str, ready: str = "True") -> subprocess.Popen:
    children = ", ".join(f"Child('child {n}', [sys.executable, '-c', {code!r}])" for n, code in enumerate(programs))
    code = (
        "import sys; from site_project.supervisor import Child, Supervisor\n"
        "say = lambda line: print(line, flush=True)\n"
        f"Supervisor([{children}], say).run(lambda: {ready}, lambda: say('ready'))"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read_until(process: subprocess.Popen, *words: str) -> None:
    """Read lines until each word has stood in one; the pipe's end is a failure."""
    missing = list(words)
    while missing:
        line = process.stdout.readline()
        assert line, f"ended without {missing}"
        missing = [word for word in missing if word not in line]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_every_process(number):
    process = supervise(FOREVER, PARENT)
    read_until(process, "ready", "up")
    process.send_signal(number)
    process.communicate(timeout=LIMIT)
    assert process.returncode == 0


def test_a_second_ctrl_c_ends_what_does_not_listen():
    process = supervise(STUBBORN, ready="False")
    read_until(process, "up")
    process.send_signal(signal.SIGINT)
    read_until(process, "Ending")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)  # below the grace that one signal gives
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_killed_supervisor_leaves_nobody_behind():
    process = supervise(FOREVER, FOREVER)
    read_until(process, "ready")
    process.kill()
    process.communicate(timeout=LIMIT)


def test_what_dies_starts_again_later_each_time():
    lives = "import os, pathlib, time\nif os.getppid(): print('life', flush=True); time.sleep(0.6)"
    process = supervise(lives)
    read_until(process, "ready", "again in 1 s", "again in 2 s")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=LIMIT)
    assert process.returncode == 0


def test_what_can_not_start_ends_the_start():
    process = supervise(FOREVER, ONCE, ready="False")
    output, _ = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert "The child 1 ended (3) before the site answered" in output
