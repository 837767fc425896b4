"""How soon what is planned is live on a running site, and whether two schedulers at once do a thing twice.

    python -m tests.trials.schedule [--rounds 20] [--postgresql postgresql://…]

Runs `manage.py serve` on a free port with data of its own, on SQLite and, where an address is given, in a database that it makes
on that server. As a control, two of Wagtail's own command work on the same kind of pages.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import datetime, timedelta

from .sites import ROOT, python, say, serving, site

AHEAD = [0.3, 0.8, 1.4, 1.9, 2.6, 3.3, 4.1]  # seconds between planning a page and its time
DUE = 20  # pages that two schedulers find due
LOOK = 0.05  # seconds between two requests
LIMIT = 60  # seconds until something counts as never


# --- Outside: an environment for each database, and processes in it ------------


def trial(server: str, rounds: int) -> None:
    with site(server, "schedule") as environment:
        with serving(environment):
            python(environment, "-m", "tests.trials.schedule", "--measure", str(rounds))
        for what in ("two", "stock"):
            python(environment, "-m", "tests.trials.schedule", f"--{what}")


# --- Inside: with the site's own code, in the environment of one database --------


def measure(rounds: int) -> None:
    """Plan pages one after the other and ask for each until it is there."""
    section = section_page("Trials")
    delays = []
    for number in range(rounds):
        page = article(section, title=f"Planned {number}", live=False)
        at = timezone.now() + timedelta(seconds=AHEAD[number % len(AHEAD)])
        page.go_live_at = at
        page.save_revision().publish()  # as the editor's form does with a time to come
        address = f"http://127.0.0.1:{os.environ['PORT']}/trials/planned-{number}/"
        delays.append(first_seen(address) - at)
    seconds = sorted(delay.total_seconds() for delay in delays)
    say(
        f"live after its time, {rounds} pages: p50 {statistics.median(seconds):.2f} s, max {seconds[-1]:.2f} s, "
        f"earliest {seconds[0]:.2f} s"
    )


def first_seen(address: str) -> datetime:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - the trial's own site
                if answer.status == 200:
                    return timezone.now()
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
        time.sleep(LOOK)
    raise TimeoutError(address)


def two_at_once(mode: str) -> None:
    """Two processes that begin at one moment, on pages that are all due."""
    section = ArticleIndexPage.objects.get(slug="trials")
    pages = [article(section, title=f"{mode} {number}", live=False) for number in range(DUE)]
    for page in pages:
        page.go_live_at = timezone.now() - timedelta(minutes=1)
        page.save_revision(approved_go_live_at=page.go_live_at)
    start = str(time.time() + 8)  # both have begun by then
    worker = [sys.executable, "-m", "tests.trials.schedule", "--work", mode, start]
    processes = [subprocess.Popen(worker, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    shares = [process.communicate(timeout=LIMIT)[0].strip() for process in processes]
    times = Counter(
        PageLogEntry.objects.filter(action="wagtail.publish.scheduled", page__in=[page.pk for page in pages]).values_list(
            "page", flat=True
        )
    )
    more = sum(count > 1 for count in times.values())
    name = "two schedulers" if mode == "two" else "control: two of Wagtail's publish_scheduled"
    say(f"{name} on {DUE} due pages: {len(times)} published, {more} of them more than once (shares {' + '.join(shares)})")


def work(mode: str, start: float) -> None:
    time.sleep(max(0, start - time.time()))
    if mode == "stock":
        stock.Command().handle(dryrun=False)
        say("all")
        return
    done = 0
    while schedule.next_due():
        done += schedule.make_round().done
    say(str(done))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument(
        "--postgresql", default=os.environ.get("DATABASE_URL", ""), help="a server on which a database may be made"
    )
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--two", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--stock", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure)
    elif given.two or given.stock:
        two_at_once("two" if given.two else "stock")
    elif given.work:
        work(given.work[0], float(given.work[1]))
    else:
        for server in dict.fromkeys(["", given.postgresql]):
            trial(server, given.rounds)


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    from django.utils import timezone
    from wagtail.management.commands import publish_scheduled as stock
    from wagtail.models import PageLogEntry

    from articles.models import ArticleIndexPage
    from staging import schedule
    from tests.builders import article, section_page

if __name__ == "__main__":
    main()
