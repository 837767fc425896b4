"""What guarding the editor and keeping history cost: saving and publishing, beside the same requests to stock Wagtail.

    python -m tests.trials.cost [--rounds 60] [--postgresql postgresql://…]

One process; requests alternate between the site as it is and the same site with Wagtail's own views, without history's receivers
and hooks. On SQLite and, where an address is given, in a database that it makes on that server.
"""

import os
import statistics
import time
from contextlib import contextmanager

from .sites import run_on_each_database, say

PARAGRAPHS = 20


@contextmanager
def stock():
    """Wagtail's own views, nothing of history."""
    ours = page_viewset_registry.get_by_type(Page)
    page_viewset_registry.register(Page, base_page_viewset, parent_models=[Page])
    known = {name: list(found) for name, found in hooks._hooks.items()}
    for name, found in known.items():
        hooks._hooks[name] = [one for one in found if not one[0].__module__.startswith("history.")]
    pre_save.disconnect(dispatch_uid="history_note_state")
    post_save.disconnect(dispatch_uid="history_keep_what_is_live")
    page_published.disconnect(dispatch_uid="history_keep_publication")
    try:
        yield
    finally:
        recording.connect()
        hooks._hooks.update(known)
        page_viewset_registry.register(Page, ours, parent_models=[Page])


def form_for(page: "ArticlePage", words: str) -> dict:
    latest = ArticlePage.objects.get(pk=page.pk).latest_revision
    base = {"loaded_revision_id": str(latest.pk), "loaded_revision_created_at": latest.created_at.isoformat()}
    blocks = paragraphs(*(f"{words} Paragraph {number} of the reference article." for number in range(PARAGRAPHS)))
    return article_form(page.title, blocks, slug=page.slug, **base)


def took(client: "Client", page: "ArticlePage", words: str, more: dict, headers: dict) -> float:
    form = form_for(page, words) | more
    begun = time.perf_counter()
    answer = client.post(f"/admin/pages/{page.pk}/edit/", form, headers=headers)
    seconds = time.perf_counter() - begun
    assert answer.status_code == 302 or answer.json()["success"], answer.content
    assert "/conflict/" not in getattr(answer, "url", "")
    return seconds


def measure(rounds: int) -> None:
    section = section_page("Trials")
    pages = [article(section, title="Low tide"), article(section, title="High tide")]
    client = Client()
    client.force_login(User.objects.create_superuser("ada", "ada@example.org", "harbour-lamp-42"))
    acts = {
        "draft": ({}, {}),
        "autosave": ({}, {"Accept": "application/json"}),
        "publication": ({"action-publish": "1"}, {}),
    }
    for name, (more, headers) in acts.items():
        ours, theirs = [], []
        for number in range(rounds):
            ours.append(took(client, pages[0], f"Round {number}.", more, headers))
            with stock():
                theirs.append(took(client, pages[1], f"Round {number}.", more, headers))
        warm = slice(rounds // 10, None)
        a, b = statistics.median(ours[warm]), statistics.median(theirs[warm])
        pairs = sorted(one / other for one, other in zip(ours[warm], theirs[warm], strict=True))
        say(
            f"{name}: p50 {a * 1000:.0f} ms, stock {b * 1000:.0f} ms, ratio {a / b:.2f} "
            f"(median of the pairs' ratios {statistics.median(pairs):.2f})"
        )
    kept = [Version.objects.filter(page_id=page.pk).count() for page in pages]
    assert kept == [rounds + 1, 1], kept  # the other one was stock indeed


if os.environ.get("DJANGO_SETTINGS_MODULE"):  # inside: the site's models can be imported
    import django

    django.setup()

    from django.db.models.signals import post_save, pre_save
    from django.test import Client
    from wagtail import hooks
    from wagtail.admin.viewsets.pages import base_page_viewset, page_viewset_registry
    from wagtail.models import Page
    from wagtail.signals import page_published

    from articles.models import ArticlePage
    from history import recording
    from history.models import Version
    from tests.articles.forms import article_form, paragraphs
    from tests.builders import article, section_page
    from users.models import User

if __name__ == "__main__":
    run_on_each_database("cost", __doc__, measure, 60)
