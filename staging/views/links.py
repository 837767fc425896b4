"""Sharing what is staged: the forms, the address shown once, the lists of links."""

from datetime import timedelta

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST
from wagtail.models import Page

from history.refusal import Refused
from staging import links
from staging.forms import LinkForm, MomentForm, ShareForm
from staging.links import NewLink
from staging.models import PreviewLink
from staging.placing import BusyError, CanNotBePlacedError

SHOWN = 100  # links in a list, the newest
NEW_LINKS = "staging_new_links"  # in the session: addresses that were not shown yet, by the link's number
WAITS = timedelta(minutes=2)  # so long for the browser to follow


def share_page(request: HttpRequest, page_id: int) -> HttpResponse:
    page = editable_page(request, page_id)
    form, address = ShareForm(request.POST or None), reverse("staging:share", args=[page.pk])
    if form.is_bound and (new := made(form, lambda fields: links.share(page, user=request.user, **fields))):
        return led_to(request, new, address)
    context = {
        "page": page,
        "revoke_all": reverse("staging:revoke_all", args=[page.pk]),
        "refusal": "" if form.is_bound else links.why_not_to_share(page),
    }
    return answer(request, "staging/share.html", form, PreviewLink.objects.filter(page=page), context)


def site_ahead(request: HttpRequest) -> HttpResponse:
    if not links.may_walk_ahead(request.user):
        raise PermissionDenied
    form = MomentForm(request.POST or None)
    if form.is_bound and (new := made(form, lambda fields: links.walk_ahead(user=request.user, **fields))):
        return led_to(request, new, reverse("staging:moment"))
    return answer(request, "staging/moment.html", form, PreviewLink.objects.filter(shows="moment"), {})


def made(form: LinkForm, make) -> NewLink | None:
    """The new link; None with the reason in the form."""
    if not form.is_valid():
        return None
    try:
        return make(form.cleaned_data)
    except CanNotBePlacedError as error:
        form.add_error(None, error.problems)
    except Refused as refusal:
        form.add_error(None, refusal.sentences)
    except BusyError:
        form.add_error(None, _("The database is busy. Try again in a moment."))
    return None


@sensitive_variables()
def answer(request: HttpRequest, template: str, form: LinkForm, found, context: dict) -> HttpResponse:
    """The form and the links that were made with it; for who has just made one, its address."""
    rows = found.select_related("user", "page", "version")[:SHOWN]
    context |= {
        "form": form,
        **shown_once(request, found),
        "links": [(link, links.state_of(link)) for link in rows],
    }
    response = render(request, template, context, status=422 if form.is_bound else 200)
    response["Cache-Control"] = "private, no-store"  # the address is shown once
    return response


# --- From the form to the address: whoever loads the page again makes no second link --------------------


@sensitive_variables()
def led_to(request: HttpRequest, new: NewLink, address: str) -> HttpResponse:
    """To the page that shows the new link. Its own address waits in the session: it stands in no other one, and in no log."""
    known = {"address": new.address, "left_out": new.left_out, "unfinished": new.unfinished, "at": timezone.now().timestamp()}
    request.session[NEW_LINKS] = {**waiting(request), str(new.link.pk): known}
    return redirect(f"{address}?made={new.link.pk}")


@sensitive_variables()
def shown_once(request: HttpRequest, found) -> dict:
    """What the page says of a link that was just made, if that is one of `found`. Nobody may keep that page."""
    new = just_made(request, found)
    return {"new": new, "was_shown": not new and "made" in request.GET, "qr": qr(new.address) if new else ""}


@sensitive_variables()
def just_made(request: HttpRequest, found) -> NewLink | None:
    """The one of `found` that was made a moment ago, once."""
    number, new_links = request.GET.get("made", ""), waiting(request)
    if request.method != "GET" or number not in new_links:
        return None
    known = new_links.pop(number)
    request.session[NEW_LINKS] = new_links
    link = found.filter(pk=number).first()
    return NewLink(link, known["address"], known["left_out"], known["unfinished"]) if link else None


def waiting(request: HttpRequest) -> dict[str, dict]:
    """What was not fetched yet, without what is too old."""
    since = (timezone.now() - WAITS).timestamp()
    return {number: known for number, known in request.session.get(NEW_LINKS, {}).items() if known["at"] > since}


def qr(text: str) -> SafeString:
    """The text as an SVG to be photographed: dark on light, whatever the admin's colours."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 - numbers and fixed words only


# --- Revoking ------------------------------------------------------------------------------------------


@require_POST
def revoke(request: HttpRequest, link_id: int) -> HttpResponse:
    link = get_object_or_404(PreviewLink.objects.select_related("page"), pk=link_id)
    may = links.may_share(request.user, link.page) if link.page else links.may_walk_ahead(request.user)
    if not may:
        raise PermissionDenied
    tell(request, links.revoke(PreviewLink.objects.filter(pk=link.pk), request.user))
    return redirect("staging:share", link.page_id) if link.page_id else redirect("staging:moment")


@require_POST
def revoke_all(request: HttpRequest, page_id: int) -> HttpResponse:
    page = editable_page(request, page_id)
    tell(request, links.revoke(PreviewLink.objects.filter(page=page), request.user))
    return redirect("staging:share", page.pk)


def tell(request: HttpRequest, number: int) -> None:
    words = ngettext("One link is revoked.", "%(number)s links are revoked.", number) % {"number": number}
    messages.success(request, words if number else _("No link was open any more."))


def editable_page(request: HttpRequest, page_id: int) -> Page:
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=page_id)
    if not links.may_share(request.user, page):
        raise PermissionDenied
    return page
