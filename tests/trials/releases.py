"""Releases of twenty pages: how long one takes, what is left of one that is killed, and ten editors at once.

    python -m tests.trials.releases [--rounds 100] [--postgresql postgresql://…]

Each round forks a process that lets a release go live, as `manage.py release publish` and the schedule do, and is killed with
SIGKILL at a random moment of the time that one takes. On SQLite and, where an address is given, in a database that it makes
on that server.
"""

import os
import random
import statistics
import time
from collections import Counter

from .sites import run_on_each_database, say

PAGES = 20
WARM_UP = 5  # releases that are not killed, to know how long one takes
AS_LONG = 1.2  # times that: the latest moment to kill
EDITORS = 10
EACH = 10  # pages that each editor adds


def drafted(pages: list, word: str) -> "Release":
    for page in pages:
        redraft(page, title=f"{word} {page.pk}")
    return release_of(*pages, name=word)


def state(pages: list, release: "Release", old: str, new: str) -> str:
    """Whether all that has to agree does, once no transaction of the dead holds the release any more."""
    with holding(release.pk) as release:
        rows = list(ArticlePage.objects.filter(pk__in=[page.pk for page in pages]).select_related("live_revision"))
    titles = [row.title for row in rows] + [row.live_revision.content["title"] for row in rows]
    titles += [Entry.objects.get(page=row.pk).title for row in rows]
    titles += [last_publication(row.pk).copy.content["fields"]["title"] for row in rows]
    words = {title.split()[0] for title in titles}
    expected = {State.LIVE: new, State.OPEN: old}[release.state]
    whole = words == {expected} and len(rows) == PAGES
    return ("wholly new" if expected == new else "wholly old") if whole else f"BROKEN: {words}, {release.state}"


def times(pages: list) -> None:
    live, opened, planned, back = [], [], [], []
    for number in range(WARM_UP):
        release = drafted(pages, f"Warm{number}")
        new = share_release(release, until=timezone.now() + timedelta(days=1))
        shutil.rmtree(settings.PREVIEWS_DIR, ignore_errors=True)
        begun = time.monotonic()
        assert Client().get(path_of(new), HTTP_USER_AGENT="Firefox").status_code == 200
        opened.append(time.monotonic() - begun)
        begun = time.monotonic()
        plan_of(release)
        planned.append(time.monotonic() - begun)
        live.append(in_child(lambda release=release: go_live(release.pk)))
        back.append(in_child(lambda release=release: take_back(release.pk)))
    for what, found in (("preview, first time", opened), ("plan", planned), ("going live", live), ("taking back", back)):
        say(f"{what}: p50 {statistics.median(found):.2f} s, most {max(found):.2f} s")


def kills(pages: list, rounds: int) -> None:
    drafted_first = drafted(pages, "start")
    usual = in_child(lambda: go_live(drafted_first.pk))
    found, stands, chance = Counter(), "start", random.Random(6)  # noqa: S311 - when to kill
    for number in range(rounds):
        word = f"word{number}"
        release = drafted(pages, word)
        in_child(lambda release=release: go_live(release.pk), chance.uniform(0, AS_LONG * usual))
        became = state(pages, release, stands, word)
        found[became.split(":")[0]] += 1
        if became.startswith("BROKEN"):
            say(became)
        stands = word if became == "wholly new" else stands
    say(f"killed {rounds} times in {usual * 1000:.0f} ms: {dict(found)}")


def editors(section: object) -> None:
    """All add to one release and change it, and to one of their own each."""
    pages = [article(section, title=f"Shared {number}", live=False) for number in range(EDITORS * EACH)]
    shared = release_of(name="Shared")

    def edit(number: int) -> None:
        own = release_of(name=f"Own {number}")
        for page in pages[number * EACH : (number + 1) * EACH]:
            editing.add(shared, page)
            item = editing.add(own, page)
            editing.rename(shared, "Shared", f"By {number}", False)
            editing.keep_this(item)
            editing.remove(item)

    begun = time.monotonic()
    failed = at_once([lambda number=number: edit(number) for number in range(EDITORS)])
    took = time.monotonic() - begun
    there = set(shared.items.values_list("page_id", flat=True))
    lost = len(pages) - len(there)
    say(f"{EDITORS} editors, {EDITORS * EACH * 5} acts in {took:.1f} s: {failed} failed, {lost} items lost")


def measure(rounds: int) -> None:
    section = section_page("Trials")
    body = [("paragraph", f"<p>Paragraph {number} of the article.</p>") for number in range(20)]
    writer = author()
    pages = [article(section, title=f"start {number}", body=body, authors=(writer,)) for number in range(PAGES)]
    times(pages)
    editors(section)
    kills(pages, rounds)


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    import shutil
    from datetime import timedelta

    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from articles.models import ArticlePage
    from history.recording import last_publication
    from search.models import Entry
    from staging.links import share_release
    from staging.models import Release
    from staging.releases import editing
    from staging.releases.going_live import go_live
    from staging.releases.locking import holding
    from staging.releases.plan import plan_of
    from staging.releases.taking_back import take_back
    from tests.builders import article, author, section_page
    from tests.staging.previews import path_of, redraft
    from tests.staging.releases import release_of

    from .forks import at_once, in_child

    State = Release.State

if __name__ == "__main__":
    run_on_each_database("releases", __doc__, measure, 100)
