"""What tests of releases share: a small site, and what readers see of all of it."""

from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from articles.models import ArticlePage
from staging.models import Release
from staging.releases import editing
from tests.builders import article, author, section_page, topic

PATHS = ("/", "/feed.xml", "/sitemap.xml", "/sitemap-articles.xml", "/search/?query=harbour")


def newsroom(number: int = 3) -> list[ArticlePage]:
    """Live articles of one section, by one author, on one topic."""
    section, writer, subject = section_page(), author(), topic()
    return [
        article(section, title=f"Harbour {count}", standfirst=f"Quay {count}.", authors=(writer,), topics=(subject,))
        for count in range(number)
    ]


def release_of(*pages: Page, name: str = "Autumn", **fields) -> Release:
    release = editing.create(name, pages=pages)
    for key, value in fields.items():
        setattr(release, key, value)
    release.save()
    return release


def public_answers(extra: tuple[str, ...] = ()) -> dict[str, tuple]:
    """Status, body and where it leads, of every address that was or is a page's, and of what lists them."""
    paths = {*PATHS, *extra}
    paths |= {page.get_url() for page in Page.objects.filter(depth__gt=1) if page.get_url()}
    paths |= {redirect.old_path + "/" for redirect in Redirect.objects.all()}
    client = Client()
    answers = {}
    for path in sorted(paths):
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        answers[path] = (response.status_code, response.headers.get("Location", ""), body)
    return answers


def changed_addresses(before: dict, after: dict) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def items(release: Release) -> dict[int, object]:
    return {item.page_id: item for item in release.items.all()}
