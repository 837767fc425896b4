"""`manage.py serve`: the web server, the worker and the schedule, for production as it is and for `make run` with --demo."""

import http.client
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from history import blocks_in_use
from page_cache import changes
from site_project import preflight
from site_project.supervisor import Child, StartError, Supervisor

REACHABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - "everywhere" is asked on this machine


def web_server() -> Child:
    """Granian in WEB_PROCESSES processes of one thread each.

    One thread: Wagtail marks a form as draft or publication on block objects that all threads of a process share
    (Block.is_deferred_validation), so a draft saved beside a publication would switch off the other's validation.
    """
    return Child(
        "web server",
        [
            *(sys.executable, "-m", "granian", "site_project.wsgi:application", "--interface", "wsgi"),
            *("--host", settings.BIND, "--port", str(settings.PORT), "--http", "1", "--no-ws"),
            *("--workers", str(settings.WEB_PROCESSES), "--blocking-threads", "1"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
            *("--log-level", "warning", "--no-access-log", "--working-dir", str(settings.BASE_DIR)),
        ],
    )


def worker() -> Child:
    """Runs what the site put off: tasks from the database, looked for twice a second."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "db_worker"]
    return Child("worker", [*command, "--interval", "0.5", "--no-startup-delay", "--no-reload"])


def schedule() -> Child:
    """Publishes and withdraws pages at their times."""
    return Child("schedule", [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_schedule"])


def site_answers() -> bool:
    """Any answer counts: a page that fails must not keep editors from the admin, where they mend it."""
    address = REACHABLE.get(settings.BIND, settings.BIND)
    request = http.client.HTTPConnection(address, settings.PORT, timeout=5)
    try:
        request.request("HEAD", "/", headers={"Host": "localhost"})
        request.getresponse()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        request.close()


def prepare(say: Callable[[str], None]) -> None:
    """What an operator does by hand in production, and the demo publication where there is no content."""
    say("Preparing the database …")
    call_command("migrate", interactive=False, verbosity=0, skip_checks=False)
    if not preflight.static_files_are_current():
        say("Collecting static files …")
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", if_empty=True)


class Command(BaseCommand):
    help = "Serves the site: web server, worker and schedule, started again when they die, until Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo",
            action="store_true",
            help="Migrate, collect static files and, when the site is empty, load the demo publication and its logins.",
        )

    def handle(self, *args, demo: bool, **options):
        preflight.check_port()
        preflight.check_database()
        if demo:
            prepare(self.say)
        else:
            preflight.check_migrations()
            preflight.check_static_files()
        if warning := blocks_in_use.warning(blocks_in_use.unknown()):
            self.say(warning)
        changes.purge()  # other code, templates or static files: another page
        connections.close_all()
        supervisor = Supervisor([web_server(), worker(), schedule()], self.say)
        try:
            supervisor.run(site_answers, lambda: self.announce(demo))
        except StartError as error:
            raise CommandError(error) from None

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def announce(self, demo: bool) -> None:
        self.say(f"Site    {settings.SITE_URL}/")
        self.say(f"Admin   {settings.SITE_URL}/admin/")
        if demo:
            call_command("demo_logins")
            connections.close_all()
