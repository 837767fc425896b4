"""What viewers and editors write. No field cuts off what is too long: it is refused, and all of it stays in the form."""

from collections.abc import Callable, Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from staging.models.notes import LONGEST_NOTE, LONGEST_QUOTE

from .leaving import as_name, cleaned, in_one_line
from .passages import ID, Passage

LONGEST_NAME = 100
TOO_LONG = gettext_lazy("This has %(show_value)s characters, and %(limit_value)s fit in. Shorten it, or send it in parts.")


class Words(forms.CharField):
    """What somebody writes. `tidy`: what is kept of it."""

    def __init__(self, *, longest: int, rows: int = 1, tidy: Callable[[str], str] = cleaned, **options):
        widget = forms.TextInput(attrs={"dir": "auto"}) if rows == 1 else forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(widget=widget, strip=False, **options)
        self.tidy = tidy
        # Before these Django would refuse a text for one invisible character.
        self.validators = [MaxLengthValidator(longest, TOO_LONG)]

    def to_python(self, value: object) -> str:
        return self.tidy(super().to_python(value))


class AnswerForm(forms.Form):
    """An editor's answer."""

    text = Words(
        label=gettext_lazy("Answer"), longest=LONGEST_NOTE, rows=4, error_messages={"required": gettext_lazy("Write an answer.")}
    )


class ViewerForm(forms.Form):
    """A viewer's answer to the newsroom's."""

    text = Words(
        label=gettext_lazy("Your answer"),
        longest=LONGEST_NOTE,
        rows=5,
        error_messages={"required": gettext_lazy("Write your answer.")},
    )
    by = Words(
        label=gettext_lazy("Your name"),
        longest=LONGEST_NAME,
        tidy=as_name,
        error_messages={"required": gettext_lazy("Say who you are: the newsroom knows you by this name only.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, label_suffix="", auto_id="new-%s")


class NoteForm(ViewerForm):
    """A note on a passage, or on the page as a whole."""

    block = forms.CharField(label=gettext_lazy("About which passage"), required=False, widget=forms.Select)
    quote = Words(
        label=gettext_lazy("The words that it is about"),
        longest=LONGEST_QUOTE,
        rows=2,
        tidy=in_one_line,
        required=False,
        help_text=gettext_lazy("Optional. Copy them here, so that nobody has to guess."),
    )
    text = Words(
        label=gettext_lazy("Your note"),
        longest=LONGEST_NOTE,
        rows=6,
        error_messages={"required": gettext_lazy("Write your note.")},
    )
    field_order = ["block", "quote", "text", "by"]

    def __init__(self, passages: Iterable[Passage], *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("The page as a whole")), *((one.id, one.label) for one in passages)]
        chosen = self["block"].value() or ""
        if chosen and ID.fullmatch(chosen) and chosen not in dict(choices):
            choices.append((chosen, _("A passage that is no longer there")))
        self.fields["block"].widget.choices = choices

    def clean_block(self) -> str:
        """Of a block that may be gone by now: the note is kept all the same."""
        block = self.cleaned_data["block"]
        if block and not ID.fullmatch(block):
            raise ValidationError(_("Choose a passage of the list."))
        return block
