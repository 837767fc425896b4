"""The versions of a page by their short names, as addresses in the admin carry them.

`draft` is the newest draft, `live` what readers see, `r12` the revision 12, `v7` the frozen version 7.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from .content import page_with, thaw
from .models import Version
from .people import name_of

DRAFT, LIVE = "draft", "live"
REFERENCE = re.compile(r"(?P<kind>[rv])(?P<number>[1-9][0-9]{0,17})")


@dataclass(frozen=True)
class PageVersion:
    """A version of a page, ready to be shown: the page is unsaved, `gone` has sentences on what could not be had any more."""

    ref: str
    label: str
    page: Page
    at: datetime | None = None
    by: str = ""
    gone: list[str] = field(default_factory=list)


def moment(at: datetime) -> str:
    """Day and time as editors read them, in their own time zone."""
    return date_format(localtime(at), "j F Y H:i")


def load(page: Page, ref: str) -> PageVersion:
    """The version of this page that the short name means; Http404 where there is none."""
    if ref == DRAFT:
        return load_draft(page)
    if ref == LIVE:
        return load_live(page)
    match = REFERENCE.fullmatch(ref)
    if not match:
        raise Http404(_("There is no such version."))
    number = int(match["number"])
    return load_revision(page, number) if match["kind"] == "r" else load_version(page, number)


def load_draft(page: Page) -> PageVersion:
    revision = page.get_latest_revision()
    if revision is None:
        specific = page.specific
        return PageVersion(DRAFT, _("Newest draft"), specific, page.latest_revision_created_at)
    return of_revision(page, revision, DRAFT, _("Newest draft"))


def load_live(page: Page) -> PageVersion:
    if not page.live:
        raise Http404(_("The page is not live."))
    version = Version.objects.filter(page_id=page.pk, reason=Version.Reason.PUBLISHED).first()
    at, by = (version.at, version.by) if version else (page.last_published_at, "")
    return PageVersion(LIVE, _("Live version"), page.specific_class.objects.get(pk=page.pk), at, by)


def load_revision(page: Page, number: int) -> PageVersion:
    revision = Revision.page_revisions.filter(object_id=str(page.pk), pk=number).select_related("user").first()
    if revision is None:
        raise Http404(_("This page has no such version."))
    return of_revision(page, revision, f"r{number}", _("Draft of %(moment)s") % {"moment": moment(revision.created_at)})


def of_revision(page: Page, revision: Revision, ref: str, label: str) -> PageVersion:
    thawed = page_with(page, revision.content if isinstance(revision.content, dict) else {})
    return PageVersion(ref, label, thawed.page, revision.created_at, name_of(revision.user), thawed.gone)


def load_version(page: Page, number: int) -> PageVersion:
    version = Version.objects.filter(page_id=page.pk, pk=number).select_related("copy").first()
    if version is None:
        raise Http404(_("This page has no such version."))
    thawed = thaw(page, version.copy)
    return PageVersion(f"v{number}", label_of(version), thawed.page, version.at, version.by, thawed.gone)


def label_of(version: Version) -> str:
    return _("%(what)s, %(moment)s") % {"what": str(version), "moment": moment(version.at)}


def choices(page: Page, limit: int = 200) -> list[tuple[str, str]]:
    """Pairs of short name and label, newest first: the draft, the live version, kept versions, then drafts."""
    chosen = [(DRAFT, _("Newest draft"))]
    if page.live:
        chosen.append((LIVE, _("Live version")))
    kept = Version.objects.filter(page_id=page.pk).defer("note")[:limit]
    revisions = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("-created_at", "-pk")
    drafts = revisions.values_list("pk", "created_at")[:limit]
    dated = [(version.at, f"v{version.pk}", label_of(version)) for version in kept]
    dated += [(at, f"r{pk}", _("Draft of %(moment)s") % {"moment": moment(at)}) for pk, at in drafts]
    return chosen + [(ref, label) for at, ref, label in sorted(dated, reverse=True)]
