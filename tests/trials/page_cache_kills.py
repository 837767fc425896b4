"""python -m tests.trials.page_cache_kills: server processes are killed while they write pages. Is anything wrong ever served?

Readers ask without pause, a new generation begins twice a second, and every seven seconds a server process is killed (faster, and
Granian gives up). Whatever is answered must be the page, byte by byte.
"""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

import django
from django.utils.module_loading import import_string

from .page_cache_site import RunningSite, running_site

SECONDS, PAUSE = 60, 7
READERS = 6


def workers(site: RunningSite) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(site.process.pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def read(site: RunningSite, expected: dict[str, bytes], counts: Counter, end: float) -> None:
    while time.monotonic() < end:
        path = random.choice([*expected])  # noqa: S311 - which page, when and whom
        try:
            status, body = site.read(path)
        except (OSError, http.client.HTTPException):
            counts["no answer: its process was killed"] += 1
            time.sleep(0.05)
            continue
        counts["right" if (status, body) == (200, expected[path]) else "wrong"] += 1


def main() -> int:
    counts: Counter = Counter()
    with running_site() as site:
        django.setup()
        stories = django.apps.apps.get_model("articles", "ArticlePage").objects.published()[:4]
        paths = ["/", "/feeds/rss.xml", "/sitemap.xml", *(story.url for story in stories)]
        expected = {path: site.read(path, Cookie="sessionid=none")[1] for path in paths}
        purge = import_string("page_cache.changes.purge")
        end = time.monotonic() + SECONDS
        readers = [threading.Thread(target=read, args=(site, expected, counts, end)) for _ in range(READERS)]
        for reader in readers:
            reader.start()
        killing = time.monotonic() + PAUSE
        while time.monotonic() < end:
            purge()
            time.sleep(random.random())  # noqa: S311 - which page, when and whom
            if time.monotonic() > killing:
                killing = time.monotonic() + PAUSE
                with suppress(ProcessLookupError, IndexError):
                    os.kill(random.choice(workers(site)), signal.SIGKILL)  # noqa: S311 - which page, when and whom
                    counts["killed"] += 1
        for reader in readers:
            reader.join()
    sys.stdout.write(f"{dict(counts)}\n")
    return 1 if counts["wrong"] or not counts["right"] else 0


if __name__ == "__main__":
    sys.exit(main())
