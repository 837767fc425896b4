"""What a form that came too late would have replaced, and the three ways on; and whether an open editor may still save."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.locks import BaseLock
from wagtail.models import Page

from history.conflicts import difference, mark_of, put_on_top, saves_since
from history.holding import holding
from history.models import DeletedPage, Version

from .pages import PageHistoryView, known_kind, page_to_edit


class ConflictView(PageHistoryView):
    """GET shows theirs and mine; POST keeps mine on top of exactly what was shown."""

    http_method_names = ["get", "post"]
    page_title = gettext_lazy("A newer version was saved meanwhile")
    header_icon = "warning"
    template_name = "history/conflict.html"

    @cached_property
    def version(self) -> Version:
        known_kind(self.page)
        own = Version.objects.filter(page_id=self.page.pk, reason=Version.Reason.SET_ASIDE, user_id=self.request.user.pk)
        return get_object_or_404(own.select_related("copy"), pk=self.kwargs["version_id"])

    @property
    def may_publish(self) -> bool:
        """What was to be published, by somebody who may."""
        return bool(self.version.path) and self.page.permissions_for_user(self.request.user).can_publish()

    @property
    def lock(self) -> BaseLock | None:
        """The lock that keeps this user from writing."""
        lock = self.page.get_lock()
        return lock if lock and lock.for_user(self.request.user) else None

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            saves=saves_since(self.version, self.page),
            seen=mark_of(self.page.get_latest_revision()),
            lock=self.lock,
            may_publish=self.may_publish,
            comparison=difference(self.page, self.version),
            reference=f"v{self.version.pk}",
            **kwargs,
        )

    def post(self, request: HttpRequest, page_id: int, version_id: int) -> HttpResponse:
        with holding(page_id):
            self.page = page_to_edit(request.user, page_id)
            return self.keep_mine(request, "publish" in request.POST)

    def keep_mine(self, request: HttpRequest, publish: bool) -> HttpResponse:
        again = redirect("history:conflict", self.page.pk, self.version.pk)
        if self.lock:
            messages.error(request, _("The page is locked. Nothing was saved."))
            return again
        if request.POST.get("seen") != mark_of(self.page.get_latest_revision()):
            messages.warning(request, _("Somebody saved again meanwhile. Look at the difference once more."))
            return again
        if publish and not self.may_publish:
            raise PermissionDenied
        try:
            put_on_top(self.page, self.version, request.user, publish)
        except ValidationError as error:
            messages.error(request, " ".join([_("Nothing was saved."), *error.messages]))
            return again
        messages.success(request, _("Your version was published.") if publish else _("Your version is the newest draft now."))
        return redirect("wagtailadmin_pages:edit", self.page.pk)


def standing(request: HttpRequest, page_id: int) -> JsonResponse:
    """What an open editor asks before it sends its form: `{"problem": sentence, "link": address, "label": its words}`, or `{}`.

    Somebody who was signed out gets the way to the login instead, as from every address here.
    """
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return JsonResponse(gone(request, page_id))
    if not page.permissions_for_user(request.user).can_edit():
        return JsonResponse({"problem": _("You may not change this page any more. Copy what you wrote before you leave.")})
    return JsonResponse({})


def signed_in(request: HttpRequest) -> JsonResponse:
    """The same for a page that does not exist yet."""
    return JsonResponse({})


def gone(request: HttpRequest, page_id: int) -> dict[str, str]:
    deleted = DeletedPage.objects.filter(page_id=page_id).defer("packed").first()
    if deleted is None or (deleted.user_id != request.user.pk and not request.user.is_superuser):
        return {"problem": _("This page was deleted. Copy what you wrote before you leave.")}
    return {
        "problem": _("%(name)s deleted this page. Bring it back in a new tab, then save again.") % {"name": deleted.by},
        "link": reverse("history:bring_back", args=[deleted.pk]),
        "label": _("Bring it back"),
    }
