from django import template
from django.template import Context
from wagtail.models import Page

from staging.approvals import steps
from staging.approvals.verdicts import verdict_of

register = template.Library()


@register.inclusion_tag("staging/approval_notes.html", takes_context=True)
def approval_notes(context: Context, page: object) -> dict:
    """What was said of the page, and the step that waits for somebody with a link; nothing for what is no page in the tree.

    The panel stands in the explorer, too: for everybody who may look into the section, while verdicts are for who may edit.
    """
    request = context.get("request")
    if not isinstance(page, Page) or not page.pk or not request or not page.permissions_for_user(request.user).can_edit():
        return {}
    return {
        **steps.hint(page, request.user),
        "page": page,
        "verdict": verdict_of(page),
        "is_sharing": request.path.endswith("/share/"),
    }
