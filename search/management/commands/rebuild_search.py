from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Page

from search.index import HOME_DEPTH, update

BATCH = 50


class Command(BaseCommand):
    help = "Write what search knows of each page anew. May be run at any time, also while people publish."

    def handle(self, *args, **options):
        pages = list(Page.objects.filter(depth__gt=HOME_DEPTH).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pages), BATCH):
            rebuild(pages[start : start + BATCH])
            self.stdout.write(f"{min(start + BATCH, len(pages))} of {len(pages)} pages", ending="\r")
        self.stdout.write(f"Search knows {len(pages)} pages.".ljust(40))


@transaction.atomic
def rebuild(pages: list[int]) -> None:
    # Locked, in the order in which a release takes them: nobody publishes between the reading and the writing.
    locked = Page.objects.filter(pk__in=pages).select_for_update().order_by("pk")
    for page in Page.objects.filter(pk__in=[page.pk for page in locked]).order_by("pk").specific():
        update(page)
