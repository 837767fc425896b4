"""What several tests of previews need."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from articles.models import ArticlePage
from staging import links
from staging.links import NewLink
from staging.models import PreviewLink

WORD = "zebrafinch"  # stands in drafts only
# What a visit itself writes.
COUNTED = {"history_frozencopy", "staging_previewlink", "staging_attempts", "wagtailcore_pagelogentry"}


def link_to(page, **options) -> NewLink:
    options.setdefault("shows", PreviewLink.Shows.DRAFT)
    options.setdefault("until", timezone.now() + timedelta(days=7))
    return links.share(page, **options)


def path_of(new: NewLink) -> str:
    """The path of the page in the preview."""
    return new.address.removeprefix(settings.SITE_URL)


def root_of(new: NewLink) -> str:
    """The preview's own path, without a slash at the end."""
    return "/".join(path_of(new).split("/")[:3])


def token_of(new: NewLink) -> str:
    return path_of(new).split("/")[2]


def redraft(page, **fields) -> ArticlePage:
    """Write a draft over the newest one."""
    page = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision(clean=False)
    return ArticlePage.objects.get(pk=page.pk)


def traces(besides: set[str] = COUNTED) -> dict:
    """Everything that somebody could leave behind: rows, files of the media folder, cache entries, mail, callbacks."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - besides)
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table's name
            rows[table] = sorted(map(repr, cursor.fetchall()))
    media = Path(settings.MEDIA_ROOT)
    files = {str(path) for path in media.rglob("*") if path.is_file() and path.parent.name != "images"}
    entries = {alias: sorted(caches[alias]._cache) for alias in settings.CACHES}
    mails = len(getattr(mail, "outbox", [])) + len(list(Path(settings.EMAIL_FILE_PATH).glob("*")))
    return {"rows": rows, "files": files, "cache": entries, "mail": mails, "callbacks": len(connection.run_on_commit)}
