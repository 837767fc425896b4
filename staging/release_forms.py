"""The forms of releases: what is asked, and what is refused before any verb runs."""

import hashlib
import json
from datetime import timedelta

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput, AdminPageChooser
from wagtail.models import Page

from .forms import LinkForm
from .models import Release, ReleaseItem
from .releases.rights import visible_to
from .time_zones import ZonedDateTimeField

LONGEST_NOTE = 2_000  # characters
LISTED = 200  # open releases to choose from, the newest
Does = ReleaseItem.Does


def readable(text: str) -> str:
    """One line of letters that can be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


class NameField(forms.CharField):
    def __init__(self, **options):
        super().__init__(max_length=100, **options)

    def to_python(self, value: object) -> str:
        return readable(super().to_python(value))


class PageWidget(AdminPageChooser):
    """Wagtail's, which shows what it is given again: also what is no number of a page."""

    def get_instance(self, value: object) -> Page | None:
        return super().get_instance(value) if str(value or "").isascii() and str(value or "").isdigit() else None


class ReleaseForm(forms.Form):
    """What a release is called, and for whom it is noted."""

    name = NameField(label=_("Name"), help_text=_("Such as “Harbour series” or “Corrections of 3 May”. Readers never see it."))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Optional. What belongs together here, and what has to be seen to before it goes live."),
    )


class DescriptionForm(ReleaseForm):
    """The same of a release that there is. It knows what its user saw, so that nobody writes over somebody else's words."""

    needs_approval = forms.BooleanField(
        label=_("Needs approval"),
        required=False,
        help_text=_("It can't be scheduled or go live before somebody has approved exactly what is in it."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def version_of(release: Release) -> str:
        words = json.dumps([release.name, release.note, release.needs_approval])
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @classmethod
    def initial_of(cls, release: Release) -> dict:
        about = {name: getattr(release, name) for name in ("name", "note", "needs_approval")}
        return {**about, "seen": cls.version_of(release)}


class ItemForm(forms.Form):
    """What happens to one page. The last two fields are for what moves."""

    does = forms.ChoiceField(
        label=_("What happens to it"),
        choices=[
            (Does.PUBLISH, _("Publish: readers get the newest draft")),
            (Does.UNPUBLISH, _("Unpublish: readers do not find it any more")),
            (Does.MOVE, _("Move or rename: it gets another place or address, its words stay as they are")),
        ],
        initial=Does.PUBLISH,
        widget=forms.RadioSelect,
    )
    new_parent = forms.ModelChoiceField(
        label=_("Moves below"),
        queryset=Page.objects.filter(depth__gt=1),
        required=False,
        widget=PageWidget,
        help_text=_("Only if it is to stand elsewhere in the tree. Everything below it comes along."),
    )
    new_slug = forms.SlugField(
        label=_("New last part of the address"),
        max_length=255,
        required=False,
        allow_unicode=True,
        help_text=_("Only if its address is to change: letters, digits and hyphens. Readers of the old address are led on."),
    )

    def clean(self) -> dict:
        fields = super().clean()
        moves = fields.get("does") == Does.MOVE
        wrong = {"new_parent", "new_slug"} & self.errors.keys()
        if moves and not wrong and not fields.get("new_parent") and not fields.get("new_slug"):
            self.add_error("new_parent", _("Say below which page it moves, or give the address a new last part."))
        if not moves:  # then they are of no account, and not even shown
            for name in wrong:
                del self._errors[name]
            fields |= {"new_parent": None, "new_slug": ""}
        return fields


class ChangeItemForm(ItemForm):
    """The same of a page that is in the release. It knows what its user saw."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def version_of(item: ReleaseItem) -> str:
        return json.dumps([item.does, item.new_parent_id, item.new_slug])

    @classmethod
    def initial_of(cls, item: ReleaseItem) -> dict:
        about = {"does": item.does, "new_parent": item.new_parent_id, "new_slug": item.new_slug}
        return {**about, "seen": cls.version_of(item)}


class ChooseReleaseForm(forms.Form):
    """An open release, or a new one."""

    release = forms.ModelChoiceField(
        label=_("Release"),
        queryset=Release.objects.none(),
        required=False,
        empty_label=_("A new release"),
        error_messages={"invalid_choice": _("This release is not open any more: it was scheduled, went live or was deleted.")},
    )
    name = NameField(
        label=_("Name of the new release"),
        required=False,
        help_text=_("Such as “The harbour series”. Readers never see it."),
    )

    def __init__(self, *args, user: AbstractBaseUser, **kwargs):
        super().__init__(*args, **kwargs)
        known = visible_to(user).filter(state=Release.State.OPEN)
        self.fields["release"].queryset = known
        # A queryset with an end can't be searched: only the list is cut.
        listed = [(one.pk, one.name) for one in known[:LISTED]]
        self.fields["release"].choices = [("", _("A new release")), *listed]
        if len(listed) == 1:
            self.fields["release"].initial = listed[0][0]

    def clean(self) -> dict:
        fields = super().clean()
        if "release" not in self.errors and not fields.get("release") and not fields.get("name"):
            self.add_error("name", _("Give the new release a name, or choose one that there is."))
        return fields


class AddPageForm(ItemForm, ChooseReleaseForm):
    """A page, from its editor or the explorer, into a release."""

    field_order = ["release", "name", "does", "new_parent", "new_slug"]


class AddToReleaseForm(ItemForm):
    """A page into this release, from the release."""

    page = forms.ModelChoiceField(label=_("Page"), queryset=Page.objects.filter(depth__gt=1), widget=PageWidget)
    field_order = ["page", "does", "new_parent", "new_slug"]


class AddPagesForm(ChooseReleaseForm):
    """Several pages at once, to the same end."""

    does = forms.ChoiceField(
        label=_("What happens to them"),
        choices=[choice for choice in ItemForm.base_fields["does"].choices if choice[0] != Does.MOVE],
        initial=Does.PUBLISH,
        widget=forms.RadioSelect,
    )
    field_order = ["release", "name", "does"]


class SureForm(forms.Form):
    """A confirmation of exactly what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class TypedDateTimeInput(AdminDateTimeInput):
    """Wagtail's, which leaves what is typed: it would replace what it can't read by the time that it is."""

    def get_config(self) -> dict:
        return {**super().get_config(), "validateOnBlur": False}


class ScheduleForm(SureForm):
    at = ZonedDateTimeField(label=_("Goes live at"), widget=TypedDateTimeInput, help_text=_("All of it, at this time."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["at"].error_messages["invalid"] = _("Write it as %(time)s.") % {"time": f"{tomorrow:%Y-%m-%d} 09:00"}

    def clean_at(self):
        if self.cleaned_data["at"] <= timezone.now():
            raise ValidationError(_("This has passed. Choose a time in the future, or let it go live now."))
        return self.cleaned_data["at"]


class ShareReleaseForm(LinkForm):
    asks_approval = forms.BooleanField(
        label=_("Asks for approval"),
        required=False,
        help_text=_(
            "Whoever opens the link may approve exactly what it shows, or send it back with a reason. "
            "The release then waits for an approval."
        ),
    )


# In the words of the badges: which of the first three it is is told from the approvals, and stored nowhere.
STATES = [(Release.State.OPEN, _("Draft, in review or approved")), *Release.State.choices[1:]]


class FilterForm(forms.Form):
    """What to show of the list. A state that means nothing is left out of account."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *STATES])

    @property
    def is_used(self) -> bool:
        return any(self.cleaned_data.values())
