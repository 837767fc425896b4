"""Releases from a shell, for scripts and for the night. Prints JSON; a refusal says why and exits with 1."""

import json
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from wagtail.models import Page

from history.refusal import Refused
from staging.models import Release
from staging.placing import BusyError, CanNotBePlacedError
from staging.release_forms import LONGEST_NOTE
from staging.releases import editing, going_live, plan, taking_back
from staging.releases.problems import problems_of
from staging.releases.states import state_of

HIGHEST = 2**31 - 1  # number of a page or a release
BUSY = "The database is busy: try again in a moment."


class Command(BaseCommand):
    help = "Makes, lists, plans and publishes releases: sets of pages that go live together, or not at all."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        make = verbs.add_parser("create", help="Make a release of the newest drafts of these pages; prints its number.")
        make.add_argument("name", metavar="NAME")
        make.add_argument("page_ids", type=int, nargs="+", metavar="PAGE_ID")
        make.add_argument("--note", default="", help="What it is about, for editors.")
        self.add_dry_run(make)
        show = verbs.add_parser("plan", help="Which addresses appear, change, redirect and vanish; changes nothing.")
        show.add_argument("number", type=int, metavar="N")
        for verb, words in (("publish", "Let the release go live now."), ("takeback", "Restore what was live before it.")):
            act = verbs.add_parser(verb, help=words)
            act.add_argument("number", type=int, metavar="N")
            act.add_argument("--user", default="", metavar="NAME", help="In whose name, for the history.")
            self.add_dry_run(act)
        verbs.add_parser("list", help="All releases, the newest first.")

    @staticmethod
    def add_dry_run(parser):
        parser.add_argument("--dry-run", action="store_true", help="Do everything, say how it went, and undo it.")

    def handle(self, *args, verb: str, **options):
        try:
            getattr(self, verb)(**options)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except CanNotBePlacedError as error:
            raise CommandError(" ".join(error.problems)) from None
        except BusyError:
            raise CommandError(BUSY) from None

    def create(self, name: str, page_ids: list[int], note: str, dry_run: bool, **options):
        if len(note) > LONGEST_NOTE:
            raise CommandError(f"A note has {LONGEST_NOTE} characters at most.")
        pages = Page.objects.filter(depth__gt=1).in_bulk([number for number in page_ids if number <= HIGHEST])
        if missing := [str(number) for number in page_ids if number not in pages]:
            raise CommandError(f"There is no page {', '.join(missing)}.")
        pages = [pages[number] for number in dict.fromkeys(page_ids)]
        release = self.done_or_undone(lambda: editing.create(name, note, pages=pages), dry_run)
        if dry_run:
            self.say({"name": release.name, "pages": [page.pk for page in pages], "dry_run": True})
        else:
            self.stdout.write(str(release.pk))

    def plan(self, number: int, **options):
        release = self.release(number)
        self.say({"release": release.pk, "name": release.name, **plan.plan_of(release).as_json()})

    def publish(self, number: int, user: str, dry_run: bool, **options):
        release = self.release(number)
        done = self.done_or_undone(lambda: going_live.go_live(release.pk, self.user(user)), dry_run)
        self.say(told(done) | {"dry_run": dry_run})

    def takeback(self, number: int, user: str, dry_run: bool, **options):
        release = self.release(number)
        done = self.done_or_undone(lambda: taking_back.take_back(release.pk, self.user(user)), dry_run)
        self.say(told(done) | {"dry_run": dry_run})

    def list(self, **options):
        releases = Release.objects.prefetch_related("items")
        self.say([told(release) | {"problems": problems(release)} for release in releases])

    @staticmethod
    def done_or_undone(act: Callable[[], Release], dry_run: bool) -> Release:
        with transaction.atomic():
            done = act()
            transaction.set_rollback(dry_run)
        return done

    @staticmethod
    def release(number: int) -> Release:
        release = Release.objects.filter(pk=number).first()
        if release is None:
            raise CommandError(f"There is no release {number}. `manage.py release list` shows all.")
        return release

    @staticmethod
    def user(name: str):
        if not name:
            return None
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user “{name}”.")
        return user

    def say(self, facts: object) -> None:
        self.stdout.write(json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def told(release: Release) -> dict:
    return {
        "release": release.pk,
        "name": release.name,
        "state": state_of(release).name,
        "pages": [{"page": item.page_id, "title": item.title, "does": item.does} for item in release.items.all()],
        "go_live_at": release.go_live_at,
        "live_at": release.live_at,
        "taken_back_at": release.taken_back_at,
    }


def problems(release: Release) -> list[str]:
    is_open = release.state in {Release.State.OPEN, Release.State.SCHEDULED}
    return [problem.sentence for problem in problems_of(release) if problem.blocks] if is_open else []
