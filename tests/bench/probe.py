"""A process that does what readers and editors do on one site, and says what each of it cost.

`python -m tests.bench.probe` reads names of ACTS from its input, a line each, and answers each with a line of JSON. So that the
same act can be measured on several sites in turns, each has a process of its own, and only one of them works at a time.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from .rendering import Trust, lead_story, renderer, set_up

if __name__ == "__main__":
    set_up()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from articles.models import ArticleIndexPage, ArticlePage
from articles.querysets import ARTICLES_PER_PAGE
from page_cache import changes
from tests.articles.forms import article_form, paragraphs
from users.models import User

from .words import COMMON, RARE, Writer

USUAL = "article, the usual way"
SEEN = "published, then seen by a reader"  # needs the site's server
LONGEST = 20  # seconds
SLUG = "edited-by-the-benchmark"
PARAGRAPHS = 20  # of the article that is saved


def reading() -> dict[str, str]:
    """What readers ask for, by name."""
    section = ArticleIndexPage.objects.order_by("path")[0]
    more = section.published_articles().count() > ARTICLES_PER_PAGE
    return {
        "article": lead_story(),
        "home page": "/",
        "section": section.url,
        **({"section, page 2": f"{section.url}?page=2"} if more else {}),
        "topic": "/topics/harbours/",
        "author": "/authors/maren-oakhurst/",
        "archive": "/archive/",
        "feed": "/feeds/rss.xml",
        "feed of a section": f"/{section.slug}/feeds/rss.xml",
        "sitemap, the list": "/sitemap.xml",
        "sitemap, a file": "/sitemap-articles.xml",
    }


def searching() -> dict[str, str]:
    """Searches, from one that finds next to nothing to those that every article answers."""
    words = {
        "a rare word": RARE,
        "no such word": "zzyzx",
        "a frequent word": Writer(0).title().split()[-1],
        "a very frequent word": COMMON[0],
        "two very frequent words": " ".join(COMMON[:2]),
        "eight very frequent words": " ".join(COMMON[:8]),
        "a beginning": "a",
        "a frequent phrase": f'"{COMMON[1]} {COMMON[0]}"',
        "a phrase nobody wrote": f'"{" ".join(COMMON[:6])}"',
    }
    found = {f"search: {name}": f"/search/?{urlencode({'q': typed})}" for name, typed in words.items()}
    narrowed = urlencode({"q": COMMON[0], "section": ArticleIndexPage.objects.order_by("path")[0].slug, "topic": "harbours"})
    return found | {"search: a very frequent word, narrowed": f"/search/?{narrowed}", "search: the empty page": "/search/"}


def editing() -> dict[str, str]:
    section = ArticleIndexPage.objects.order_by("path")[0]
    home = Page.objects.get(depth=2)
    return {
        "admin: explorer of a section": f"/admin/pages/{section.pk}/",
        "admin: explorer, page 2": f"/admin/pages/{section.pk}/?p=2",
        "admin: explorer by title": f"/admin/pages/{section.pk}/?ordering=title",
        "admin: explorer of the home page": f"/admin/pages/{home.pk}/",
        "admin: dashboard": "/admin/",
    }


class Editor:
    """Saves and publishes one article, again and again, through the admin's form."""

    def __init__(self):
        address = {"SERVER_NAME": "localhost", "SERVER_PORT": str(settings.PORT)}
        self.client = Client(**address)
        self.client.force_login(User.objects.filter(is_superuser=True)[0])
        self.page = ArticlePage.objects.filter(slug=SLUG).first() or self.new_page()
        self.round = 0

    def new_page(self) -> ArticlePage:
        page = ArticlePage(title="Edited", slug=SLUG, live=False)
        ArticleIndexPage.objects.order_by("path")[0].add_child(instance=page)
        page.save_revision()
        return page

    def get(self, path: str) -> Callable[[], None]:
        def ask() -> None:
            answer = self.client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)

        return ask

    def form(self, **more: str) -> dict:
        self.round += 1
        latest = ArticlePage.objects.get(pk=self.page.pk).latest_revision
        base = {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}
        words = Writer(-1000 - self.round)
        blocks = paragraphs(*(words.sentence() for _ in range(PARAGRAPHS)))
        return article_form("Edited", blocks, slug=SLUG, **base) | more

    def save(self, **more: str) -> None:
        answer = self.client.post(f"/admin/pages/{self.page.pk}/edit/", self.form(**more))
        assert answer.status_code == 302 and "/conflict/" not in answer.url, answer.content[:500]

    def publish(self) -> None:
        self.save(**{"action-publish": "1"})

    def publish_and_read(self) -> dict[str, float]:
        """How long after the commit a reader of the site's server sees what was published."""
        self.round += 1
        title = f"Edited {self.round} {time.time_ns()}"
        page = ArticlePage.objects.get(pk=self.page.pk)
        page.title = title
        self.read(page.url)  # so that it is kept
        page.save_revision().publish()
        committed = time.perf_counter()
        while title not in self.read(page.url):
            assert time.perf_counter() - committed < LONGEST, "not seen"
        return {"seconds": time.perf_counter() - committed}

    def read(self, path: str) -> str:
        reader = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=LONGEST)
        try:
            reader.request("GET", path, headers={"Host": f"localhost:{settings.PORT}"})
            return reader.getresponse().read().decode()
        finally:
            reader.close()


def purge() -> None:
    with transaction.atomic():
        changes.purge()


def after_change(act: Callable[[], object]) -> Callable[[], dict[str, float]]:
    """The act as the first in a generation, when nothing is kept of what pages share; without the change itself."""

    def first() -> dict[str, float]:
        purge()
        with CaptureQueriesContext(connection) as queries:
            costs = measured(act)
        return {**costs, "queries": len(queries)}

    return first


def acts() -> dict[str, Callable[[], object]]:
    editor = Editor()
    editor.publish()
    read = {name: renderer(path, usual=False) for name, path in {**reading(), **searching()}.items()}
    return {
        USUAL: renderer(lead_story(), usual=True),
        **read,
        **{f"{name}, after a change": after_change(read[name]) for name in ("article", "feed")},
        **{name: editor.get(path) for name, path in editing().items()},
        "admin: the editor's form": editor.get(f"/admin/pages/{editor.page.pk}/edit/"),
        "admin: saving": editor.save,
        "admin: publishing": editor.publish,
        "purge": purge,
        SEEN: editor.publish_and_read,
    }


# --- What it costs ------------------------------------------------------------------


def of_database() -> float:
    """Seconds that PostgreSQL's process for this connection has worked; 0 where that can't be known."""
    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    try:
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0


def measured(act: Callable[[], object]) -> dict[str, float]:
    """`seconds` on the clock, `processor`: seconds of this process and of the database's for it. An act may know better."""
    database, processor, begun = of_database(), time.process_time(), time.perf_counter()
    own = act()
    seconds = time.perf_counter() - begun
    costs = {"seconds": seconds, "processor": time.process_time() - processor + of_database() - database}
    own = own if isinstance(own, dict) else {}
    return {name: own.get(name, cost) for name, cost in costs.items()}


def counted(act: Callable[[], object]) -> dict[str, float]:
    act()
    with CaptureQueriesContext(connection) as queries:
        own = act()
    return {"queries": own["queries"] if isinstance(own, dict) and "queries" in own else len(queries)}


def answer(said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main() -> None:
    known, trust = acts(), Trust()
    answer(list(known))
    for line in sys.stdin:
        trust.renew()
        way, _space, name = line.strip().partition(" ")
        answer({"measure": measured, "count": counted}[way](known[name]))


if __name__ == "__main__":
    main()
