"""A preview of the whole release for somebody without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from staging import links
from staging.models import PreviewLink
from staging.release_forms import ShareReleaseForm
from staging.releases import rights
from staging.views.links import led_to, made, shown_once, tell

from .base import TOO_LATE, UNPROCESSABLE, EditReleaseView, ReleaseView

SHOWN = 100  # links, the newest


@method_decorator(sensitive_post_parameters("passphrase"), name="dispatch")
class ShareView(EditReleaseView):
    page_title = _("Share a preview")
    header_icon = "link"
    template_name = "staging/releases/share.html"

    def get_context_data(self, **kwargs) -> dict:
        kwargs.setdefault("form", self.form())
        found = self.release.links.select_related("user", "release")[:SHOWN]
        return super().get_context_data(**kwargs, links=[(link, links.state_of(link)) for link in found])

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(**shown_once(request, self.release.links)))
        response["Cache-Control"] = "private, no-store"  # the address is shown once
        return response

    def form(self, data: dict | None = None) -> ShareReleaseForm:
        form = ShareReleaseForm(data, initial={"asks_approval": self.release.needs_approval})
        field = form.fields["asks_approval"]
        if not self.release.needs_approval and not rights.may_set_need(self.request.user, self.release):
            field.disabled, field.help_text = True, TOO_LATE
        elif not rights.may_release(self.request.user, self.release):
            field.help_text = _(
                "Whoever opens the link may approve exactly what it shows, or send it back with a reason. As you may not publish "
                "all of it, such an approval is told, but does not count: somebody who may publish has to approve it, too."
            )
        return form

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = self.form(request.POST)
        new = made(form, lambda fields: links.share_release(self.release, user=request.user, **fields))
        if new:
            return led_to(request, new, request.path)
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class RevokeView(ReleaseView):
    """One of its links, or with no number all of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.demand(rights.may_edit(request.user, self.release))
        found = PreviewLink.objects.filter(release=self.release)
        if link_id := kwargs.get("link_id"):
            found = found.filter(pk=get_object_or_404(found, pk=link_id).pk)
        tell(request, links.revoke(found, request.user))
        return redirect(f"{self.address}#links")
