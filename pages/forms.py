"""The form behind the editor of every page."""

from wagtail.admin.forms import WagtailAdminPageForm

from .reserved import complaint_about


class PageForm(WagtailAdminPageForm):
    """Tells an editor about a taken address while the page is not in the tree yet, where the model can't know its place."""

    def clean(self):
        cleaned = super().clean()
        complaint = complaint_about(cleaned.get("slug"), self.parent_page)
        if complaint:
            self.add_error("slug", complaint)
        return cleaned
