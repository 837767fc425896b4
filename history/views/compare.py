"""Two versions of a page, side by side or in one, with everything that differs between them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from wagtail.models import Page
from wagtail.users.models import UserProfile

from history.comparing import Comparison
from history.comparing import compare as compare_pages
from history.stored_versions import stored_streams
from history.versions import DRAFT, LIVE, PageVersion, choices, load

from .pages import page_to_edit

SIDE, INLINE = "side", "inline"
ONLY_CHANGES = "changes"
# A page of its own that shows what others wrote: nothing runs in it but our script, and nobody else is asked for anything.
POLICY = {**settings.PUBLIC_CSP, "frame-src": ["'none'"], "media-src": ["'self'"], "frame-ancestors": ["'none'"]}


@dataclass(frozen=True)
class Look:
    """How the comparison is shown: `view` SIDE or INLINE, `only` ONLY_CHANGES or ""."""

    view: str = INLINE
    only: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Look":
        view, only = request.GET.get("view"), request.GET.get("only")
        return cls(view if view in (SIDE, INLINE) else INLINE, only if only == ONLY_CHANGES else "")

    def query(self, **other: str) -> str:
        return "?" + urlencode({"view": self.view, "only": self.only, **other})


@require_GET
def compare(request: HttpRequest, page_id: int, a: str, b: str) -> HttpResponse:
    """The older version is `a`, the newer `b`: short names as in history.versions. ?a= and ?b= choose others."""
    page = page_to_edit(request.user, page_id)
    if page.specific_class is None:
        raise Http404(_("The site no longer has this kind of page."))
    page = page.specific_class.objects.get(pk=page.pk)  # whole: its fields one by one would be a query each
    look = Look.of(request)
    if "a" in request.GET or "b" in request.GET:
        chosen = [version(page, request.GET.get(name, ref)).ref for name, ref in (("a", a), ("b", b))]  # 404 if there is none
        return redirect(address(page, *chosen) + look.query())
    old, new = version(page, a), version(page, b)
    response = render(request, "history/compare.html", context(request, page, old, new, look))
    response["Content-Security-Policy"] = "; ".join(" ".join([name, *sources]) for name, sources in POLICY.items())
    return response


def address(page: Page, a: str, b: str) -> str:
    return reverse("history:compare", args=[page.pk, a, b])


def version(page: Page, ref: str) -> PageVersion:
    """The version, with what is stored of its streams, which a page alone does not tell."""
    found = load(page, ref)
    found.page.stored_streams = stored_streams(page, ref)
    return found


def context(request: HttpRequest, page: Page, old: PageVersion, new: PageVersion, look: Look) -> dict:
    here = address(page, old.ref, new.ref)
    known = choices(page)
    shown = [(one.ref, one.label) for one in (old, new) if one.ref not in dict(known)]
    return {
        **differences(compare_pages(old.page, new.page), look),
        "page": page,
        "old": old,
        "new": new,
        "versions": [*known, *shown],
        "look": look,
        "views": [(label, here + look.query(view=view), view == look.view) for view, label in view_labels()],
        "folds": [(label, here + look.query(only=only), only == look.only) for only, label in fold_labels()],
        "swapped": address(page, new.ref, old.ref) + look.query(),
        "theme": UserProfile.get_for_user(request.user).theme,
        "restorable": restorable(request, page, old, new),
        "next": here + look.query(),
    }


def differences(comparison: Comparison, look: Look | None = None) -> dict:
    """What history/compare/differences.html needs, on any page of the admin."""
    look = look or Look()
    return {"comparison": comparison, "side_by_side": look.view == SIDE, "only_changes": bool(look.only)}


def view_labels() -> list[tuple[str, str]]:
    return [(INLINE, _("Inline")), (SIDE, _("Side by side"))]


def fold_labels() -> list[tuple[str, str]]:
    return [("", _("Whole page")), (ONLY_CHANGES, _("Only changes"))]


def restorable(request: HttpRequest, page: Page, old: PageVersion, new: PageVersion) -> PageVersion | None:
    """The version whose blocks can be put into the newest draft from here: the older one, unless it is that draft."""
    rights = page.permissions_for_user(request.user)
    if not rights.can_edit() or rights.page_locked():
        return None
    return next((one for one in (old, new) if one.ref not in {DRAFT, f"r{page.latest_revision_id}"}), None)


@require_GET
def from_wagtail(request: HttpRequest, page_id: int, a: str, b: str) -> HttpResponse:
    """Wagtail's own address of a comparison, which its pages and old mail have: by number, or `earliest`, `latest`, `live`."""
    page = page_to_edit(request.user, page_id)
    return redirect("history:compare", page.pk, *(short_name(page, name) for name in (a, b)))


def short_name(page: Page, name: str) -> str:
    if name in {"live", "latest"}:
        return {"live": LIVE, "latest": DRAFT}[name]
    earliest = page.revisions.order_by("created_at", "pk").first() if name == "earliest" else None
    return f"r{earliest.pk if earliest else name}"
