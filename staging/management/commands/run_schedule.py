import signal
from threading import Event

from django.core.management.base import BaseCommand

from staging.rounds import Rounds


class Command(BaseCommand):
    help = "Publishes and withdraws pages at their times, until Ctrl-C. `serve` runs it; several at once are fine."

    def handle(self, *args, **options):
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        Rounds(stop).run()
