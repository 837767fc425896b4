"""The form behind the editor of every page."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm

from .reserved import complaint_about


class PageForm(WagtailAdminPageForm):
    """A page without a slug gets it from its title here. The editor's browser does so while somebody types, but not at once
    when a title is pasted or dictated, and without JavaScript never: the autosave was refused then, without a word why.

    Tells an editor about a taken address while the page is not in the tree yet, where the model can't know its place.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        title = self.cleaned_data.get("title", "")
        slug = self.cleaned_data["slug"] or self.instance.slug or slugify(title, settings.WAGTAIL_ALLOW_UNICODE_SLUGS)
        if not slug:
            raise ValidationError(self.fields["slug"].error_messages["required"], code="required")
        return slug

    def clean(self):
        cleaned = super().clean()
        complaint = complaint_about(cleaned.get("slug"), self.parent_page)
        if complaint:
            self.add_error("slug", complaint)
        return cleaned
