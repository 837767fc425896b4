"""A process that is killed in mid-publication leaves the page wholly old or wholly new, and its frozen copy agrees with it.

    python -m tests.trials.kills [--rounds 100] [--postgresql postgresql://…]

Each round forks a process that publishes through the whole stack of the site (middleware, view, database) as its server would,
and is killed with SIGKILL at a random moment of the time that a publication takes. On SQLite and, where an address is given,
in a database that it makes on that server.
"""

import os
import random
from collections import Counter
from collections.abc import Callable
from functools import partial

from .sites import run_on_each_database, say

WARM_UP = 7  # publications that are not killed, to know how long one takes
AS_LONG = 1.2  # times that: the latest moment to kill


def publish(session: str, path: str, form: dict) -> None:
    client = Client()
    client.cookies["sessionid"] = session
    answer = client.post(path, form)
    assert answer.status_code == 302, answer.status_code
    assert "/conflict/" not in answer.url


def settled(pk: int) -> "ArticlePage":
    """The page when no transaction of the dead holds it any more."""
    with holding(pk):
        return ArticlePage.objects.get(pk=pk)


def state(pk: int) -> dict[str, str]:
    """What each place says that has to agree, as the words it has."""
    page = settled(pk)
    copy = last_publication(pk).copy
    return {
        "page": str(page.body),
        "live revision": str(page.live_revision.as_object().body),
        "newest draft": str(page.get_latest_revision_as_object().body),
        "frozen copy": str(thaw(page, copy).page.body),
        "search": Entry.objects.get(page=pk).body,
        "digest": "agrees" if copy.digest == digest_of(content_of(page)) else "differs",
        "version's revision": "agrees" if last_publication(pk).revision_id == page.live_revision_id else "differs",
    }


def verdict(said: dict[str, str], old: str, new: str) -> str:
    if "differs" in said.values():
        return "BROKEN"
    texts = [value for value in said.values() if value != "agrees"]
    if all(new in text for text in texts):
        return "wholly new"
    return "wholly old" if all(old in text and new not in text for text in texts) else "BROKEN"


def form_for(page: "ArticlePage", words: str) -> dict:
    latest = ArticlePage.objects.get(pk=page.pk).latest_revision
    base = {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}
    blocks = paragraphs(words, *(f"Paragraph {number}." for number in range(10)))
    return article_form(page.title, blocks, slug=page.slug, **base, **{"action-publish": "1"})


def measure(rounds: int) -> None:
    page = article(section_page("Trials"), title="Low tide", body=[("paragraph", "<p>word-start.</p>")])
    client = Client()
    client.force_login(User.objects.create_superuser("ada", "ada@example.org", "harbour-lamp-42"))
    session, path = client.session.session_key, f"/admin/pages/{page.pk}/edit/"

    def publishing(words: str) -> Callable[[], None]:
        return partial(publish, session, path, form_for(page, words))

    usual = max(in_child(publishing(f"word-w{n}.")) for n in range(WARM_UP))
    found, stands, chance = Counter(), f"word-w{WARM_UP - 1}.", random.Random(4)  # noqa: S311 - when to kill
    for number in range(rounds):
        new = f"word-{number}."
        in_child(publishing(new), chance.uniform(0, AS_LONG * usual))
        said = state(page.pk)
        became = verdict(said, stands, new)
        found[became] += 1
        if became == "BROKEN":
            say(str(said))
        stands = new if became == "wholly new" else stands
    say(f"a publication takes up to {usual * 1000:.0f} ms; killed {rounds} times: {dict(found)}")


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    from django.test import Client

    from articles.models import ArticlePage
    from history.content import content_of, digest_of, thaw
    from history.holding import holding
    from history.recording import last_publication
    from search.models import Entry
    from tests.articles.forms import article_form, paragraphs
    from tests.builders import article, section_page
    from users.models import User

    from .forks import in_child

if __name__ == "__main__":
    run_on_each_database("kills", __doc__, measure, 100)
