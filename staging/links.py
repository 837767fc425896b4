"""Preview links: made, found, counted and revoked."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Site

from history.content import freeze, page_with
from history.models import Version
from history.recording import record
from history.refusal import Refused

from . import moment, tokens
from .models import PreviewLink, Release
from .placing import Placed
from .rehearsal import rehearse, short_waits
from .releases import events, rights
from .releases.contents import Contents, contents_of
from .restrictions import closed_paths, is_open
from .staged import Staged, frozen, newest_draft

Shows = PreviewLink.Shows

USUAL = timedelta(days=7)
LONGEST = timedelta(days=30)
VISIT = timedelta(minutes=30)  # without a sign of the viewer: then a new visit begins, and is noted in the page's history
COUNTING = 20  # milliseconds that it may wait for the database
COUNTED = timedelta(seconds=2)  # at most one page seen is counted in this time: reading must not keep the database writing
# Programs that fetch an address because it was sent, without anybody looking at it. (CUBOT makes telephones.)
MACHINES = re.compile(
    r"(?<!cu)bot\b|crawler|spider|externalhit|whatsapp/|uripreview|bingpreview|embedly|iframely|mastodon|pleroma|misskey|"
    r"slack-imgproxy|vkshare|google-(?:safety|pagerenderer)|googleimageproxy|safelinks|proofpoint|mimecast|barracuda|ironport|"
    r"messagelabs|urldefense|cloudmark|trendmicro|symantec|sophos",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class NewLink:
    """A link and its address, which is known now and never again."""

    link: PreviewLink
    address: str
    left_out: list[str] = field(default_factory=list)  # what can't be shown, in sentences
    unfinished: list[str] = field(default_factory=list)  # what is shown, but could not be published yet


# --- Making and revoking -------------------------------------------------------------------------------


def may_share(user: AbstractBaseUser, page: Page) -> bool:
    return page.permissions_for_user(user).can_edit()


def may_walk_ahead(user: AbstractBaseUser) -> bool:
    """Whether the user may see the whole site at a moment: everything that is planned, by whomever."""
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    return bool(site) and site.root_page.permissions_for_user(user).can_publish()


def share(page: Page, *, shows: str, user=None, **terms: object) -> NewLink:
    """A new link to what is staged of the page. Raises CanNotBePlacedError when it could not be shown, Refused when it may not.

    `shows`: PreviewLink.Shows.DRAFT or VERSION, which freezes what the newest draft holds now. `terms`: as make_link has them.
    """
    page = Page.objects.get(pk=page.pk)
    if reason := why_not_to_share(page):
        raise Refused(reason)
    path, unfinished = rehearse([newest_draft(page)], lambda placed: (path_in(placed, page.pk), placed.unfinished()))
    with transaction.atomic():
        version = keep_version(page, user) if shows == Shows.VERSION else None
        new = make_link(shows=shows, page=page, version=version, path=path, user=user, **terms)
    return replace(new, unfinished=unfinished)


def share_release(release: Release, *, user=None, **terms: object) -> NewLink:
    """A new link to the site with all of the release in place. Raises CanNotBePlacedError when it could not be shown."""
    contents = contents_of(release)
    closed = private_in(contents)
    first = next((one.page_id for one in contents.staged if one.fields is not None and one.page_id not in closed), None)
    path, unfinished = rehearse(contents.staged, lambda placed: (path_in(placed, first) if first else "/", placed.unfinished()))
    with transaction.atomic():
        new = make_link(shows=Shows.RELEASE, release=release, path=path, user=user, **terms)
        if new.link.asks_approval:
            asked = Release.objects.filter(pk=release.pk)
            if user and not rights.may_release(user, release):  # who may not keeps nothing from going live that is scheduled
                asked = asked.filter(state=Release.State.OPEN)
            asked.update(needs_approval=True)
    return replace(new, unfinished=unfinished, left_out=list(closed.values()))


def why_not_to_share(page: Page) -> str:
    """A sentence, or ''."""
    if is_open(page, closed_paths()):
        return ""
    return _(
        "This page is private: a preview can't show it. Make it public first, or have it read by somebody who can open it in "
        "the admin."
    )


def private_in(contents: Contents) -> dict[int, str]:
    """The pages of it that previews do not show, each with a sentence."""
    shown = [one for one in contents.staged if one.fields is not None and one.page_id in contents.rows]
    parents, closed = Page.objects.in_bulk([one.parent_id for one in shown if one.parent_id]), closed_paths()
    found = {}
    for one in shown:
        row = contents.rows[one.page_id]
        if not (is_open(row, closed) and is_open(parents.get(one.parent_id), closed)):
            title = str(one.fields.get("title") or row.draft_title)
            found[row.pk] = _("“%(title)s” is private: a preview does not show it.") % {"title": title}
    return found


def walk_ahead(*, at: datetime, user=None, **terms: object) -> NewLink:
    """A new link to the site as it will be at the moment, without what will fail."""
    _nothing, left_out = moment.rehearse_what_can_be(moment.staged_until(at), lambda placed: None)
    with transaction.atomic():
        new = make_link(shows=Shows.MOMENT, moment=at, user=user, **terms)
    return replace(new, left_out=left_out)


def make_link(
    *, until: datetime, user: AbstractBaseUser | None, passphrase: str = "", path: str = "/", **fields: object
) -> NewLink:
    """Runs in a transaction. The terms of a link: `until`, `passphrase`, `label`, `takes_notes`, `asks_approval`."""
    token = tokens.new()
    link = PreviewLink.objects.create(
        token_hash=tokens.hash_of(token),
        expires_at=until,
        passphrase=make_password(passphrase) if passphrase else "",
        path=path,
        user=user,
        **fields,
    )
    write_down(link, "share", user)
    return NewLink(link, f"{settings.SITE_URL}{tokens.prefix_of(token)}{path}")


def keep_version(page: Page, user: AbstractBaseUser | None) -> Version:
    """What the newest draft holds now, frozen."""
    staged = newest_draft(page)
    copy = freeze(page_with(page, staged.fields).page)
    return record(page, copy, Version.Reason.SHARED, user=user, revision_id=staged.revision_id)


def path_in(placed: Placed, page_id: int) -> str:
    """Where readers find the page, from the root of the site."""
    parts = placed.page(page_id).get_url_parts()
    return parts[2] if parts and parts[2] else "/"


def revoke(links: QuerySet[PreviewLink], user: AbstractBaseUser | None) -> int:
    """End those of the links that are open; how many. Their next request is a 404."""
    with transaction.atomic():
        ended = list(links.open().select_for_update(of=("self",)))
        PreviewLink.objects.filter(pk__in=[link.pk for link in ended]).update(revoked_at=timezone.now())
        for link in ended:
            write_down(link, "revoke", user)
    return len(ended)


def write_down(link: PreviewLink, act: str, user: AbstractBaseUser | None) -> None:
    """`act`: share, open or revoke."""
    if link.release:
        events.note(link.release, {"share": "shared", "open": "opened", "revoke": "revoked"}[act], user, whom=link.label)
    else:
        log(subject_of(link), f"staging.{act}", user=user, data=told(link))


def subject_of(link: PreviewLink) -> Page:
    """In whose history the link stands."""
    return link.page or Site.objects.select_related("root_page").get(is_default_site=True).root_page


def told(link: PreviewLink) -> dict:
    """What the history says of a link: nothing that opens it."""
    return {"link": link.pk, "label": link.label, "shows": link.shows, "until": link.expires_at.isoformat()}


# --- Using ---------------------------------------------------------------------------------------------


def find(token: str) -> PreviewLink | None:
    """The link that may be used with the token now, with its page and version."""
    if not token:
        return None
    links = PreviewLink.objects.open().select_related("page", "version__copy", "user", "release")
    link = links.filter(token_hash=tokens.hash_of(token)).first()
    return link if link and is_backed(link) else None


def is_backed(link: PreviewLink) -> bool:
    """Whether who made it could make it today."""
    if link.user is None:
        return True
    if not link.user.is_active:
        return False
    if link.release:
        return rights.may_see_release(link.user, link.release)
    return may_share(link.user, link.page) if link.page else may_walk_ahead(link.user)


def staged_by(link: PreviewLink) -> list[Staged]:
    if link.shows == Shows.DRAFT:
        return [newest_draft(link.page)]
    if link.shows == Shows.VERSION:
        return [frozen(link.version.copy, link.version.revision_id)]
    if link.shows == Shows.RELEASE:
        return contents_of(link.release).staged
    return moment.staged_until(link.moment)


def is_machine(request: HttpRequest) -> bool:
    """Whether a link unfurler or mail scanner asks, as far as they say so."""
    return bool(MACHINES.search(request.META.get("HTTP_USER_AGENT", "")))


def is_fetched_ahead(request: HttpRequest) -> bool:
    """Whether a browser asks before anybody has clicked."""
    return "prefetch" in request.META.get("HTTP_SEC_PURPOSE", "") + request.META.get("HTTP_PURPOSE", "")


def count(link: PreviewLink) -> None:
    """Note that somebody looks. Never waits for editors: what the database has no time for is not counted."""
    now = timezone.now()
    if link.last_seen and now - link.last_seen < COUNTED:
        return
    try:
        with short_waits(COUNTING), transaction.atomic():
            PreviewLink.objects.filter(pk=link.pk).update(seen=F("seen") + 1, last_seen=now)
            if link.last_seen is None or now - link.last_seen > VISIT:
                write_down(link, "open", None)
    except DatabaseError:
        pass


def state_of(link: PreviewLink) -> str:
    """Why the link does not work, in words; '' while it does."""
    if link.revoked_at:
        return _("Revoked")
    if link.expires_at <= timezone.now():
        return _("Expired")
    if not is_backed(link):
        return _("Ended: who made it may not edit the page any more")
    return ""
