"""The benchmark: `make bench`. How fast Galley is, beside two yardsticks, with few articles and with many.

    python -m tests.bench                  all of it, on DATABASE_URL's server or on SQLite; writes docs/performance.md
    python -m tests.bench articles 20000   fills the demo site of DATA_DIR and DATABASE_URL to so many articles
    python -m tests.bench.rendering        uncached rendering of an article, beside the usual way

SIZES (20,1000,20000) says how many articles there are in turns. The server must be PostgreSQL's, with leave to make databases.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django

from . import load, report, scaling, serving, sites

STORY = "/water/the-harbour-that-moved-twice/"  # the demo's lead
PUBLICATIONS = 40


def fill(count: int, processes: int, anyway: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
    django.setup()
    from . import articles  # models

    try:
        made = articles.make(count, processes, anyway)
    except ValueError as error:
        raise SystemExit(f"{error} Nothing was made.") from None
    print(f"{made} articles made")


def bench(sizes: list[int], server: str) -> None:
    load.check_tools()
    begun = os.getloadavg()[0]
    served, memory, seen, body = {}, {}, {}, 0
    with tempfile.TemporaryDirectory(prefix="galley-bench-") as folder:
        Path(folder).chmod(0o755)  # nginx reads below it
        say(f"making sites with {', '.join(map(str, sizes))} articles")
        with sites.sites(Path(folder), sizes, server) as made, scaling.probes(made) as probes:
            for site in made:
                say(f"serving an article of {site.size}")
                with serving.running(site) as running:
                    served[site.size], memory[site.size], body = serving.measure(site, running, STORY)
                    seen[site.size] = scaling.seen(probes[site.size], PUBLICATIONS)
            say("rendering, beside the usual way")
            at_work = {size: scaling.at_work(probe) for size, probe in probes.items()}
            say("reading and editing, on all of them in turns")
            costs = scaling.measure(probes)
    purge = costs.pop("purge")
    parts = {
        "Served": report.served_part(served, body),
        "One server process": report.server_part(memory, seen, purge),
        "Rendered without any cache": report.usual_part(at_work, costs),
        "Reading and editing": report.acts_part(costs),
    }
    text = report.part("PostgreSQL" if server else "SQLite", begun, parts)
    report.write("PostgreSQL" if server else "SQLite", text)
    print(text)


def say(what: str) -> None:
    print(f"— {what} (load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    acts = parser.add_subparsers()
    fill_site = acts.add_parser("articles")
    fill_site.add_argument("count", type=int, help="how many articles the site is to have")
    fill_site.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    fill_site.add_argument("--anyway", action="store_true", help="also beside what others have written")
    given = parser.parse_args()
    if hasattr(given, "count"):
        fill(given.count, given.processes, given.anyway)
        return 0
    sizes = [int(size) for size in (os.environ.get("SIZES") or "20,1000,20000").split(",")]
    server = os.environ.get("DATABASE_URL", "")
    bench(sizes, server if server.startswith("postgres") else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
