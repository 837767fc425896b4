"""The indexes on the table of pages: there, used, and there again after they were lost."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from pages import indexes
from staging.schedule import Expiry

pytestmark = pytest.mark.django_db


def there() -> set[str]:
    with connection.cursor() as cursor:
        return {*connection.introspection.get_constraints(cursor, Page._meta.db_table)} & {*indexes.INDEXES}


def test_they_are_made_by_migrate_again_when_they_are_lost():
    assert there() == {*indexes.INDEXES}
    with connection.cursor() as cursor:
        for name in indexes.INDEXES:
            cursor.execute(f"DROP INDEX {name}")
    assert not there()
    call_command("migrate", verbosity=0)
    assert there() == {*indexes.INDEXES}


def test_the_root_and_what_expires_are_found_by_them():
    """PostgreSQL reads a table as small as a test's at once: told not to, it must find the index fit."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    assert "pages_depth_path" in Page.get_root_nodes().order_by("path").explain()
    assert "pages_expire_at" in Expiry(Page).planned().filter(expire_at__lte=timezone.now()).explain()
