"""What is judged: a page or a release, and what would ship of it."""

from wagtail.models import Page

from staging.models import PreviewLink, Release, ReleaseItem
from staging.releases.contents import Contents, contents_of, contents_of_page, of_items

Subject = Page | Release


def subject_of(link: PreviewLink) -> Subject:
    return link.release or link.page


def contents_now(subject: Subject) -> Contents:
    """What would ship now, of the release or of the page's newest draft."""
    return contents_of(subject) if isinstance(subject, Release) else contents_of_page(subject)


def contents_for(link: PreviewLink) -> Contents:
    """What the link shows now, with its digest."""
    if link.shows == PreviewLink.Shows.VERSION:
        version = link.version
        return of_items([ReleaseItem(page_id=link.page_id, copy=version.copy, revision_id=version.revision_id)])
    return contents_now(subject_of(link))
