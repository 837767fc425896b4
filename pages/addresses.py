"""Addresses that were once public keep working: a rename or a move writes its redirects in its own transaction.

Wagtail makes them in a callback after the commit, where a process that dies loses them (and a rehearsal never shows them).
WAGTAILREDIRECTS_AUTO_CREATE is therefore off, and every save that changes a page's `url_path` is answered here.
"""

from collections.abc import Iterator

from django.db.models.signals import post_save, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site


def remember_address(sender: type, instance: object, raw: bool = False, **kwargs) -> None:
    """Before a page's row is written: note the `url_path` that the database has."""
    if isinstance(instance, Page) and instance.pk and not raw:
        stored = Page.objects.filter(pk=instance.pk).values_list("url_path", flat=True).first()
        instance._url_path_before = stored


def keep_address(sender: type, instance: object, raw: bool = False, **kwargs) -> None:
    """After it: lead the old addresses of the page and of all below it to where they are now."""
    before = getattr(instance, "_url_path_before", None) if isinstance(instance, Page) else None
    if before and before != instance.url_path:
        write_redirects(instance, before, instance.url_path)


def write_redirects(page: Page, url_path_before: str, url_path_after: str) -> None:
    """One redirect for each page that was ever public, in each site that shows both its old and its new place.

    Wagtail updates the descendants' `url_path` after the page's own row, so theirs may still be the old one.
    """
    once_public = page.get_descendants(inclusive=True).filter(first_published_at__isnull=False)
    redirects = []
    for pk, url_path in once_public.values_list("pk", "url_path"):
        for start in (url_path_before, url_path_after):
            if url_path.startswith(start):
                below = url_path.removeprefix(start)
                break
        else:
            continue
        new = dict(public_paths(url_path_after + below))
        for site_id, old_path in public_paths(url_path_before + below):
            if site_id in new:
                redirects.append(
                    Redirect(
                        site_id=site_id,
                        old_path=Redirect.normalise_path(old_path),
                        redirect_page_id=pk,
                        automatically_created=True,
                    )
                )
                # A page that comes back to an old address of its own must not be redirected to itself.
                Redirect.objects.filter(
                    site_id=site_id, old_path=Redirect.normalise_path(new[site_id]), automatically_created=True
                ).delete()
    for redirect in redirects:
        Redirect.objects.filter(site_id=redirect.site_id, old_path=redirect.old_path, automatically_created=True).delete()
    Redirect.objects.bulk_create(redirects, ignore_conflicts=True)  # one written by hand stays as it is


def public_paths(url_path: str) -> Iterator[tuple[int, str]]:
    """Pairs of site id and the path under which that site shows the page with this `url_path`."""
    for root in Site.get_site_root_paths():
        if url_path.startswith(root.root_path) and url_path != root.root_path:
            yield root.site_id, "/" + url_path.removeprefix(root.root_path)


def connect() -> None:
    pre_save.connect(remember_address, dispatch_uid="galley_remember_address")
    post_save.connect(keep_address, dispatch_uid="galley_keep_address")
