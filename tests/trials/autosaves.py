"""Two at once on a running site: of two saves from one base one is accepted, and the other's words are kept.

    python -m tests.trials.autosaves [--rounds 50] [--previews 40] [--postgresql postgresql://…]

Runs `manage.py serve` with four web processes, on SQLite and, where an address is given, in a database that it makes there.
"""

import argparse
import http.client
import json
import os
import threading
from collections import Counter
from urllib.parse import urlencode

from .sites import python, say, serving, site

TOKEN = "x" * 32  # cookie and field have to agree, that is all
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(method: str, path: str, session: str, data: dict | None = None, accept: str = "text/html") -> tuple[int, str, str]:
    """Status, redirect target and body of a real request."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=60)
    headers = {**FORM, "Host": "localhost", "Cookie": f"sessionid={session}; csrftoken={TOKEN}", "Accept": accept}
    body = urlencode({**data, "csrfmiddlewaretoken": TOKEN}) if data else None
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def at_once(calls: list) -> list:
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int) -> None:
        start.wait()
        results[number] = calls[number]()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# --- Inside -----------------------------------------------------------------------------------------


def session_of(name: str) -> str:
    client = Client()
    client.force_login(User.objects.create_superuser(name, f"{name}@example.org", "harbour-lamp-42"))
    return client.session.session_key


def was_accepted(answer: tuple[int, str, str]) -> bool:
    status, location, body = answer
    return json.loads(body)["success"] if body.startswith("{") else status == 302 and "/conflict/" not in location


def is_kept(page: "ArticlePage", words: str) -> bool:
    aside = Version.objects.filter(page_id=page.pk, reason=Version.Reason.SET_ASIDE)
    return any(words in str(version.copy.content["fields"]["body"]) for version in aside[:2])


def rounds_of(page: "ArticlePage", sessions: list[str], rounds: int, publish: bool) -> Counter:
    address, found = f"/admin/pages/{page.pk}/edit/", Counter()
    more, accept = ({"action-publish": "1"}, "text/html") if publish else ({}, "application/json")
    for number in range(rounds):
        latest = ArticlePage.objects.get(pk=page.pk).latest_revision
        base = {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}
        texts = [f"{'publication' if publish else 'autosave'} {number} by {session}." for session in sessions]
        forms = [article_form(page.title, paragraphs(text), slug=page.slug, **base, **more) for text in texts]
        calls = [lambda pair=pair: ask("POST", address, pair[0], pair[1], accept) for pair in zip(sessions, forms, strict=True)]
        accepted = [was_accepted(answer) for answer in at_once(calls)]
        found[f"{sum(accepted)} accepted"] += 1
        now = ArticlePage.objects.get(pk=page.pk)
        stands = str(now.body if publish else now.get_latest_revision_as_object().body)
        kept = [text in stands if won else is_kept(page, text) for text, won in zip(texts, accepted, strict=True)]
        found["texts lost"] += kept.count(False)
    return found


def previews(page: "ArticlePage", session: str, count: int) -> dict[str, int]:
    address = f"/admin/pages/{page.pk}/edit/preview/"
    form = article_form(page.title, paragraphs("Seen."), slug=page.slug)
    answers = at_once([lambda: ask("POST", address, session, form)] * count)
    found = Counter(f"status {status}" for status, _location, _body in answers)
    after = [ask("POST", address, session, form)[0], ask("GET", address, session)[0]]
    return {**found, "rows": FormState.objects.count(), "errors after": sum(status != 200 for status in after)}


def measure(rounds: int, count: int) -> None:
    page = article(section_page("Trials"), title="Low tide")
    sessions = [session_of("ada"), session_of("edgar")]
    for publish, name in ((False, "two autosaves"), (True, "two publications")):
        found = rounds_of(page, sessions, rounds, publish)
        say(f"{rounds} rounds of {name} at one moment: {dict(found)}")
    say(f"{count} previews at one moment: {previews(page, sessions[0], count)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--previews", type=int, default=40)
    parser.add_argument("--postgresql", default="", help="a server on which a database may be made")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        measure(given.rounds, given.previews)
        return
    for server in dict.fromkeys(["", given.postgresql]):
        with site(server, "autosaves") as environment, serving(environment):
            numbers = ["--rounds", str(given.rounds), "--previews", str(given.previews)]
            python(environment, "-m", "tests.trials.autosaves", "--inside", *numbers)


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    from django.test import Client
    from wagtail.admin.models import FormState

    from articles.models import ArticlePage
    from history.models import Version
    from tests.articles.forms import article_form, paragraphs
    from tests.builders import article, section_page
    from users.models import User

if __name__ == "__main__":
    main()
