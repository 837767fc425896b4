"""What the page editor gets from us."""

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.translation import gettext as _
from wagtail import hooks


@hooks.register("insert_editor_js")
def form_limit():
    """Tell the editor in the page itself that an article has become too large to be sent."""
    limits = {
        "fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
        "bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "message": _("This page is too large to be saved: divide the article or remove some blocks, then save again."),
    }
    script = format_html('<script type="module" src="{}"></script>', static("js/admin/edit-form.js"))
    return json_script(limits, "galley-form-limit") + script
