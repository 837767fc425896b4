"""Deleted pages: what can still be brought back, and bringing it back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Site

from history.deleted import DAYS_TO_BRING_BACK, rights
from history.deleted.expiry import until, within_reach
from history.deleted.returning import Returned, bring_back
from history.deleted.rights import Branch
from history.models import DeletedPage
from history.refusal import Refused

PER_PAGE = 25


class DeletedView(WagtailAdminTemplateMixin, TemplateView):
    """The list, newest first: what was deleted together stands together."""

    template_name = "history/deleted.html"
    page_title = gettext_lazy("Deleted pages")
    header_icon = "bin"

    @cached_property
    def search_form(self) -> SearchForm:
        return SearchForm(self.request.GET if "q" in self.request.GET else None, placeholder=_("Search by title"))

    def found(self) -> list[Branch]:
        branches = rights.visible(self.request.user, rights.branches())
        words = self.search_form.cleaned_data["q"].casefold() if self.search_form.is_valid() else ""
        return [branch for branch in branches if any(words in kept.title.casefold() for kept in branch.pages)]

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs) -> dict:
        shown = WagtailPaginator(self.found(), PER_PAGE).get_page(self.request.GET.get("p"))
        titles = titles_of_parents(branch.top for branch in shown)
        lines = [(branch, [line_of(kept, titles) for kept in branch.pages]) for branch in shown]
        return super().get_context_data(
            **kwargs,
            lines=lines,
            shown=shown,
            days=DAYS_TO_BRING_BACK,
            search_form=self.search_form,
            url=reverse("history:deleted"),
        )


def titles_of_parents(kept: object) -> dict[int, str]:
    """By key, also of parents that are deleted themselves."""
    keys = {one.parent_id for one in kept}
    gone = dict(within_reach().filter(page_id__in=keys).values_list("page_id", "title"))
    return gone | dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))


def line_of(kept: DeletedPage, titles: dict[int, str]) -> dict:
    model = rights.model_of(kept)
    return {
        "kept": kept,
        "kind": model.get_verbose_name() if model else kept.content_type,
        "parent": titles.get(kept.parent_id, ""),
        "address": public_address(kept.url_path),
        "until": until(kept),
    }


def public_address(url_path: str) -> str:
    """The path that readers know, of a page with this `url_path`."""
    for root in Site.get_site_root_paths():
        if url_path.startswith(root.root_path):
            return "/" + url_path.removeprefix(root.root_path)
    return url_path


class BringBackView(WagtailAdminTemplateMixin, TemplateView):
    """Asks how, then brings back."""

    template_name = "history/deleted_bring_back.html"
    page_title = gettext_lazy("Bring back a page")
    header_icon = "resubmit"

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.kept = get_object_or_404(within_reach().defer("packed"), pk=kwargs["deleted_id"])
        self.branch = rights.branch_of(self.kept)
        self.parent = Page.objects.filter(pk=self.kept.parent_id).first()
        self.above = within_reach().filter(page_id=self.kept.parent_id).defer("packed").first()
        if not rights.visible(request.user, [Branch(self.kept)]):
            raise PermissionDenied

    def get_page_subtitle(self) -> str:
        return self.kept.title

    def get_breadcrumbs_items(self) -> list[dict]:
        whole = {"url": reverse("history:deleted"), "label": _("Deleted pages")}
        return [*super().get_breadcrumbs_items(), whole, {"url": "", "label": self.get_page_title(), "sublabel": self.kept.title}]

    @cached_property
    def parents(self) -> list[Page]:
        """Where it could stand instead, when its parent is gone for good."""
        return [] if self.parent or self.above else rights.possible_parents(self.request.user, self.kept)

    def get_context_data(self, **kwargs) -> dict:
        places = [self.parent.path] if self.parent else [parent.path for parent in self.parents]
        return super().get_context_data(
            **kwargs,
            **line_of(self.kept, titles_of_parents([self.kept])),
            branch=self.branch,
            above=self.above,
            stands=self.parent,
            parents=self.parents,
            can_publish=self.branch.was_live and any(rights.may_publish(self.request.user, path) for path in places),
            can_bring_all=bool(places)
            and all(rights.may_bring_back(self.request.user, one, places[0]) for one in self.branch.pages),
        )

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        chosen = {str(parent.pk): parent for parent in self.parents}.get(request.POST.get("parent", ""))
        ways = {"with_below": request.POST.get("below") != "none", "publish": "publish" in request.POST}
        try:
            back = bring_back(self.kept, request.user, parent=chosen, **ways)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("history:deleted")
        tell(request, back)
        if back.page.permissions_for_user(request.user).can_edit():
            return redirect("wagtailadmin_pages:edit", back.page.pk)
        return redirect("wagtailadmin_explore", back.page.get_parent().pk)


def tell(request: HttpRequest, back: Returned) -> None:
    names = {"title": back.page.get_admin_display_title(), "more": back.count - 1}
    done = _("“%(title)s” is back and public again.") if back.published else _("“%(title)s” is back, as a draft.")
    more = ngettext("%(more)d page below it came along.", "%(more)d pages below it came along.", back.count - 1)
    address = back.page.full_url if back.page.live else ""
    buttons = [messages.button(address, _("View live"))] if address else []
    messages.success(request, (f"{done} {more}" if back.count > 1 else done) % names, buttons=buttons)
    for sentence in back.sentences:
        messages.warning(request, sentence)
