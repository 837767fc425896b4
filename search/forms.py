"""The form above the results: words, section, topic, year."""

import re
from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 200  # characters
UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffd\ud800-\udfff]+")


class SearchForm(forms.Form):
    """Takes whatever stands in the address. What is none of the choices counts as not chosen."""

    q = forms.CharField(
        label=_("Words"), required=False, widget=forms.TextInput(attrs={"type": "search", "maxlength": LONGEST_QUERY})
    )
    section = forms.ChoiceField(label=_("Section"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, given: QueryDict, sections: Iterable, topics: Iterable, years: Iterable[int]):
        typed = UNREADABLE.sub(" ", given.get("q", "")).strip()
        self.is_cut = len(typed) > LONGEST_QUERY
        chosen = {name: given.get(name, "") for name in ("section", "topic", "year")}
        super().__init__(chosen | {"q": typed[:LONGEST_QUERY]})
        self.fields["section"].choices = [("", _("All sections")), *((page.slug, page.title) for page in sections)]
        self.fields["topic"].choices = [("", _("All topics")), *((topic.slug, topic.name) for topic in topics)]
        self.fields["year"].choices = [("", _("All years")), *((str(year), str(year)) for year in years)]
        self.full_clean()

    def chosen(self) -> dict[str, str]:
        """The parameters that count, by name, without empty ones."""
        return {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}
