from django.core.management.base import BaseCommand

from demo.accounts import logins


class Command(BaseCommand):
    help = "Prints the logins of the demo accounts that are still there."

    def handle(self, **options) -> None:
        for line in logins():
            self.stdout.write(line)
