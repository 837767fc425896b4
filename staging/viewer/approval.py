"""Approval through a link: /~approval/<path of the page>/ says what is judged, and takes the verdict.

It binds to what the viewer saw. The address in the banner of each page carries the digest of what that page was made of: while
that is still what the link shows, the form carries it on. Otherwise the page stands in a frame above the form, as it is now. Only
a POST judges: whatever follows addresses in mail does not.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import get_script_prefix, set_script_prefix
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from history.refusal import Refused
from staging import banner, inner, serving, throttle
from staging.approvals.asking import RESTRICTED, asks, fingerprint, why_closed
from staging.approvals.differences import chosen_of, difference
from staging.approvals.judging import Changed, OverError, judge, why_not_to_approve
from staging.approvals.subjects import contents_for
from staging.approvals.verdicts import Verdict, verdict_through
from staging.models import Approval, PreviewLink
from staging.models.approvals import LONGEST_REASON
from staging.notes.forms import ViewerForm, Words
from staging.notes.pages import pages_of
from staging.placing import BusyError
from staging.releases.contents import Contents

from . import visits

NAME = "approval"
MOST_VERDICTS = 30  # through one link in a while (throttle.py)
MOST_SHOWN = 50
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; media-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
APPROVE, SEND_BACK = "approve", "send_back"


def offer(link: PreviewLink) -> str:
    return _("Approve or send back") if asks(link) else ""


class VerdictForm(forms.Form):
    by = ViewerForm.base_fields["by"]  # the same name as below a note
    reason = Words(
        label=gettext_lazy("Reason"),
        longest=LONGEST_REASON,
        rows=5,
        required=False,
        help_text=gettext_lazy("Needed when you send it back: what has to change. When you approve, it is a remark."),
    )
    verdict = forms.ChoiceField(
        choices=[(APPROVE, APPROVE), (SEND_BACK, SEND_BACK)],
        error_messages={"required": gettext_lazy("Choose: approve, or send back.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, label_suffix="", auto_id="verdict-%s")

    def clean(self) -> dict:
        said = super().clean()
        if said.get("verdict") == SEND_BACK and "reason" in said and not said["reason"]:
            self.add_error("reason", _("Say why you send it back: whoever wrote it reads this."))
        return said


@dataclass(frozen=True)
class Judged:
    """A page that is judged. `does`: what happens to it in a release. `address`: in the preview, '' where it is not shown."""

    title: str
    does: str
    address: str


class Visit(visits.Visit):
    @cached_property
    def contents(self) -> Contents:
        return contents_for(self.link)

    @cached_property
    def verdict(self) -> Verdict:
        return verdict_through(self.link, self.contents.digest)

    def address(self, **query: object) -> str:
        return f"{self.root}/~{NAME}{quote(self.path)}?{urlencode(query)}"

    @cached_property
    def judged(self) -> list[Judged]:
        found = {page.pk: (page.title, self.root + page.path) for page in pages_of(self.link).values()}
        if not self.link.release:
            return [Judged(title, "", address) for title, address in found.values()]
        return [
            Judged(title, str(item.get_does_display()), address)
            for item in self.link.release.items.all()
            for title, address in [found.get(item.page_id, (item.title, ""))]
        ]

    @cached_property
    def example(self) -> str:
        """The address of a page that is judged: the one that the viewer came from, if that is one."""
        addresses = [one.address for one in self.judged if one.address]
        here = (self.root + self.path).rstrip("/")
        return next((one for one in addresses if one.rstrip("/") == here), addresses[0] if addresses else self.root + self.path)

    def was_seen(self, digest: str) -> bool:
        """Whether the viewer comes from a page that is judged, and that was made of what the link shows now."""
        return digest == self.contents.digest and self.example.rstrip("/") == (self.root + self.path).rstrip("/")


def respond(request: HttpRequest, link: PreviewLink, token: str, path: str) -> HttpResponse:
    try:
        return Visit(request, link, token, path).answered(asked, taken)
    except OverError:
        return serving.not_found(request)


def asked(visit: Visit) -> HttpResponse:
    return shown(visit, VerdictForm(initial={"by": visit.by}), visit.request.GET.get("seen", ""))


def taken(visit: Visit, data: QueryDict) -> HttpResponse:
    link = visit.link
    form, seen = VerdictForm(data), data.get("digest", "")
    if not form.is_valid():
        return shown(visit, form, seen, status=422)
    said = form.cleaned_data
    try:
        if is_stopped(link):
            form.add_error(
                None, _("Many verdicts came by this link just now. Wait a quarter of an hour, then send this one again.")
            )
            return shown(visit, form, seen, status=429)
        approval = judge(link, by=said["by"], approved=said["verdict"] == APPROVE, reason=said["reason"], digest=seen)
    except Changed:
        return shown(visit, form, seen, status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return shown(visit, form, seen, status=409)
    except BusyError:
        form.add_error(None, _("The site is busy at the moment. Send it again."))
        return shown(visit, form, seen, status=503)
    return visits.next_page(visit.address(seen=approval.digest, said=approval.pk), POLICY)


def is_stopped(link: PreviewLink) -> bool:
    """Whether too many came by it just now; this one is counted otherwise. Raises BusyError."""
    key = throttle.key_of(NAME, link.pk)
    return throttle.is_over(key, MOST_VERDICTS) or not throttle.admits(key, MOST_VERDICTS)


def shown(visit: Visit, form: VerdictForm, seen: str, status: int = 200) -> HttpResponse:
    """The page. `seen`: the digest of what the viewer saw, or whatever else stood there."""
    link, data = visit.link, visit.request.GET
    closed = str(why_closed(link))
    given = list(link.approvals.order_by("-pk")[:MOST_SHOWN])
    context = banner.context(link, visit.token, visit.path) | {
        "back": visit.root + visit.path,
        "closed": closed,
        "gone": "" if closed else why_not_to_approve(visit.contents),
        "judged": [] if closed == str(RESTRICTED) else visit.judged,
        "example": visit.example,
        "fingerprint": fingerprint(visit.contents.digest),
        "digest": visit.contents.digest,
        "action": f"{visit.root}/~{NAME}{visit.example.removeprefix(visit.root)}",
        "form": form,
        "is_new": not visit.was_seen(seen),
        "has_changed": bool(DIGEST.fullmatch(seen)) and seen != visit.contents.digest,
        "verdict": visit.verdict,
        "sentence": visit.verdict.said(banner.at_moment),
        "is_folded": not form.is_bound and bool(visit.verdict.approval) and not visit.verdict.changed,
        "given": [(one, banner.zoned(one.at), one.digest == visit.contents.digest) for one in given],
        "said": next((one for one in given if str(one.pk) == data.get("said")), None),
    }
    if visit.verdict.changed and not closed:
        context |= changes(visit, visit.verdict.approval, seen, data.get("page", ""))
    before = get_script_prefix()
    set_script_prefix(visit.root + "/")  # links between pages stay in the preview
    try:
        response = render(visit.request, "staging/approval.html", context, status=status)
    finally:
        set_script_prefix(before)
    response.content = inner.with_links_inside(response.content, visit.token, settings.SITE_URL)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def changes(visit: Visit, since: Approval, seen: str, number: str) -> dict:
    """What changed since that verdict: a list of pages, and the words of the one that is asked for, or is the only one."""
    found = difference(since, visit.contents)
    chosen = chosen_of(found, number)
    links = [(one, visit.address(seen=seen[:64], page=one.page_id) if one is not chosen else "") for one in found]
    comparison = chosen.comparison if chosen else None
    return {"differing": links, "chosen": chosen, "comparison": comparison, "side_by_side": False, "only_changes": True}
