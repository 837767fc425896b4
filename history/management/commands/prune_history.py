"""`manage.py prune_history`: remove old drafts and whatever else nobody needs any more."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from wagtail.models import Page

from history import retention
from history.retention import Removed

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Remove drafts that are older than HISTORY_KEEP_DRAFTS_DAYS, versions set aside before that, frozen copies that nothing "
        "needs, and deleted pages whose time is over. What is live, newest, scheduled, in a workflow, commented on, named, "
        "pinned, shared, approved or in a release stays. May be run at any time."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be removed.")
        parser.add_argument("--days", type=int, help="Keep drafts so many days, instead of HISTORY_KEEP_DRAFTS_DAYS.")

    def handle(self, *args, dry_run: bool, days: int | None, **options):
        days = settings.HISTORY_KEEP_DRAFTS_DAYS if days is None else days
        if not 1 <= days <= 36500:
            raise CommandError(f"--days {days} is not a whole number from 1 to 36500.")
        before = retention.day_before(days)
        removed = list(retention.would_remove(before) if dry_run else retention.prune(before))
        self.stdout.write(f"{'Would be removed' if dry_run else 'Removed'}: what is older than {before:%Y-%m-%d} ({days} days)")
        self.say_kinds(removed)
        self.say_pages(removed)
        if connection.vendor == "sqlite" and removed and not dry_run:
            self.stdout.write(
                "The file keeps its size: SQLite uses the room again. VACUUM, with the site stopped, gives it back."
            )

    def say_kinds(self, removed: Iterable[Removed]) -> None:
        rows, size = Counter(), Counter()
        for one in removed:
            rows[one.kind] += one.rows
            size[one.kind] += one.bytes
        self.stdout.write(f"{'kind':<20}{'rows':>12}{'bytes':>16}")
        for kind in [*rows, "all"]:
            of_kind = (rows[kind], size[kind]) if kind != "all" else (rows.total(), size.total())
            self.stdout.write(f"{kind:<20}{of_kind[0]:>12,}{of_kind[1]:>16,}")

    def say_pages(self, removed: Iterable[Removed]) -> None:
        """The pages that lose most rows first."""
        rows = Counter()
        for one in removed:
            rows[one.page] += one.rows
        titles = dict(Page.objects.filter(pk__in=[page for page, _count in rows.most_common(SHOWN)]).values_list("pk", "title"))
        for page, count in rows.most_common(SHOWN):
            self.stdout.write(f"{count:>8,}  {titles.get(page, 'deleted')} (page {page})")
        if len(rows) > SHOWN:
            self.stdout.write(f"{'':>8}  and {len(rows) - SHOWN} pages more")
