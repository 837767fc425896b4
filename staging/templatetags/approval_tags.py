from django import template
from django.template import Context
from wagtail.models import Page

from staging.approvals import steps
from staging.approvals.verdicts import verdict_of

register = template.Library()


@register.inclusion_tag("staging/approval_notes.html", takes_context=True)
def approval_notes(context: Context, page: object) -> dict:
    """What was said of the page, and the step that waits for somebody with a link; nothing for what is no page in the tree."""
    if not isinstance(page, Page) or not page.pk:
        return {}
    request = context.get("request")
    return {
        **steps.hint(page, request.user if request else None),
        "page": page,
        "verdict": verdict_of(page),
        "is_sharing": bool(request and request.path.endswith("/share/")),
    }
