"""What reading and editing cost on a small site and on a large one, in turns."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from tests.trials.page_cache_site import ROOT, share

from .sites import Site

ARTICLE, USUAL, SEEN = "article", "article, the usual way", "published, then seen by a reader"
CHANGING = ["article, after a change", "feed, after a change", "admin: saving", "admin: publishing", "purge"]
ROUNDS, ROUNDS_AT_WORK, WARM_UP = 11, 100, 10
# Of an act on the largest site: times of what it costs on the one before it, and seconds.
MOST_TIMES = {
    **dict.fromkeys(["article", "home page", "section", "section, page 2", "topic", "author", "feed", "feed of a section"], 1.3),
    **dict.fromkeys(["article, after a change", "feed, after a change"], 1.3),
    **dict.fromkeys(["admin: explorer of a section", "admin: explorer, page 2", "admin: explorer by title"], 1.5),
    **dict.fromkeys(["admin: explorer of the home page", "admin: dashboard"], 1.5),
    **dict.fromkeys(["admin: saving", "admin: publishing"], 1.3),
}
MOST_SECONDS = {"search": 1.0, "search: a rare word": 0.05, "search: no such word": 0.05, "sitemap": 0.5}
MOST_QUERIES = {"article": 8, "home page": 12, "section": 12, "topic": 12, "author": 12}


@dataclass
class Cost:
    """Of one act on one site: what each round took, in seconds on the clock and of processor."""

    queries: int = 0
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def add(self, seconds: float, processor: float) -> None:
        self.seconds.append(seconds)
        self.processor.append(processor)


class Probe:
    """The process that acts on a site: probe.py."""

    def __init__(self, site: Site):
        command = [sys.executable, "-m", "tests.bench.probe"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=site.environment, cwd=ROOT, **pipes)
        self.acts: list[str] = self.answer()

    def ask(self, way: str, act: str) -> dict[str, float]:
        self.process.stdin.write(f"{way} {act}\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("The process that acts on a site has ended.")
        return json.loads(line)


@contextmanager
def probes(sites: list[Site]) -> Iterator[dict[int, Probe]]:
    """By the size of their sites."""
    found: dict[int, Probe] = {}
    try:
        for site in sites:
            found[site.size] = Probe(site)
        yield found
    finally:
        for probe in found.values():
            probe.process.communicate()  # the end of its input is its end


def measure(probes: dict[int, Probe], rounds: int = ROUNDS) -> dict[str, dict[int, Cost]]:
    """By act and size of the site. A small site may have no second page to ask for."""
    acts = {act: [size for size, probe in probes.items() if act in probe.acts] for act in probes[max(probes)].acts if act != SEEN}
    costs = {act: {size: Cost(probes[size].ask("count", act)["queries"]) for size in sizes} for act, sizes in acts.items()}
    for phase in ([act for act in acts if act not in CHANGING], CHANGING):  # what is read finds what the site keeps in memory
        for _ in range(rounds):
            for act in phase:
                for size in acts[act]:
                    costs[act][size].add(**probes[size].ask("measure", act))
    return costs


def at_work(probe: Probe, rounds: int = ROUNDS_AT_WORK) -> dict[str, Cost]:
    """The article and the usual way in turns and nothing else, as in a server whose readers come one after another.

    In `measure` the other sites and acts come between two renderings, and most of what the processor keeps at hand is theirs.
    """
    costs = {act: Cost(probe.ask("count", act)["queries"]) for act in (ARTICLE, USUAL)}
    for number in range(WARM_UP + rounds):
        for act, cost in costs.items():
            taken = probe.ask("measure", act)
            if number >= WARM_UP:
                cost.add(**taken)
    return costs


def seen(probe: Probe, rounds: int) -> list[float]:
    return [probe.ask("measure", SEEN)["seconds"] for _ in range(rounds)]


def times(small: Cost, large: Cost) -> float:
    """How many times as much processor the large site takes: the median of the rounds' own ratios."""
    return median(b / a for a, b in zip(small.processor, large.processor, strict=True))


def verdict(act: str, costs: dict[int, Cost]) -> str:
    """Which limits the act keeps on the largest site; "" where there are none."""
    sizes = sorted(costs)
    large, said = costs[sizes[-1]], []
    if act in MOST_TIMES and len(sizes) > 1:
        said.append((f"{MOST_TIMES[act]} times", times(costs[sizes[-2]], large) <= MOST_TIMES[act]))
    limit = MOST_SECONDS.get(act, MOST_SECONDS.get(act.partition(":")[0], MOST_SECONDS.get(act.partition(",")[0])))
    if limit:
        said.append((f"{limit * 1000:.0f} ms", share(large.seconds, 0.95) <= limit))
    if act in MOST_QUERIES:
        said.append((f"{MOST_QUERIES[act]} queries", large.queries <= MOST_QUERIES[act]))
    return "; ".join(f"{'at most' if kept else '**not** at most'} {what}" for what, kept in said)
