"""python -m tests.trials.freshness: is a change seen, how soon, and how often is a page rendered for many readers at once?

Publishes, withdraws and restricts an article again and again beside a running site, as an editor's process does, and reads it by
HTTP. Prints a table; ends with 1 when a figure of issue 7 is not met.
"""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import django
from django.apps import apps
from django.conf import settings

from .page_cache_site import RunningSite, running_site, share

ROUNDS = 100
READERS = 32
Result = tuple[str, str, bool]


@dataclass
class Story:
    """An article of the demo, and what its editor does with it."""

    pk: int
    path: str

    @property
    def page(self):
        return apps.get_model("articles", "ArticlePage").objects.get(pk=self.pk)

    def publish(self, title: str) -> None:
        page = self.page
        page.title = title
        page.save_revision().publish()

    def withdraw(self) -> None:
        self.page.unpublish()

    def come_back(self) -> None:
        self.page.save_revision().publish()

    def restrict(self) -> None:
        apps.get_model("wagtailcore", "PageViewRestriction").objects.create(page_id=self.pk, restriction_type="login")

    def open_again(self) -> None:
        apps.get_model("wagtailcore", "PageViewRestriction").objects.get(page_id=self.pk).delete()


def some_story() -> Story:
    page = apps.get_model("articles", "ArticlePage").objects.published().first()
    return Story(page.pk, page.url)


@contextmanager
def another_machine(site: RunningSite) -> Iterator[None]:
    """What is saved inside reaches the site by the database alone."""
    before, settings.PAGE_CACHE_DIR = settings.PAGE_CACHE_DIR, site.data / "other-machine"
    yield
    settings.PAGE_CACHE_DIR = before


def main() -> int:
    with running_site() as site:
        django.setup()
        story = some_story()
        results = [
            publishing(site, story),
            gone(site, story, story.withdraw, story.come_back, "withdrawn"),
            gone(site, story, story.restrict, story.open_again, "made private"),
            elsewhere(site, story),
            stampede(site, story),
        ]
    for name, figure, is_met in results:
        sys.stdout.write(f"{name:<46} {figure:<54} {'met' if is_met else 'NOT MET'}\n")
    return 0 if all(is_met for *_others, is_met in results) else 1


def publishing(site: RunningSite, story: Story) -> Result:
    times, missed = [], 0
    for number in range(ROUNDS):
        site.read(story.path)
        story.publish(f"Title {number}")
        committed = time.monotonic()
        missed += f"Title {number}".encode() not in site.read(story.path)[1]
        times.append(time.monotonic() - committed)
    figure = f"p50 {share(times, 0.5):.3f} s, p95 {share(times, 0.95):.3f} s, old page {missed} times"
    return f"published, then read, {ROUNDS} times", figure, share(times, 0.95) <= 0.3 and not missed


def gone(site: RunningSite, story: Story, act: Callable, undo: Callable, name: str) -> Result:
    served = 0
    for _ in range(ROUNDS):
        assert site.read(story.path)[0] == site.read(story.path)[0] == 200
        act()
        served += site.read(story.path)[0] == 200
        undo()
    return f"{name}, then read, {ROUNDS} times", f"still served {served} times", not served


def elsewhere(site: RunningSite, story: Story) -> Result:
    times = []
    for number in range(20):
        site.read(story.path)
        with another_machine(site):
            story.publish(f"Elsewhere {number}")
        begin = time.monotonic()
        while f"Elsewhere {number}".encode() not in site.read(story.path)[1]:
            time.sleep(0.01)
        times.append(time.monotonic() - begin)
    return "published on another machine, 20 times", f"p50 {share(times, 0.5):.3f} s, longest {max(times):.3f} s", max(times) <= 1


def stampede(site: RunningSite, story: Story) -> Result:
    worst = 0
    with ThreadPoolExecutor(READERS) as pool:
        for number in range(20):
            story.publish(f"Rush {number}")
            before = len(site.renderings())
            answers = list(pool.map(lambda _reader: site.read(story.path), range(READERS)))
            assert all(f"Rush {number}".encode() in body for _status, body in answers)
            worst = max(worst, len(site.renderings()) - before)
    return f"{READERS} readers at once after a purge, 20 times", f"at most {worst} renderings", worst <= 4


if __name__ == "__main__":
    sys.exit(main())
