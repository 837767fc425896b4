"""Indexes on Wagtail's table of pages that Wagtail does not make, for what it and we ask all the time: without them the whole
table is read, at 20,000 pages for 20 ms (the root, at every page of the admin) and 4 ms (what expires, at every round and purge).

Made after each `migrate` instead of in a migration: when a later Wagtail alters its table, Django builds it anew on SQLite, and
only with the indexes that the model names.
"""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from wagtail.models import Page

INDEXES = {
    "pages_depth_path": "(depth, path)",
    "pages_expire_at": "(expire_at) WHERE expire_at IS NOT NULL",
}


def make(using: str, **_kwargs) -> None:
    table = Page._meta.db_table
    with connections[using].cursor() as cursor:
        if table not in connections[using].introspection.table_names(cursor):
            return  # somebody migrates single apps, or back
        for name, what in INDEXES.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} {what}")


def connect(app: AppConfig) -> None:
    post_migrate.connect(make, sender=app, dispatch_uid="pages.indexes")
