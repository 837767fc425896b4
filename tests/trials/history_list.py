"""How long the history of a page with 500 revisions takes, and how many queries.

    python -m tests.trials.history_list [--rounds 15] [--postgresql postgresql://…]

One process, the test client. Two editors take turns in sittings of five revisions; every revision was autosaved six times, every
fiftieth was published, and every hundredth has a name. On SQLite and, where an address is given, in a database that it makes on
that server.
"""

import os
import statistics
import time
from datetime import timedelta

from .sites import run_on_each_database, say

REVISIONS = 500
PARAGRAPHS = 30


def fill(page: "ArticlePage", people: list["User"]) -> None:
    """Give the page its past, an hour between sittings."""
    start = timezone.now() - timedelta(days=60)
    for number in range(REVISIONS):
        user, moment = people[number // 5 % 2], start + timedelta(hours=number // 5 * 2, minutes=number % 5 * 6)
        new = f"<p>Revision {number}: the ferry leaves at {number % 24}.</p>"
        words = [new if place == number % PARAGRAPHS else "<p>As it was.</p>" for place in range(PARAGRAPHS)]
        page.body = stream(ArticlePage, "body", [("paragraph", one) for one in words])
        revision = page.save_revision(user=user, log_action=True, clean=False)
        times = [moment + timedelta(minutes=minute) for minute in range(6)]
        entry = PageLogEntry.objects.get(revision=revision)
        values = {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields if field.name != "id"}
        entry.delete()
        PageLogEntry.objects.bulk_create(PageLogEntry(**values | {"timestamp": one}) for one in times)
        Revision.objects.filter(pk=revision.pk).update(created_at=times[-1])
        known = {"revision_id": revision.pk, "at": times[-1]}
        if number % 50 == 0:
            record(page, freeze(page), "published", user, kind="update", path="form", **known)
        if number % 100 == 0:
            record(page, freeze(page), "named", user, name=f"Version {number}", **known)


def took(client: "Client", address: str) -> tuple[float, int]:
    """Seconds and queries."""
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        answer = client.get(address)
        seconds = time.perf_counter() - begun
    assert answer.status_code == 200, answer.status_code
    return seconds, len(queries)


def measure(rounds: int) -> None:
    section = section_page("Trials")
    page = article(section, title="Low tide")
    people = [User.objects.create_superuser(name, f"{name}@example.org", "harbour-lamp-42") for name in ("ada", "edgar")]
    fill(page, people)
    client = Client(SERVER_NAME="localhost")
    client.force_login(people[0])
    ours = f"/admin/pages/{page.pk}/history/"
    addresses = {
        "first page": ours,
        "third page": f"{ours}?p=3",
        "publications": f"{ours}?kind=publications",
        "the admin's home page, to compare": "/admin/",
    }
    for name, address in addresses.items():
        client.get(address)
        found = [took(client, address) for _ in range(rounds)]
        seconds = [one for one, _queries in found]
        say(f"{name}: p50 {statistics.median(seconds) * 1000:.0f} ms, worst {max(seconds) * 1000:.0f} ms, {found[-1][1]} queries")


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone
    from wagtail.models import PageLogEntry, Revision

    from articles.models import ArticlePage
    from history.content import freeze
    from history.recording import record
    from tests.builders import article, section_page, stream
    from users.models import User

if __name__ == "__main__":
    run_on_each_database("history_list", __doc__, measure, 15)
