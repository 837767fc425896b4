from django import template
from django.template import Context
from wagtail.models import Page

from staging.models import Release, ReleaseItem
from staging.releases.rights import visible_to

register = template.Library()


@register.inclusion_tag("staging/releases/waiting.html", takes_context=True)
def waiting_in_releases(context: Context) -> dict:
    """In which releases the page of the editor waits, of those that the user may see."""
    page, request = context.get("object"), context.get("request")
    if not isinstance(page, Page) or not page.pk or request is None:
        return {}
    coming = visible_to(request.user).filter(state__in=[Release.State.OPEN, Release.State.SCHEDULED])
    return {"waits": ReleaseItem.objects.filter(page_id=page.pk, release__in=coming).select_related("release")}
