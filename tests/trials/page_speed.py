"""python -m tests.trials.page_speed: how fast is an article from the cache, beside the same bytes as a static file?

nginx and the site's server run on one core, one process each, and the load generator (wrk) on two others; all in turns, several
times. The static file has the same headers. Prints requests a second, the slowest answers, the processor time of a request,
and how busy the generator was. Parts of the static file's figure are given by both: on a machine that does other work beside,
processor time is the one to believe.
"""

import io
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import django
from django.core.management import call_command

from tests.page_cache.nginx import BROTLI, running_nginx

from .page_cache_site import RunningSite, free_port, running_site

SERVER_CORE, LOAD_CORES = "0", "2,3"
CONNECTIONS, SECONDS, ROUNDS = 32, 4, 5
CODING = "br" if BROTLI.exists() else "gzip"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Load(NamedTuple):
    """`rate` in requests a second, `cost` in seconds of processor time of the server for one, `slow`: 99 % took no longer."""

    rate: float
    cost: float
    slow: str
    busy: float


def processor_time(pid: int) -> float:
    """Seconds that a process and all below it have worked."""
    times, children = {}, defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            number = int(path.parent.name)
            times[number] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            children[int(fields[1])].append(number)
    family = [pid]
    for one in family:
        family += children[one]
    return sum(times.get(one, 0) for one in family)


def load(pid: int, address: str, host: str, *headers: str) -> Load:
    """The server is `pid`. `busy`: the share of the generator's cores that it used."""
    worked = processor_time(pid)
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    given = [part for header in (f"Host: {host}", f"Accept-Encoding: {CODING}", *headers) for part in ("-H", header)]
    command = ["taskset", "-c", LOAD_CORES, "wrk", "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", *given, address]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "Non-2xx" in output:
        raise SystemExit(f"{address}: {output}")
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    requests = int(re.search(r"(\d+) requests in", output)[1])
    return Load(
        float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),
        (processor_time(pid) - worked) / requests,
        re.search(r"99%\s+(\S+)", output)[1],
        busy / (time.monotonic() - begin) / 2,
    )


def static_server(port: int, body: bytes, folder: Path, config: str) -> str:
    """The yardstick: the same bytes in a file, sent with the same headers; nothing else in the configuration."""
    folder.mkdir(mode=0o755)
    (folder / "article.html").write_bytes(body)
    page = config[config.index(".page.html break;") : config.index("location @galley")]
    headers = " ".join(line for line in page.splitlines() if "add_header" in line)
    return f"server {{ listen {port}; root {folder}; charset utf-8; add_header Content-Encoding {CODING}; {headers} }}"


def figures(site: RunningSite, path: str) -> None:
    port, static_port, host = free_port(), free_port(), f"localhost:{site.port}"
    body = wait_for_kept(site, path)
    out = io.StringIO()
    call_command("nginx_config", *(["--brotli"] if CODING == "br" else []), stdout=out)
    config = out.getvalue().replace(f"listen {site.port}", f"listen {port}")
    yardstick = static_server(static_port, body, site.data / "yardstick", config)
    with running_nginx(site.data / "nginx", config, port, yardstick, ("taskset", "-c", SERVER_CORE)) as nginx:
        server = site.process.pid
        targets = {
            "nginx, the same bytes as a static file": (nginx, f"http://127.0.0.1:{static_port}/article.html"),
            "nginx with the page cache": (nginx, f"http://127.0.0.1:{port}{path}"),
            "the site's server with the page cache": (server, f"http://127.0.0.1:{site.port}{path}"),
            "the site's server without": (server, f"http://127.0.0.1:{site.port}{path}", "Cookie: sessionid=none"),
        }
        measured = defaultdict(list)
        for _ in range(ROUNDS):
            for name, (pid, address, *headers) in targets.items():
                measured[name].append(load(pid, address, host, *headers))
    say(f"{path}, {len(body)} bytes ({CODING}), {CONNECTIONS} connections, median of {ROUNDS} rounds of {SECONDS} s")
    yardstick = next(iter(measured.values()))
    for name, rounds in measured.items():
        rate, cost = (statistics.median(getattr(one, field) for one in rounds) for field in ("rate", "cost"))
        by_rate = statistics.median(one.rate / yard.rate for one, yard in zip(rounds, yardstick, strict=True))
        by_cost = statistics.median(yard.cost / one.cost for one, yard in zip(rounds, yardstick, strict=True))
        slow, busy = sorted(one.slow for one in rounds)[len(rounds) // 2], max(one.busy for one in rounds)
        say(
            f"{name:<40}{rate:>8.0f}/s  99 % in {slow:>9}  {cost * 1e6:>8.0f} µs of processor"
            f"  part of the file's: {by_rate:.3f} by rate, {by_cost:.3f} by processor; generator at most {busy:.0%} busy"
        )


def wait_for_kept(site: RunningSite, path: str) -> bytes:
    for _ in range(20):
        before = len(site.renderings())
        _status, body = site.read(path, **{"Accept-Encoding": CODING})
        if len(site.renderings()) == before:
            return body
        time.sleep(0.2)
    raise SystemExit("The page is not kept.")


def main() -> int:
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt install wrk")
    say(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with running_site(processes=1, cores=SERVER_CORE) as site:
        django.setup()
        story = django.apps.apps.get_model("articles", "ArticlePage").objects.published().first()
        figures(site, story.url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
