"""What search engines and social cards see of a page. Later issues add to it; templates print it in templates/base.html."""

from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Page


@dataclass(frozen=True)
class Metadata:
    """Plain values: `title` without the publication's name, `canonical` an absolute address or ''."""

    title: str
    description: str
    canonical: str


def metadata_for(page: Page, request: HttpRequest) -> Metadata:
    return Metadata(
        title=page.seo_title or page.title,
        description=getattr(page, "description", "") or page.search_description,
        canonical=page.get_full_url(request) or "",
    )
