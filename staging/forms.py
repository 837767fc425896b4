from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from . import links
from .models import PreviewLink
from .time_zones import ZonedDateTimeField

SLACK = timedelta(minutes=5)  # somebody thinks while the form is open
SHORTEST_PASSPHRASE = 8  # characters: with 20 attempts in a quarter of an hour


def usual_end():
    return (timezone.now() + links.USUAL).replace(second=0, microsecond=0)


class LinkForm(forms.Form):
    """What every preview link has."""

    label = forms.CharField(
        label=_("For whom"),
        max_length=100,
        help_text=_("Such as “Maria, lawyer”. You find the link by it; the viewer sees it too."),
    )
    until = ZonedDateTimeField(
        label=_("Open until"),
        widget=AdminDateTimeInput,
        initial=usual_end,
        help_text=_("%(days)s days from now at most.") % {"days": links.LONGEST.days},
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        required=False,
        min_length=SHORTEST_PASSPHRASE,
        max_length=100,
        error_messages={"min_length": _("At least %(limit_value)s characters.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Optional. Send it by another route than the link: nobody can look it up here later."),
    )
    takes_notes = forms.BooleanField(
        label=_("May leave notes"),
        required=False,
        initial=True,
        help_text=_("On any passage, without an account. You read and answer them in the editor, beside the block."),
    )

    def clean_label(self) -> str:
        label = "".join(letter if letter.isprintable() else " " for letter in self.cleaned_data["label"])
        if not label.strip():
            raise ValidationError(self.fields["label"].error_messages["required"])
        return " ".join(label.split())

    def clean_until(self):
        until, now = self.cleaned_data["until"], timezone.now()
        if until <= now:
            raise ValidationError(_("This has passed. Choose a time in the future."))
        if until > now + links.LONGEST + SLACK:
            raise ValidationError(_("A link is open for %(days)s days at most.") % {"days": links.LONGEST.days})
        return until


class ShareForm(LinkForm):
    shows = forms.ChoiceField(
        label=_("Shows"),
        choices=[
            (PreviewLink.Shows.DRAFT, _("Always the newest draft (later changes show)")),
            (PreviewLink.Shows.VERSION, _("This version, as it is now, whatever is changed later")),
        ],
        initial=PreviewLink.Shows.DRAFT,
        widget=forms.RadioSelect,
    )
    asks_approval = forms.BooleanField(
        label=_("Asks for approval"),
        required=False,
        help_text=_("The viewer approves exactly what the link shows, or sends it back with a reason. You are told of it."),
    )
    field_order = ["label", "shows", "until", "passphrase"]


class MomentForm(LinkForm):
    at = ZonedDateTimeField(
        label=_("Moment"),
        widget=AdminDateTimeInput,
        help_text=_("The site with everything that is scheduled to go live or expire by then."),
    )
    field_order = ["at", "label", "until", "passphrase"]

    def clean_at(self):
        if self.cleaned_data["at"] <= timezone.now():
            raise ValidationError(_("This has passed. Choose a time in the future."))
        return self.cleaned_data["at"]
