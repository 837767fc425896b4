"""oEmbed provider (oembed.com): other sites can show our articles as a card: plain HTML without script or style."""

import io
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from pages.kept import site_of
from pages.metadata import SHARE_SIZE, Metadata, Picture, home_url

from .models import Publication

WIDTH, TEXT_HEIGHT = 600, 140  # pixels: the card without limits, and the words below its picture
MIN_WIDTH = 160
DAY = 24 * 3600  # seconds

Article = tuple[Page, Metadata]


class BadRequestError(ValueError):
    """Its text says what is wrong with the request."""


@require_safe
@cache_control(public=True, max_age=300)
def oembed(request: HttpRequest) -> HttpResponse:
    try:
        kind = request.GET.get("format", "json")
        if kind not in {"json", "xml"}:
            return sentence(_("This format is not provided: ask for json or xml."), 501)
        address = request.GET.get("url", "")
        if not address:
            raise BadRequestError(_("Give the address of an article as the parameter “url”."))
        limits = length(request, "maxwidth"), length(request, "maxheight")
    except BadRequestError as error:
        return sentence(str(error), 400)
    answer = card(article_at(address, request), limits, request)
    response = JsonResponse(answer) if kind == "json" else HttpResponse(as_xml(answer), content_type="text/xml")
    response["Access-Control-Allow-Origin"] = "*"  # public words, the same for everyone
    return response


def sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def length(request: HttpRequest, name: str) -> int | None:
    """A limit in pixels."""
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 6 and int(value) > 0):
        raise BadRequestError(_("“%(name)s” is a number of pixels, like 600.") % {"name": name})
    return int(value)


def article_at(address: str, request: HttpRequest) -> Article:
    """The article that everybody may open at this address of ours. Raises Http404 for every other address."""
    site = site_of(request)
    try:
        url, home = urlsplit(address), urlsplit(home_url(request))
    except ValueError:
        raise Http404("Not an address.") from None
    if url.scheme not in {"http", "https"} or url.netloc.lower() != home.netloc or not url.path.startswith(home.path):
        raise Http404("Not an address of ours.")
    below = url.path.removeprefix(home.path).strip("/")
    if not below.isprintable():  # PostgreSQL refuses NUL
        raise Http404("Not an address of ours.")
    url_path = f"{site.root_page.url_path}{below}/"
    page = Page.objects.live().public().filter(url_path=url_path).first()
    if page is None:
        raise Http404("No such article.")
    page = page.specific
    metadata = page.metadata(request)
    if metadata.kind != "article":
        raise Http404("Not an article.")
    return page, metadata


def card(article: Article, limits: tuple[int | None, int | None], request: HttpRequest) -> dict:
    """The answer as oEmbed names its parts. `limits`: the asker's greatest width and height."""
    publication = Publication.for_request(request)
    page, metadata = article
    picture = metadata.picture or publication.share_picture(request, page, metadata)
    width, height = card_size(*limits)
    shown = {"metadata": metadata, "publication": publication, "home": home_url(request), "picture": picture}
    return {
        "version": "1.0",
        "type": "rich",
        "title": metadata.title,
        "author_name": ", ".join(metadata.authors),
        "provider_name": publication.name,
        "provider_url": home_url(request),
        "cache_age": DAY,
        "width": width,
        "height": min(height + TEXT_HEIGHT, limits[1] or WIDTH),
        "html": render_to_string("publication/card.html", shown | {"width": width, "height": height}).strip(),
        **thumbnail(picture, limits),
    }


def thumbnail(picture: Picture, limits: tuple[int | None, int | None]) -> dict:
    """The share picture, where it is within the limits, which hold for it as well."""
    sides = picture.width, picture.height
    if any(limit and side > limit for side, limit in zip(sides, limits, strict=True)):
        return {}
    return {"thumbnail_url": picture.url, "thumbnail_width": picture.width, "thumbnail_height": picture.height}


def card_size(maxwidth: int | None, maxheight: int | None) -> tuple[int, int]:
    """The card's width and its picture's height (0: no picture) in pixels, within the limits."""
    width = min(WIDTH, maxwidth or WIDTH)
    height = round(width * SHARE_SIZE[1] / SHARE_SIZE[0])
    if width < MIN_WIDTH or (maxheight and height + TEXT_HEIGHT > maxheight):
        height = 0
    return width, height


def as_xml(answer: dict) -> str:
    file = io.StringIO()
    xml = SimplerXMLGenerator(file, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", {})
    for name, value in answer.items():
        xml.addQuickElement(name, str(value))
    xml.endElement("oembed")
    xml.endDocument()
    return file.getvalue()
