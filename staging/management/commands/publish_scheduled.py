"""Takes the place of Wagtail's command: the same round as the site's own schedule, so that both never do a thing twice."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from staging import heartbeat, schedule


class Command(BaseCommand):
    help = "Publishes and withdraws what is due, once. Not needed where `serve` or `run_schedule` runs."

    def add_arguments(self, parser):
        parser.add_argument("--dryrun", "--dry-run", action="store_true", help="Say what is due, and change nothing.")

    def handle(self, *args, dryrun: bool, **options):
        if dryrun:
            self.say_what_is_due()
            return
        failed = 0
        while True:
            made = schedule.make_round()
            failed += made.failed
            if not made.done:
                break
        heartbeat.beat(schedule.next_due())
        if failed:
            raise CommandError(f"{failed} could not be done; they are tried again. The reasons are in the admin and in the log.")

    def say_what_is_due(self) -> None:
        for kind, due in schedule.all_due(timezone.now()):
            _page, title = kind.subject(due.key)
            self.stdout.write(f"{due.at:%Y-%m-%d %H:%M} UTC\t{due.kind}\t{title}")
