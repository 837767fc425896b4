"""An editor gives a version a name, and may pin it: its content is frozen and stays."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from .content import freeze
from .models import Version
from .recording import record
from .versions import DRAFT, LIVE, PageVersion

NAMED = Version.Reason.NAMED
# What no name needs: control characters, line ends, and what turns the direction of the text around it.
UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")


def clean_name(name: str) -> str:
    return " ".join(UNWANTED.sub(" ", name).split())


def named(page: Page):
    return Version.objects.filter(page_id=page.pk, reason=NAMED)


def name_version(page: Page, version: PageVersion, name: str, pinned: bool, user: object) -> Version:
    """Freeze what the version holds under this name. Of a version that has a name already, it takes that one's place.

    ValidationError if another version of the page has the name.
    """
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=page.pk)  # two at once can't take one name
        kept = Version.objects.filter(page_id=page.pk, pk=number_of(version, "v")).select_related("copy").first()
        old = kept if kept and kept.reason == NAMED else None
        if named(page).filter(name__iexact=name).exclude(pk=old and old.pk).exists():
            raise ValidationError(_("Another version of this page has this name."))
        copy = kept.copy if kept else freeze(version.page)
        new = record(page, copy, NAMED, user, **told(page, version, kept, old), name=name, pinned=pinned)
        if old:
            Version.objects.filter(pk=old.pk).delete()
        log(page, "history.name", user=user, data={"version": new.pk, "name": name, "pinned": pinned, "old": old and old.name})
    return new


def told(page: Page, version: PageVersion, kept: Version | None, old: Version | None) -> dict:
    """What the name's row takes over: which revision it was, and since when it has a name."""
    if kept:
        return {"revision_id": kept.revision_id} | ({"at": old.at} if old else {})
    known = {DRAFT: page.latest_revision_id, LIVE: page.live_revision_id}
    return {"revision_id": known[version.ref] if version.ref in known else number_of(version, "r")}


def number_of(version: PageVersion, kind: str) -> int | None:
    return int(version.ref[1:]) if re.fullmatch(rf"{kind}\d+", version.ref) else None


def remove_name(page: Page, version: Version, user: object) -> None:
    """Take the name away. The frozen copy goes with the next clearing up, where nothing else needs it."""
    with transaction.atomic():
        Version.objects.filter(pk=version.pk).delete()
        log(page, "history.unname", user=user, data={"name": version.name})
