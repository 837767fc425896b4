"""What a link asks for: whether there is something to judge through it, and what was said already."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from page_cache import generation
from staging import fingerprints
from staging.models import PreviewLink, Release

from .subjects import contents_for
from .verdicts import Moment, Verdict, verdict_through

Shows = PreviewLink.Shows

JUDGED = {Shows.DRAFT, Shows.VERSION, Shows.RELEASE}  # what a link shows that can be judged: not the site at a moment
RESTRICTED = gettext_lazy("Part of it is only for some readers, and previews do not show that: an editor has to approve it.")


def asks(link: PreviewLink) -> bool:
    return link.asks_approval and link.shows in JUDGED


@dataclass(frozen=True)
class Asked:
    """What a link asks for. `digest`: of what it shows, '' where the page that was asked about is older than that."""

    digest: str
    fingerprint: str
    verdict: Verdict

    @classmethod
    def of(cls, link: PreviewLink, made_of: str = "") -> "Asked":
        """`made_of`: fingerprints.of_link when the page was made, if it may have been kept for a while."""
        state = fingerprints.of_link(link)
        digest = digest_in(link, state)
        is_now = made_of in ("", state) and state == fingerprints.of_link(link)
        return cls(digest if is_now else "", fingerprint(digest), verdict_through(link, digest))

    def sentence(self, moment: Moment) -> str:
        return self.verdict.said(moment) if self.verdict.approval else _("You are asked to approve it, or to send it back.")


_known: dict[str, str] = {}  # digests, by what this process knows of the state: for ten pages it takes a quarter of a second
MOST_KNOWN = 500


def digest_in(link: PreviewLink, state: str) -> str:
    """Of what the link shows, whose fingerprint is `state`. For showing and comparing: a verdict computes it anew."""
    name = f"{link.page_id} {state} {generation.stored()}"  # pictures that are replaced make a new generation
    if digest := _known.get(name):
        return digest
    digest = contents_for(link).digest
    if state == fingerprints.of_link(link):  # nobody has written meanwhile
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[name] = digest
    return digest


def fingerprint(digest: str) -> str:
    """As much of it as people compare."""
    return f"{digest[:4]} {digest[4:8]}"


def why_closed(link: PreviewLink) -> str:
    """Why there is nothing to judge through this link now, in a sentence; '' where there is."""
    if link.release:
        return why_over(link.release)
    return RESTRICTED if is_restricted(link.page) else ""


def why_over(release: Release) -> str:
    if release.state == Release.State.LIVE:
        return _("It is live already: there is nothing left to decide.")
    if release.state == Release.State.TAKEN_BACK:
        return _("It was live and taken back: there is nothing left to decide.")
    restricted = any(map(is_restricted, Page.objects.filter(pk__in=release.items.values("page_id"))))
    return str(RESTRICTED) if restricted else ""


def is_restricted(page: Page) -> bool:
    return page.get_view_restrictions().exists()
