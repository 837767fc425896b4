"""Sharing what is staged: the forms, the address shown once, the lists of links."""

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Page

from staging import links
from staging.forms import LinkForm, MomentForm, ShareForm
from staging.links import NewLink
from staging.models import PreviewLink
from staging.placing import BusyError, CanNotBePlacedError

SHOWN = 100  # links in a list, the newest


def share_page(request: HttpRequest, page_id: int) -> HttpResponse:
    page = editable_page(request, page_id)
    form = ShareForm(request.POST or None)
    new = made(form, lambda fields: links.share(page, user=request.user, **fields)) if form.is_bound else None
    context = {"page": page, "revoke_all": reverse("staging:revoke_all", args=[page.pk])}
    return answer(request, "staging/share.html", form, new, PreviewLink.objects.filter(page=page), context)


def site_ahead(request: HttpRequest) -> HttpResponse:
    if not links.may_walk_ahead(request.user):
        raise PermissionDenied
    form = MomentForm(request.POST or None)
    new = made(form, lambda fields: links.walk_ahead(user=request.user, **fields)) if form.is_bound else None
    return answer(request, "staging/moment.html", form, new, PreviewLink.objects.filter(shows="moment"), {})


def made(form: LinkForm, make) -> NewLink | None:
    """The new link; None with the reason in the form."""
    if not form.is_valid():
        return None
    try:
        return make(form.cleaned_data)
    except CanNotBePlacedError as error:
        form.add_error(None, error.problems)
    except BusyError:
        form.add_error(None, _("The database is busy. Try again in a moment."))
    return None


def answer(request: HttpRequest, template: str, form: LinkForm, new: NewLink | None, found, context: dict) -> HttpResponse:
    rows = found.select_related("user", "page", "version")[:SHOWN]
    context |= {
        "form": form,
        "new": new,
        "qr": qr(new.address) if new else "",
        "links": [(link, links.state_of(link)) for link in rows],
    }
    response = render(request, template, context, status=200 if new or not form.is_bound else 422)
    if new:
        response["Cache-Control"] = "private, no-store"  # the address is shown once
    return response


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
