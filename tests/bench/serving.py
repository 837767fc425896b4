"""An article as servers give it, beside the same bytes as a static file: the first yardstick."""

import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from tests.page_cache.nginx import running_nginx
from tests.trials.page_cache_site import ROOT, RunningSite, free_port, start, wait_for

from .load import CODING, SERVER_CORE, Load, load, memory
from .sites import Site

ROUNDS, SECONDS = 3, 3
FILE = "a static file, nginx"
TOGETHER = "the same file, `sendfile off`"
CACHED = "ours, nginx"
OWN = "ours, `make run`'s server"
UNCACHED = "ours, uncached"


@dataclass
class Served:
    """Medians of the rounds. The parts are of the static file's figure in the same round."""

    load: Load
    part_by_rate: float
    part_by_processor: float
    busiest: float


@contextmanager
def running(site: Site) -> Iterator[RunningSite]:
    """The site's server, one process, on a core of its own."""
    process = start(site.port, 1, SERVER_CORE, site.environment)
    server = RunningSite(site.port, site.data, site.data / "renderings", process)
    try:
        wait_for(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def measure(site: Site, server: RunningSite, path: str) -> tuple[dict[str, Served], tuple[int, int], int]:
    """By what serves it; the server's memory (RSS and PSS, in bytes) after it; the size of what is sent."""
    port, static_port, host = free_port(), free_port(), f"localhost:{site.port}"
    body = kept_body(server, path)
    config = nginx_config(site).replace(f"listen {site.port}", f"listen {port}")
    yardstick = static_server(static_port, body, site, config)
    rounds: dict[str, list[Load]] = defaultdict(list)
    with running_nginx(site.data / "nginx", config, port, yardstick, ("taskset", "-c", SERVER_CORE)) as nginx:
        pid = server.process.pid
        targets = {
            FILE: (nginx, f"http://127.0.0.1:{static_port}/article.html", (), {}),
            TOGETHER: (nginx, f"http://127.0.0.1:{static_port}/together/article.html", (), {}),
            CACHED: (nginx, f"http://127.0.0.1:{port}{path}", (), {}),
            OWN: (pid, f"http://127.0.0.1:{site.port}{path}", (), {}),
            UNCACHED: (pid, f"http://127.0.0.1:{site.port}{path}", ("Cookie: sessionid=none",), {"connections": 1}),
        }
        for _ in range(ROUNDS):
            for name, (process, address, headers, options) in targets.items():
                rounds[name].append(load(process, address, host, *headers, seconds=SECONDS, **options))
    return {name: of_rounds(found, rounds[FILE]) for name, found in rounds.items()}, memory(pid), len(body)


def of_rounds(rounds: list[Load], yardstick: list[Load]) -> Served:
    middle = Load(*(median(values) for values in zip(*rounds, strict=True)))
    pairs = list(zip(rounds, yardstick, strict=True))
    return Served(
        middle,
        median(one.rate / file.rate for one, file in pairs),
        median(file.cost / one.cost for one, file in pairs),
        max(one.busy for one in rounds),
    )


def nginx_config(site: Site) -> str:
    command = [sys.executable, "manage.py", "nginx_config", *(["--brotli"] if CODING == "br" else [])]
    return subprocess.run(command, env=site.environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def static_server(port: int, body: bytes, site: Site, config: str) -> str:
    """The yardstick: the same bytes in a file, with the same headers, as nginx sends it usually (`sendfile on`); and once more
    with the one setting in which our pages differ. Nothing else in the configuration."""
    folder = site.data / "yardstick"
    folder.mkdir(mode=0o755, exist_ok=True)
    (folder / "article.html").write_bytes(body)
    page = config[config.index(".page.html break;") : config.index("location @galley")]
    headers = " ".join(line for line in page.splitlines() if "add_header" in line)
    together = f"location /together/ {{ alias {folder}/; sendfile off; }}"
    return f"server {{ listen {port}; root {folder}; charset utf-8; add_header Content-Encoding {CODING}; {headers} {together} }}"


def kept_body(server: RunningSite, path: str) -> bytes:
    """What readers get of the page once it is kept."""
    for _ in range(50):
        before = len(server.renderings())
        _status, body = server.read(path, **{"Accept-Encoding": CODING})
        if len(server.renderings()) == before:
            return body
        time.sleep(0.2)
    raise SystemExit(f"{path} is not kept.")
