"""What a link asks for: whether there is something to judge through it, and what was said already."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from staging import fingerprints
from staging.models import PreviewLink, Release
from staging.restrictions import closed_paths, is_open

from .subjects import contents_for
from .verdicts import Verdict, verdict_through

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

    @property
    def is_answered(self) -> bool:
        """Whether exactly this was judged through the link."""
        return self.verdict.approval is not None and not self.verdict.changed

    @property
    def sentence(self) -> str:
        """For the viewer: who holds the link has said what was said through it."""
        if self.verdict.approval is None:
            return _("You are asked to approve it, or to send it back.")
        if self.verdict.changed:
            return _("It has changed since: you are asked again.")
        return _("You approved exactly this.") if self.verdict.approval.approved else _("You sent exactly this back.")


def digest_in(link: PreviewLink, state: str) -> str:
    """Of what the link shows, whose fingerprint is `state`. For showing and comparing: a verdict computes it anew."""
    return fingerprints.kept("digest", link, state, lambda: contents_for(link).digest)


def fingerprint(digest: str) -> str:
    """As much of it as people compare."""
    return f"{digest[:4]} {digest[4:8]}"


def why_closed(link: PreviewLink, closed: list[str] | None = None) -> str:
    """Why there is nothing to judge through this link now, in a sentence, or ''. `closed`: closed_paths(), if known."""
    if link.release:
        return why_over(link.release, closed)
    return "" if is_open(link.page, closed_paths() if closed is None else closed) else str(RESTRICTED)


def why_over(release: Release, closed: list[str] | None = None) -> str:
    if release.state == Release.State.LIVE:
        return _("It is live already: there is nothing left to decide.")
    if release.state == Release.State.TAKEN_BACK:
        return _("It was live and taken back: there is nothing left to decide.")
    closed = closed_paths() if closed is None else closed
    pages = Page.objects.filter(pk__in=release.items.values("page_id")) if closed else []
    return "" if all(is_open(page, closed) for page in pages) else str(RESTRICTED)
