"""Wagtail's command of this name deletes live versions and what points at them; ours stands before it, and refuses."""

from django.core.management.base import CommandError
from wagtail.management.commands import purge_revisions


class Command(purge_revisions.Command):
    help = "Not on this site: use prune_history."

    def handle(self, *args, **options):
        raise CommandError(
            "purge_revisions is switched off: it deletes live versions, and what points at them. "
            "Use manage.py prune_history, with --dry-run first."
        )
