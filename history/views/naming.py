"""To give a version a name, pin it, and take the name away."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from history.models import Version
from history.naming import clean_name, name_version, named, remove_name
from history.versions import PageVersion, load

from .pages import PageHistoryView, known_kind


class NameField(forms.CharField):
    def to_python(self, value: object) -> str:
        return clean_name(super().to_python(value))


class NameForm(forms.Form):
    name = NameField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Such as “As the lawyers saw it”. Everybody who edits this page sees it."),
    )
    pinned = forms.BooleanField(
        label=gettext_lazy("Pin it"), required=False, help_text=gettext_lazy("It then also stands at the top of the history.")
    )


class NamingView(PageHistoryView):
    """A view on the name of a version, one step below the list."""

    def steps(self) -> list[dict]:
        history = {"url": reverse("history:list", args=[self.page.pk]), "label": _("History")}
        return [history, *super().steps()]


class NameView(NamingView):
    page_title = gettext_lazy("Name a version")
    template_name = "history/name.html"

    @cached_property
    def version(self) -> PageVersion:
        known_kind(self.page)
        return load(self.page, self.kwargs["ref"])

    @cached_property
    def known(self) -> Version | None:
        """The named version that is to be changed."""
        return named(self.page).filter(pk=self.version.ref[1:]).first() if self.version.ref.startswith("v") else None

    def get_context_data(self, **kwargs) -> dict:
        initial = {"name": self.known.name, "pinned": self.known.pinned} if self.known else {}
        kwargs.setdefault("form", NameForm(initial=initial))
        return super().get_context_data(**kwargs, version=self.version, known=self.known)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = NameForm(request.POST)
        try:
            if form.is_valid():
                name_version(self.page, self.version, **form.cleaned_data, user=request.user)
                messages.success(request, _("The version is named “%(name)s” and stays.") % form.cleaned_data)
                return redirect("history:list", self.page.pk)
        except ValidationError as error:
            form.add_error("name", error)
        return self.render_to_response(self.get_context_data(form=form))


class UnnameView(NamingView):
    page_title = gettext_lazy("Remove a name")
    template_name = "history/name_remove.html"

    @cached_property
    def version(self) -> Version:
        return get_object_or_404(named(self.page), pk=self.kwargs["version_id"])

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs, version=self.version)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        remove_name(self.page, self.version, request.user)
        messages.success(request, _("The name “%(name)s” is removed.") % {"name": self.version.name})
        return redirect("history:list", self.page.pk)
