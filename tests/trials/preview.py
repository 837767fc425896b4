"""Previews on a site of their own: what is left behind, who gets in, what one costs.

    python -m tests.trials.preview [--rounds 100] [--kills 20] [--postgresql postgresql://…]

One process asks Django directly, so that its caches can be looked into; another one is killed in the middle of rehearsals.
On SQLite and, where an address is given, in a database that it makes on that server.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from datetime import timedelta

from .sites import ROOT, python, say, site

PARAGRAPHS = 20


def make_site() -> tuple["NewLink", list]:
    """Ten published articles with a draft each that has the word, and a link to the first."""
    section = section_page()
    body = [("paragraph", f"<p>Paragraph {number} of the reference article.</p>") for number in range(PARAGRAPHS)]
    pages = [article(section, title=f"Article {number}", body=body, authors=(writer,)) for number, writer in writers()]
    drafts = [redraft(page, title=f"The {WORD} {page.pk}") for page in pages]
    return link_to(drafts[0]), drafts


def writers():
    one = author()
    return ((number, one) for number in range(10))


def alternate(client: "Client", new: "NewLink", rounds: int) -> None:
    """Preview and public requests in turn, each preview rehearsed anew; some of them fail in the middle of the view."""
    root = root_of(new)
    paths = ["/", "/harbours/", "/harbours/article-0/", "/search/?q=zebrafinch", "/feeds/rss.xml", "/nothing/", "/archive/"]
    # What a first request makes for good: renditions, which begin a generation, and in that one what pages share.
    for path in 2 * paths:
        client.get(path)
    before, words, serve = traces(), 0, ArticlePage.serve

    def fail(self, *args, **kwargs):
        serve(self, *args, **kwargs)
        raise RuntimeError("in the middle")

    for number in range(rounds):
        path = paths[number % len(paths)]
        ArticlePage.serve = fail if number % 2 else serve
        client.get(f"{root}{path}", HTTP_USER_AGENT="Firefox")
        ArticlePage.serve = serve
        shutil.rmtree(settings.PREVIEWS_DIR)
        words += WORD in client.get(path).content.decode().replace("q=zebrafinch", "").replace(f"“{WORD}”", "").replace(
            f'"{WORD}"', ""
        )
    after = traces()
    rows = {table for table in before["rows"] if before["rows"][table] != after["rows"][table]}
    others = {kind for kind in ("files", "cache", "mail", "callbacks") if before[kind] != after[kind]}
    say(f"{rounds} alternations: {words} words in public; left behind: {sorted(rows | others) or 'nothing'}")


def killed(kills: int) -> None:
    """Another process rehearses without pause, and is killed."""
    before = traces()
    for _number in range(kills):
        command = [sys.executable, "-m", "tests.trials.preview", "--rehearse"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(random.uniform(0.02, 0.3))  # noqa: S311 - when to kill
        process.send_signal(signal.SIGKILL)
        process.wait()
    connection.close()
    deadline = time.monotonic() + 5
    while (after := traces()) != before and time.monotonic() < deadline:
        time.sleep(0.1)
    rows = [table for table in before["rows"] if before["rows"][table] != after["rows"][table]]
    say(f"{kills} processes killed in a rehearsal; left behind: {rows or 'nothing'}")


def rehearse_for_ever() -> None:
    page = Page.objects.get(slug="article-0")
    staged = [newest_draft(page)]
    rehearse(staged, lambda placed: None)
    say("rehearsing")
    while True:
        rehearse(staged, lambda placed: ArticlePage.objects.live().count())


def try_to_get_in(client: "Client", new: "NewLink", other: "NewLink") -> None:
    token, path = token_of(new), path_of(new)
    headers = [
        {"HTTP_COOKIE": f"preview={token}"},
        {"HTTP_COOKIE": f"sessionid={token}; wagtail_preview={token}"},
        {"HTTP_AUTHORIZATION": f"Bearer {token}"},
        {"HTTP_X_PREVIEW": token},
        {"HTTP_REFERER": f"http://localhost{path}"},
        {"HTTP_X_ORIGINAL_URL": path},
        {"HTTP_X_REWRITE_URL": path},
        {"HTTP_X_FORWARDED_PREFIX": root_of(new)},
        {"HTTP_X_SCRIPT_NAME": root_of(new), "HTTP_SCRIPT_NAME": root_of(new)},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "PREVIEW"},
    ]
    queries = [
        f"preview={token}",
        f"token={token}",
        "is_preview=1",
        "in_preview_panel=1",
        f"path={path}",
        "mode=draft",
        "revision=2",
    ]
    queries += [f"next={path}"]
    wrong = [
        token.upper(),
        token[:-1],
        token + "0",
        token * 2,
        token[::-1],
        f"%20{token}",
        f"{token}%00",
        f"{token};",
        f"./{token}",
    ]
    attempts = [("/harbours/article-0/", one) for one in headers]
    attempts += [(f"/harbours/article-0/?{query}", {}) for query in queries]
    attempts += [(f"/preview/{one}/harbours/article-0/", {}) for one in wrong]
    attempts += [
        (f"{root_of(other)}/harbours/article-0/", {}),
        (f"/harbours{path}", {}),
        ("/harbours/article-0/?" + path, {}),
    ]
    drafts = 0
    for address, header in attempts:
        html = client.get(address, **header).content.decode()
        if f"The {WORD} {new.link.page_id}" in html:
            drafts += 1
            say(f"  reached by {address} {header}")
    say(f"{len(attempts)} attempts to reach a draft without its link: {drafts}")


def random_tokens(client: "Client") -> None:
    statuses = [client.get(f"/preview/{tokens.new()}/").status_code for _ in range(1000)]
    first = statuses.index(429) if 429 in statuses else len(statuses)
    others = set(statuses) - {404, 429}
    say(f"1,000 random tokens: {first} times 404, then {statuses[first:].count(429)} times 429; others: {others or 'none'}")


def costs(client: "Client", drafts: list, rounds: int) -> None:
    """The same request to a preview of 1 and of 10 pages, to the public page, and as many bare saves, in turn."""
    turns.PAUSE = {}  # time is measured, not waited
    until = timezone.now() + timedelta(days=7)
    release = editing.create("Ten pages", pages=drafts)
    for number, new in ((1, link_to(drafts[0])), (10, links.share_release(release, until=until))):
        times = {"preview": [], "again": [], "public": [], "saves": []}
        for _round in range(rounds):
            shutil.rmtree(settings.PREVIEWS_DIR, ignore_errors=True)
            for name in ("preview", "again"):
                path = f"{root_of(new)}/harbours/"
                times[name].append(seconds(lambda path=path: client.get(path, HTTP_USER_AGENT="Firefox")))
            times["public"].append(seconds(lambda: client.get("/harbours/")))
            times["saves"].append(
                seconds(lambda number=number: [ArticlePage.objects.get(pk=page.pk).save() for page in drafts[:number]])
            )
        for kind, unit in enumerate(("elapsed", "of the processor")):
            p50 = {name: statistics.median(pair[kind] for pair in values[1:]) * 1000 for name, values in times.items()}
            limit = p50["public"] + 1.5 * p50["saves"]
            say(
                f"preview of {number}: {p50['preview']:.0f} ms {unit}, public {p50['public']:.0f} ms, {number} saves "
                f"{p50['saves']:.0f}: {limit:.0f} ms allowed ({p50['preview'] / limit:.2f} of it); "
                f"read again {p50['again']:.1f} ms"
            )


def seconds(act) -> tuple[float, float]:
    """How long it took, and how much of that this process worked."""
    begun = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begun[0], time.process_time() - begun[1]


def measure(rounds: int, kills: int) -> None:
    client = Client(raise_request_exception=False)
    new, drafts = make_site()
    other = link_to(drafts[1])
    alternate(client, new, rounds)
    killed(kills)
    try_to_get_in(client, new, other)
    random_tokens(client)
    costs(client, drafts, max(rounds // 5, 5))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--postgresql", default="", help="a server on which a database may be made")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rehearse", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.rehearse:
        rehearse_for_ever()
    if given.inside:
        measure(given.rounds, given.kills)
        return
    for server in dict.fromkeys(["", given.postgresql]):
        with site(server, "preview") as environment:
            arguments = ("--inside", "--rounds", str(given.rounds), "--kills", str(given.kills))
            python(environment, "-m", "tests.trials.preview", *arguments)


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.utils import timezone
    from wagtail.models import Page

    from articles.models import ArticlePage
    from staging import links, tokens, turns
    from staging.links import NewLink
    from staging.rehearsal import rehearse
    from staging.releases import editing
    from staging.staged import newest_draft
    from tests.builders import article, author, section_page
    from tests.staging.previews import WORD, link_to, path_of, redraft, root_of, token_of, traces

if __name__ == "__main__":
    main()
