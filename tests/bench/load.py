"""Requests by wrk: how many a second, how slow, and what they cost the server. Server and generator have cores of their own."""

import os
import re
import resource
import shutil
import subprocess
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tests.page_cache.nginx import BROTLI, NGINX

CORES = sorted(os.sched_getaffinity(0))
GENERATOR = CORES[1:][-2:]  # one or two cores of its own
SERVER_CORE, LOAD_CORES = str(CORES[0]), ",".join(map(str, GENERATOR))
CODING = "br" if BROTLI.exists() else "gzip"
CONNECTIONS = 32
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}


class Load(NamedTuple):
    """`rate` in requests a second, `cost` in seconds of the server's processor for one; of all requests a half took no longer
    than `usual` seconds, 99 % no longer than `slow`. `busy`: the share of the generator's cores that it used."""

    rate: float
    cost: float
    usual: float
    slow: float
    busy: float


def check_tools() -> None:
    """Raises SystemExit with what to install."""
    needed = {"wrk": shutil.which("wrk"), "nginx-light": NGINX, "util-linux": shutil.which("taskset")}
    missing = [package for package, path in needed.items() if not path]
    if missing:
        raise SystemExit(f"The benchmark needs {', '.join(missing)}. On Debian: apt install {' '.join(missing)}")
    if not GENERATOR:
        raise SystemExit("The benchmark needs two cores: one for the server, one for the load generator.")


def processor_time(pid: int) -> float:
    """Seconds that a process and all below it have worked."""
    times, children = {}, defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            number = int(path.parent.name)
            times[number] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            children[int(fields[1])].append(number)
    return sum(times.get(one, 0) for one in family(pid, children))


def family(pid: int, children: dict[int, list[int]]) -> list[int]:
    found = [pid]
    for one in found:
        found += children[one]
    return found


def load(pid: int, address: str, host: str, *headers: str, connections: int = CONNECTIONS, seconds: float = 4) -> Load:
    """The server is `pid`."""
    worked = processor_time(pid)
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    given = [part for header in (f"Host: {host}", f"Accept-Encoding: {CODING}", *headers) for part in ("-H", header)]
    how = [f"-t{min(len(GENERATOR), connections)}", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "30s", "--latency"]
    command = ["taskset", "-c", LOAD_CORES, "wrk", *how, *given, address]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{address}: {output}")
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    requests = int(re.search(r"(\d+) requests in", output)[1])
    return Load(
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),
        cost=(processor_time(pid) - worked) / requests,
        usual=latency(output, 50),
        slow=latency(output, 99),
        busy=busy / (time.monotonic() - begin) / len(GENERATOR),
    )


def latency(output: str, percent: int) -> float:
    number, unit = re.search(rf"\s{percent}%\s+([\d.]+)([a-z]+)", output).groups()
    return float(number) * UNITS[unit]


def memory(pid: int) -> tuple[int, int]:
    """RSS and PSS in bytes of the largest process of a server: the one that answers."""
    children = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            children[int(path.read_text().rpartition(")")[2].split()[1])].append(int(path.parent.name))
    return max(memory_of(one) for one in family(pid, children))


def memory_of(pid: int) -> tuple[int, int]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M)[1]) * 1024 for name in ("Rss", "Pss"))
