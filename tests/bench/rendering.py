"""What rendering an article costs without the page cache, beside the same page written the usual way.

    DATA_DIR=… python -m tests.bench.rendering [--path /reports/some-article/] [--rounds 200]

Uses the site that DATA_DIR and DATABASE_URL name. Both pages are rendered in turns in one process, through the site's own
middleware. The processor time is the process's own (user and system): what PostgreSQL works is not in it.
"""

import argparse
import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

TEMPLATES = Path(__file__).parent / "templates"
WARM_UP = 20  # renderings of each before they are measured
LOOK_EVERY = 20  # seconds


class Cost(NamedTuple):
    """Of one rendering: `processor` time in seconds (the median), `queries`, `size` in bytes."""

    processor: float
    queries: int
    size: int


def set_up() -> None:
    """Django with the templates of the usual way beside the site's, loaded for good as in each server process (wsgi.py)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
    settings.TEMPLATES[0]["DIRS"].append(TEMPLATES)
    django.setup()
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def renderer(path: str, usual: bool) -> Callable[[], bytes]:
    """Gives the page as Django renders it for the page cache."""
    from page_cache.requests import Key, clean_environ  # these need set_up

    from . import usual_way

    site, asked = urlsplit(settings.SITE_URL), urlsplit(path)
    handler, environ = WSGIHandler(), clean_environ(Key(site.netloc, asked.path, asked.query), site.scheme)

    def render() -> bytes:
        request = WSGIRequest({**environ})
        if usual:
            request.urlconf = usual_way.__name__
        with usual_way.stock_images() if usual else nullcontext():
            response = handler.get_response(request)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        return response.content

    return render


class Trust:
    """Keeps the generation valid, as each server does: what pages share is kept only while somebody looks for changes."""

    def __init__(self):
        self.looked = 0.0

    def renew(self) -> None:
        from page_cache import folders  # needs set_up

        if time.monotonic() - self.looked > LOOK_EVERY:
            folders.refresh(patience=1)
            self.looked = time.monotonic()


def compare(path: str, rounds: int) -> tuple[Cost, Cost]:
    """Ours and the usual way."""
    trust = Trust()
    renderers = [renderer(path, usual=False), renderer(path, usual=True)]
    times: list[list[float]] = [[], []]
    for number in range(WARM_UP + rounds):
        for render, taken in zip(renderers, times, strict=True):
            trust.renew()
            begun = time.process_time()
            render()
            if number >= WARM_UP:
                taken.append(time.process_time() - begun)
    costs = []
    for render, taken in zip(renderers, times, strict=True):
        with CaptureQueriesContext(connection) as queries:
            size = len(render())
        costs.append(Cost(statistics.median(taken), len(queries), size))
    return costs[0], costs[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--path", default="", help="an article's; without it, the demo's lead story")
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    set_up()
    path = given.path or lead_story()
    ours, usual = compare(path, given.rounds)
    for name, cost in (("ours", ours), ("the usual way", usual)):
        sys.stdout.write(
            f"{name:<14} {cost.processor * 1000:7.2f} ms of processor time, {cost.queries:3} queries, {cost.size:6} bytes\n"
        )
    sys.stdout.write(
        f"{path}: ours takes {ours.processor / usual.processor:.3f} of the usual way's processor time"
        f" ({connection.vendor}, {given.rounds} rounds, load {os.getloadavg()[0]:.1f})\n"
    )
    return 0


def lead_story() -> str:
    pages = django.apps.apps.get_model("articles", "ArticlePage").objects.live()
    return pages.get(slug="the-harbour-that-moved-twice").url


if __name__ == "__main__":
    sys.exit(main())
