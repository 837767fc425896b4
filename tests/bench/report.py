"""docs/performance.md: a part for each database, replaced by each run."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.page_cache.nginx import NGINX
from tests.trials.page_cache_site import ROOT, share

from . import scaling
from .load import CODING, CONNECTIONS, LOAD_CORES, SERVER_CORE
from .scaling import ARTICLE, USUAL, Cost
from .serving import ROUNDS, SECONDS, UNCACHED, Served

PAGE = ROOT / "docs" / "performance.md"
MOST_MEMORY = 200  # MB
LEAST_PARTS = {"ours, nginx": 0.95, "ours, `make run`'s server": 0.25}
MOST_OF_USUAL = 0.25


def machine() -> str:
    """What it was measured on, without names and places of the machine."""
    cpu = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    nginx = subprocess.run([NGINX, "-v"], capture_output=True, text=True, check=True).stderr.rpartition("/")[2].strip()
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "Wagtail", "granian"))
    processor = cpu[1] if cpu else platform.machine()
    return (
        f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB of memory; Linux {platform.release()}, "
        f"Python {platform.python_version()}, {packages}, nginx {nginx}"
    )


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float) -> str:
    return f"{value:,.0f}"


def ms(seconds: float) -> str:
    value = seconds * 1000
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


# --- The parts ----------------------------------------------------------------------


def served_part(served: dict[int, dict[str, Served]], size_of_body: int) -> str:
    rows = []
    for size, targets in served.items():
        for name, one in targets.items():
            rate, cost, usual, slow, _busy = one.load
            parts = [f"{one.part_by_rate:.3f}", f"{one.part_by_processor:.3f}"] if name != UNCACHED else ["", ""]
            if name in LEAST_PARTS:
                parts[0] += "" if one.part_by_rate >= LEAST_PARTS[name] else " (**less than " + f"{LEAST_PARTS[name]}**)"
            rows.append(
                [f"{name}, {number(size)}", number(rate), *parts, ms(usual), ms(slow), number(cost * 1e6), f"{one.busiest:.0%}"]
            )
    heads = ["the article, articles on the site", "requests/s", "part of the file's", "by processor"]
    heads += ["p50 ms", "p99 ms", "processor µs", "generator busy"]
    return (
        f"The demo's lead story, {number(size_of_body)} bytes ({CODING}). One server process on core {SERVER_CORE}, wrk on core "
        f"{LOAD_CORES} with {CONNECTIONS} connections (one where nothing is cached), medians of {ROUNDS} rounds of {SECONDS} s. "
        "The static file has the same headers; parts are of its figure in the same round.\n\n" + table(heads, rows)
    )


def server_part(memory: dict[int, tuple[int, int]], seen: dict[int, list[float]], purge: dict[int, Cost]) -> str:
    rows = []
    for size in memory:
        rss, pss = (value / 1024**2 for value in memory[size])
        too_much = f" (**more than {MOST_MEMORY}**)" if rss > MOST_MEMORY else ""
        waited, swapped = seen[size], purge[size].seconds
        rows.append(
            [
                number(size),
                f"{rss:.0f}{too_much}",
                f"{pss:.0f}",
                ms(median(waited)),
                ms(share(waited, 0.95)),
                ms(median(swapped)),
                ms(share(swapped, 0.95)),
            ]
        )
    heads = ["articles on the site", "RSS of the server process, MB", "PSS, MB"]
    heads += ["published until seen, p50 ms", "p95 ms", "purge, p50 ms", "p95 ms"]
    return table(heads, rows)


def usual_part(at_work: dict[int, dict[str, Cost]], costs: dict[str, dict[int, Cost]]) -> str:
    rows = []
    for size, both in at_work.items():
        ours, usual = both[ARTICLE], both[USUAL]
        cells = [ms(median(ours.processor)), str(ours.queries), ms(median(usual.processor)), str(usual.queries)]
        parts = [scaling.times(usual, ours), scaling.times(costs[USUAL][size], costs[ARTICLE][size])]
        marks = ["" if part <= MOST_OF_USUAL else f" (**more than {MOST_OF_USUAL}**)" for part in parts]
        rows.append([number(size), *cells, *(f"{part:.2f}{mark}" for part, mark in zip(parts, marks, strict=True))])
    heads = ["articles on the site", "ours, processor ms", "queries", "the usual way, processor ms", "queries"]
    return table([*heads, "ours takes", "after other work"], rows)


def acts_part(costs: dict[str, dict[int, Cost]]) -> str:
    sizes = sorted(costs["article"])
    rows = []
    for act, by_size in costs.items():
        if act != USUAL:
            large = by_size[sizes[-1]]
            # A small site may not have it, such as a second page.
            growth = [f"{scaling.times(by_size[size], large):.2f}" if size in by_size else "" for size in sizes[-2:-1]]
            cells = [clock_and_processor(by_size.get(size)) for size in sizes]
            late, kept = ms(share(large.seconds, 0.95)), scaling.verdict(act, by_size)
            rows.append([act, str(large.queries), *cells, late, *growth, kept])
    heads = ["ms on the clock / of processor", "queries", *(f"{number(size)} articles" for size in sizes), "p95 ms"]
    heads += [f"{number(sizes[-1])} : {number(size)}" for size in sizes[-2:-1]]
    return table([*heads, "limit"], rows)


def clock_and_processor(cost: Cost | None) -> str:
    return f"{ms(median(cost.seconds))} / {ms(median(cost.processor))}" if cost else ""


def part(database: str, begun: float, parts: dict[str, str]) -> str:
    sections = "\n\n".join(f"### {title}\n\n{text}" for title, text in parts.items())
    load = f"load of the machine {begun:.1f} before, {os.getloadavg()[0]:.1f} after"
    return f"## On {database}\n\n{datetime.now(UTC):%Y-%m-%d}, {machine()}; {load}.\n\n{sections}\n"


def write(database: str, text: str, page: Path = PAGE) -> None:
    """Put the part in the place of the one that the page has of this database."""
    before = page.read_text()
    known = re.compile(rf"^## On {re.escape(database)}\n.*?(?=^## |\Z)", re.M | re.S)
    replaced = known.sub(lambda _match: f"{text}\n", before) if known.search(before) else f"{before}\n{text}"
    page.write_text(replaced.rstrip() + "\n")
