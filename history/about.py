"""“About this publication”: whether it corrects an error, and a note, beside the editor's form.

The names of the fields are those that history/acts.py reads.
"""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from .models import Version

LONGEST_NOTE = 500  # characters
EDIT_FORM = "page-edit-form"  # the id of Wagtail's form: the panel stands outside of it


class AboutForm(forms.Form):
    prefix = "history"

    kind = forms.ChoiceField(
        label=_("This publication is"),
        required=False,
        choices=[(kind.value, kind.label) for kind in (Version.Kind.UPDATE, Version.Kind.CORRECTION)],
        widget=forms.Select(attrs={"form": EDIT_FORM}),
    )
    note = forms.CharField(
        label=_("Note for the history"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("What changed, and why. At most 500 characters."),
        widget=forms.Textarea(attrs={"form": EDIT_FORM, "rows": 4, "aria-describedby": "history-note-help history-note-errors"}),
        error_messages={"max_length": _("The note has %(show_value)d characters, the most is %(limit_value)d.")},
    )

    use_required_attribute = False

    def __init__(self, data=None, **kwargs):
        # A form without the panel, such as a script's, says nothing about it.
        super().__init__(data if data and {"history-kind", "history-note"} & data.keys() else None, **kwargs)

    def is_valid(self) -> bool:
        return not self.is_bound or super().is_valid()

    def sentences(self) -> list[str]:
        return [str(sentence) for sentences in self.errors.values() for sentence in sentences]


class AboutPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle “About this publication”")
        icon_name = "upload"
        counter_classname = "w-bg-critical-200"

        def get_context_data(self, parent_context):
            return {**super().get_context_data(parent_context), "count": len(self.panel.form.errors)}

    name = "about-publication"
    title = _("About this publication")
    template_name = "history/about_publication.html"
    order = 150

    def __init__(self, page: Page, request: HttpRequest, form: AboutForm):
        super().__init__(page, request)
        self.form = form

    def get_context_data(self, parent_context):
        return {**super().get_context_data(parent_context), "about": self.form}
