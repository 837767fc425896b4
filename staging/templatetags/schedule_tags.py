from django import template
from django.template import Context
from wagtail.models import Page

from staging import panels

register = template.Library()

PLANNED = ["has_draft_publishing_schedule", "has_live_publishing_schedule", "schedule_has_errors"]


@register.inclusion_tag("staging/schedule_notes.html", takes_context=True)
def schedule_notes(context: Context) -> dict:
    """What stands below the schedule in the Status panel; nothing for what is not in the tree yet, or is no page."""
    page = context.get("object")
    if not isinstance(page, Page) or not page.pk:
        return {}
    return {**panels.page_notes(page), "is_planned": any(context.get(name) for name in PLANNED)}
