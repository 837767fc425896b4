from django.core.management.base import BaseCommand, CommandError

from demo import accounts, build, renditions
from demo.pictures import draw_all

NOT_EMPTY = "The site has pages or accounts already, so the demo was not loaded."


class Command(BaseCommand):
    help = "Fills an empty site with a demo publication and the accounts admin, editor and writer."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="Do not fail when the site is not empty.")
        parser.add_argument("--no-renditions", action="store_true", help="Leave the pictures' sizes to the first readers.")

    def handle(self, *, if_empty: bool, no_renditions: bool, **options) -> None:
        password = accounts.demo_password()
        if not build.is_empty() or not build.load(draw_all(), password):
            self.leave(if_empty)
            return
        if not no_renditions:
            renditions.make_all()
        self.stdout.write("The demo publication is loaded.")

    def leave(self, if_empty: bool) -> None:
        if not if_empty:
            raise CommandError(NOT_EMPTY)
        accounts.follow_password()
