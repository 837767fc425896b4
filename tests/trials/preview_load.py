"""Editors save while people read previews, on a running site: errors, and how long a save takes with and without readers.
Then: a viewer beside eight who ask for another link's pages without pause, and 60 guesses of a passphrase at once.

    python -m tests.trials.preview_load [--seconds 12] [--pause 0.5] [--readers 8] [--editors 3] [--postgresql postgresql://…]

Runs `manage.py serve` with four web processes, on SQLite and, where an address is given, in a database that it makes there. Times
with and without readers are taken in turn, twice. Readers ask anew after `--pause` seconds; one of the editors writes the
page that half of them read.
"""

import argparse
import base64
import os
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from .autosaves import ask
from .sites import python, say, serving, site

PATHS = (
    "/",
    "/harbours/",
    "/harbours/article-0/",
    "/harbours/article-1/",
    "/search/?q=zebrafinch",
    "/feeds/rss.xml",
    "/archive/",
)


def editor(number: int, page_id: int, session: str, stop: threading.Event, times: list, errors: Counter) -> None:
    count = 0
    while not stop.is_set():
        count += 1
        form = article_form(f"Article {page_id}", paragraphs(*(f"Words {count}." for _ in range(20))), slug=f"article-{number}")
        begun = time.perf_counter()
        status, _location, _body = ask("POST", f"/admin/pages/{page_id}/edit/", session, form)
        times.append(time.perf_counter() - begun)
        if status != 302:
            errors[f"save {status}"] += 1
        stop.wait(0.2)


def reader(prefix: str, pause: float, stop: threading.Event, times: Counter, seconds: list) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        begun = time.perf_counter()
        status, _location, _body = ask("GET", prefix + PATHS[number % len(PATHS)], "x")
        seconds.append(time.perf_counter() - begun)
        times[status] += 1
        stop.wait(2 if status == 503 else pause)


def phase(pages: list[int], sessions: list[str], prefixes: list[str], pause: float, length: float) -> dict:
    stop, saves, reads, errors, statuses = threading.Event(), [], [], Counter(), Counter()
    threads = [
        threading.Thread(target=editor, args=(number, page, session, stop, saves, errors))
        for number, (page, session) in enumerate(zip(pages, sessions, strict=True))
    ]
    threads += [threading.Thread(target=reader, args=(prefix, pause, stop, statuses, reads)) for prefix in prefixes]
    for thread in threads:
        thread.start()
    time.sleep(length)
    stop.set()
    for thread in threads:
        thread.join()
    return {"saves": saves, "reads": reads, "errors": errors, "statuses": statuses}


def greedy(root: str, number: int, stop: threading.Event) -> None:
    count = 0
    while not stop.is_set():
        count += 1
        ask("GET", f"{root}/harbours/?n={number}-{count}", "x")  # an address that nobody has asked for: always a rehearsal


def beside_the_greedy(greedy_root: str, root: str, pages: int) -> None:
    """One viewer opens so many pages of their own link, again after two seconds where the site is busy, as the page does."""
    stop, took, busy = threading.Event(), [], 0
    threads = [threading.Thread(target=greedy, args=(greedy_root, number, stop)) for number in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(2)
    for number in range(pages):
        begun = time.perf_counter()
        while ask("GET", f"{root}/harbours/?m={number}", "x")[0] == 503 and time.perf_counter() - begun < 30:
            busy += 1
            time.sleep(2)
        took.append(time.perf_counter() - begun)
    stop.set()
    for thread in threads:
        thread.join()
    say(f"beside eight greedy ones {pages} pages took up to {max(took):.1f} s each, with {busy} times 503 in between")


def guess(root: str, passphrase: str) -> int:
    brought = base64.b64encode(f":{passphrase}".encode()).decode()
    request = urllib.request.Request(
        f"http://localhost:{os.environ['PORT']}{root}/", headers={"Authorization": f"Basic {brought}"}
    )
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own site
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def guesses(root: str, number: int) -> None:
    with ThreadPoolExecutor(number) as pool:
        statuses = Counter(pool.map(lambda count: guess(root, f"guess {count}"), range(number)))
    say(f"{number} guesses at once: {dict(statuses)}; the right one then: {guess(root, 'nine herons')}")


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] * 1000


def measure(length: float, pause: float, readers: int, editors: int) -> None:
    section = section_page()
    pages = [article(section, title=f"Article {number}") for number in range(editors + 1)]
    sessions = []
    for number in range(editors):
        client = Client()
        client.force_login(User.objects.create_superuser(f"ed{number}", f"ed{number}@example.org", "harbour-lamp-42"))
        sessions.append(client.session.session_key)
    roots = [root_of(link_to(redraft(page, title=f"The {WORD}"))) for page in (pages[0], pages[-1])]
    prefixes = [roots[number % len(roots)] for number in range(readers)]
    guarded = root_of(link_to(pages[0], passphrase="nine herons"))
    ids = [page.pk for page in pages[:editors]]
    connections.close_all()
    with serving(dict(os.environ)):
        phase(ids, sessions, prefixes, pause, 3)  # warm
        found = {"without": [], "with": []}
        for _turn in range(2):
            found["without"].append(phase(ids, sessions, [], pause, length))
            found["with"].append(phase(ids, sessions, prefixes, pause, length))
        beside_the_greedy(*roots, 8)
        guesses(guarded, 60)
    saves = {name: [value for one in parts for value in one["saves"]] for name, parts in found.items()}
    errors = sum((one["errors"] for parts in found.values() for one in parts), Counter())
    statuses = sum((one["statuses"] for one in found["with"]), Counter())
    reads = [value for one in found["with"] for value in one["reads"]]
    for name, values in saves.items():
        say(f"saves {name} readers: {len(values)}, p50 {statistics.median(values) * 1000:.0f} ms, p95 {p95(values):.0f} ms")
    say(
        f"ratio of p95: {p95(saves['with']) / p95(saves['without']):.2f}; errors of editors: {dict(errors) or 0}; "
        f"previews read: {dict(statuses)}, p50 {statistics.median(reads) * 1000:.0f} ms, p95 {p95(reads):.0f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=12)
    parser.add_argument("--pause", type=float, default=0.5)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--editors", type=int, default=3)
    parser.add_argument("--postgresql", default="", help="a server on which a database may be made")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        measure(given.seconds, given.pause, given.readers, given.editors)
        return
    arguments = [f"--{name}={getattr(given, name)}" for name in ("seconds", "pause", "readers", "editors")]
    for server in dict.fromkeys(["", given.postgresql]):
        with site(server, "preview_load") as environment:
            python(environment, "-m", "tests.trials.preview_load", "--inside", *arguments)


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    from django.db import connections
    from django.test import Client

    from tests.articles.forms import article_form, paragraphs
    from tests.builders import article, section_page
    from tests.staging.previews import WORD, link_to, redraft, root_of
    from users.models import User

if __name__ == "__main__":
    main()
