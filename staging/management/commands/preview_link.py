from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Page

from history.refusal import Refused
from staging import links
from staging.models import PreviewLink
from staging.placing import BusyError, CanNotBePlacedError


class Command(BaseCommand):
    help = "Prints the address of a page's newest draft inside a preview of the whole site. Whoever has the address sees it."

    def add_arguments(self, parser):
        parser.add_argument("page_id", type=int, metavar="PAGE_ID")
        parser.add_argument(
            "--days",
            type=int,
            default=links.USUAL.days,
            help=f"How long it opens: 1 to {links.LONGEST.days}, {links.USUAL.days} unless told.",
        )

    def handle(self, *args, page_id: int, days: int, **options):
        if not 1 <= days <= links.LONGEST.days:
            raise CommandError(f"--days is 1 to {links.LONGEST.days}.")
        page = Page.objects.filter(pk=page_id, depth__gt=1).first()
        if page is None:
            raise CommandError(f"There is no page {page_id}.")
        until = timezone.now() + timedelta(days=days)
        try:
            new = links.share(page, shows=PreviewLink.Shows.DRAFT, until=until)
        except (CanNotBePlacedError, Refused) as error:
            raise CommandError(str(error)) from None
        except BusyError:
            raise CommandError("The database is busy: try again in a moment.") from None
        self.stdout.write(new.address)
