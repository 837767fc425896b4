"""Share pictures: what a card shows of a page that has no picture chosen. Drawn at the first request, kept as a file.

The address holds a keyed hash of the words and of how they are drawn. Only the hash of what the page says now is
answered: nobody can have pictures drawn at will, learn from an address what a draft says, or fill the disk, for a page
has one file.
"""

from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.kept import site_of
from pages.metadata import SHARE_SIZE, Metadata, Picture, absolute_url

from . import drawing
from .drawing import Words

VERSION = "1"  # of the drawing: raise it when pictures should look different
FOLDER = "share"  # of the media folder; /media/ does not serve it
DIGEST_LENGTH = 24  # hexadecimal digits


def words_for(publication, page: Page | None, metadata: Metadata, request: HttpRequest) -> tuple[int, Words]:
    """The page id that the address names and what the picture says.

    Without a saved page (an author, the archive, an error), or with the home page, it is the publication's own picture.
    """
    root_id = site_of(request).root_page_id
    if page is None or page.pk is None or page.pk == root_id:
        return root_id, Words(publication.name, "", "", publication.tagline)
    byline = get_text_list(list(metadata.authors), _("and"))
    return page.pk, Words(publication.name, metadata.kicker, metadata.title, byline)


def digest(page_id: int, words: Words) -> str:
    parts = [VERSION, str(page_id), words.publication, words.kicker, words.title, words.byline]
    return salted_hmac("publication.share", "\0".join(parts), algorithm="sha256").hexdigest()[:DIGEST_LENGTH]


def share_picture(publication, page: Page | None, metadata: Metadata, request: HttpRequest) -> Picture:
    page_id, words = words_for(publication, page, metadata, request)
    address = reverse("share_picture", args=[page_id, digest(page_id, words)])
    return Picture(absolute_url(request, address), *SHARE_SIZE, alt=drawing.alt_text(words))


def requested_words(publication, page_id: int, asked: str, request: HttpRequest) -> Words:
    """What the picture at this address says. Raises Http404 unless a page that everybody may open says that now."""
    root = site_of(request).root_page
    page = Page.objects.descendant_of(root, inclusive=True).live().public().filter(pk=page_id).first()
    if page is None:
        raise Http404("No such page.")
    page = page.specific
    _id, words = words_for(publication, page, page.metadata(request), request)
    if not constant_time_compare(digest(page_id, words), asked):
        raise Http404("The page says something else now.")
    return words


def kept(page_id: int, asked: str) -> bytes | None:
    try:
        with default_storage.open(f"{FOLDER}/{page_id}-{asked}.png") as file:
            return file.read()
    except OSError:
        return None


def keep(page_id: int, asked: str, data: bytes) -> None:
    """Store the picture in the place of the page's earlier ones. A disk that is full costs time, not the answer."""
    name = f"{page_id}-{asked}.png"
    with suppress(OSError):
        default_storage.save(f"{FOLDER}/{name}", ContentFile(data))
        for other in default_storage.listdir(FOLDER)[1]:
            # Two requests at once: the storage gives the second file another name, and it goes like an earlier one.
            if other.startswith(f"{page_id}-") and other != name:
                default_storage.delete(f"{FOLDER}/{other}")
