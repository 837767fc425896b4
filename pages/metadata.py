"""What search engines, social cards and feed readers see of a page: everything that stands in its <head>.

A page says what it is with a Metadata (BasePage.metadata, or `metadata` in a view's context). `head` makes tags of it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _
from wagtail.images.models import AbstractImage, SourceImageIOError
from wagtail.models import Page

from .kept import site_of

SHARE_SIZE = (1200, 630)  # pixels: what the large cards of social networks show uncut
SHARE_SPEC = "fill-{}x{}|format-jpeg|jpegquality-82".format(*SHARE_SIZE)
# As Django's json_script: nothing in the data can end the script element or begin a comment.
HTML_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Picture:
    """A picture at an absolute address; width and height in pixels."""

    url: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True)
class Metadata:
    """What a page says of itself. Addresses are absolute; `canonical` has no query and may be ''."""

    title: str  # without the publication's name; '' for the page that stands for the publication
    description: str = ""
    canonical: str = ""
    kind: str = "website"  # Open Graph's type
    kicker: str = ""  # what stands above the title, such as the section
    authors: Sequence[str] = ()
    picture: Picture | None = None  # without one, a share picture is drawn
    properties: Sequence[tuple[str, str]] = ()  # further Open Graph properties of this kind
    trail: Sequence[tuple[str, str]] = ()  # (name, address) from below the home page to this page
    structured_data: Sequence[dict] = ()  # schema.org nodes, the page's own first
    listed: bool = True  # whether search engines may list it


def absolute_url(request: HttpRequest, path: str) -> str:
    """The path under the publication's own address, whatever host name this request came by."""
    return path if "://" in path else site_of(request).root_url + path


def home_url(request: HttpRequest) -> str:
    return absolute_url(request, reverse("wagtail_serve", args=[""]))


def publisher_id(request: HttpRequest) -> str:
    """The name by which structured data refers to the publication."""
    return f"{home_url(request)}#publisher"


def picture_of(image: AbstractImage | None, spec: str, request: HttpRequest, alt: str = "") -> Picture | None:
    """A rendition of the image; None without an image, or when its file is gone."""
    if image is None:
        return None
    try:
        [file] = image.get_files(spec).values()
    except SourceImageIOError:
        return None
    return Picture(absolute_url(request, file.url), file.width, file.height, alt or image.default_alt_text)


def page_metadata(page: Page, request: HttpRequest) -> Metadata:
    """What is true of every page of the tree. Article and section add their own."""
    canonical = page.get_full_url(request) or ""
    is_home = page.pk is not None and page.pk == site_of(request).root_page_id
    return Metadata(
        title=page.seo_title or ("" if is_home else page.title),
        description=page.description,
        canonical=canonical,
        picture=picture_of(page.share_image, SHARE_SPEC, request),
        trail=[] if is_home else [(page.title, canonical)],
    )


def view_metadata(request: HttpRequest, title: str, description: str = "") -> Metadata:
    """For a view that is no page of the tree, such as a month of the archive: its address is the request's path."""
    address = absolute_url(request, request.path)
    return Metadata(title=title, description=description, canonical=address, trail=[(title, address)])


def head(metadata: Metadata, publication, request: HttpRequest, page: Page | None = None, number: int = 1) -> dict:
    """The template context of pages/head.html.

    `publication` is the site's publication.models.Publication, handed in because this package stands below it.
    `number` is the number of the list's page that is shown.
    """
    canonical, title = numbered(metadata, publication, number)
    picture = metadata.picture or publication.share_picture(request, page, metadata)
    listed = metadata.listed and not getattr(request, "is_preview", False)
    return {
        "metadata": metadata,
        "publication": publication,
        "title": title or publication.name,
        "full_title": full_title(title, publication),
        "description": metadata.description or ("" if metadata.title else publication.description),
        "canonical": canonical,
        "picture": picture,
        "locale": to_locale(get_language() or "en"),
        "robots": "max-image-preview:large" if listed else "noindex",
        "structured_data": as_script_data(graph(metadata, publication, picture, request)),
        "oembed": oembed_links(canonical, request) if page and metadata.kind == "article" else [],
    }


def numbered(metadata: Metadata, publication, number: int) -> tuple[str, str]:
    """The address and the title of one page of a list."""
    if number == 1:
        return metadata.canonical, metadata.title
    canonical = metadata.canonical and f"{metadata.canonical}?page={number}"
    words = {"title": metadata.title or publication.name, "number": number}
    return canonical, _("%(title)s, page %(number)s") % words


def full_title(title: str, publication) -> str:
    if title:
        return f"{title} – {publication.name}"
    return f"{publication.name} – {publication.tagline}" if publication.tagline else publication.name


def oembed_links(address: str, request: HttpRequest) -> list[tuple[str, str]]:
    """(media type, address) of the cards that other sites can ask for."""
    endpoint = absolute_url(request, reverse("oembed"))
    return [
        ("application/json+oembed", f"{endpoint}?{urlencode({'url': address})}"),
        ("text/xml+oembed", f"{endpoint}?{urlencode({'url': address, 'format': 'xml'})}"),
    ]


def graph(metadata: Metadata, publication, picture: Picture, request: HttpRequest) -> dict:
    """All schema.org nodes of the page as one JSON-LD document."""
    home, logo = home_url(request), absolute_url(request, reverse("icon", args=[512]))
    publisher = {
        "@type": "Organization",
        "@id": publisher_id(request),
        "name": publication.name,
        "url": home,
        "logo": {"@type": "ImageObject", "url": logo, "width": 512, "height": 512},
    }
    nodes = [{**node, "image": [*node.get("image", []), picture.url]} for node in metadata.structured_data[:1]]
    nodes += metadata.structured_data[1:]
    if metadata.canonical == home:
        nodes.append(website(publication, home, request))
    if metadata.trail:
        nodes.append(breadcrumbs([(publication.name, home), *metadata.trail]))
    return {"@context": "https://schema.org", "@graph": [*nodes, publisher]}


def website(publication, home: str, request: HttpRequest) -> dict:
    node = {
        "@type": "WebSite",
        "@id": f"{home}#website",
        "name": publication.name,
        "url": home,
        "publisher": {"@id": publisher_id(request)},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{home}search/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return node | ({"description": publication.description} if publication.description else {})


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> dict:
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def as_script_data(data: dict) -> SafeString:
    """JSON that may stand inside a script element, which is data there and never runs."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(HTML_ESCAPES))  # noqa: S308 - escaped in the line above
