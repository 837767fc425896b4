"""`{% picture_of image "column" alt="…" %}`: the one way an image becomes HTML. Wagtail's `picture` has no layouts."""

import logging
from operator import attrgetter

from django import template
from wagtail.images.models import Picture, SourceImageIOError

from images.layouts import LAYOUTS, make_renditions
from images.models import SiteImage

register = template.Library()
logger = logging.getLogger(__name__)


@register.inclusion_tag("images/picture.html")
def picture_of(image: SiteImage | None, layout: str, alt: str | None = None) -> dict:
    """A picture element in one of LAYOUTS. `alt=""` marks decoration; without `alt`, the image's own text counts.

    A picture whose file is missing or broken is left out: the page is worth more than the picture.
    """
    if not image:
        return {}
    try:
        renditions = make_renditions(image, layout)
    except SourceImageIOError as error:
        logger.warning("Image %s left out: %s", image.pk, error)
        return {}
    picture = Picture(renditions)
    return {
        "sources": [
            (kind.mime_type, Picture.get_width_srcset(picture.formats[kind.name]))
            for kind in Picture.source_format_order
            if kind.name in ("avif", "webp") and kind.name in picture.formats
        ],
        "fallback": picture.renditions[-1],
        "widest": max(picture.renditions, key=attrgetter("width")),
        "alt": alternative_text(image) if alt is None else alt,
        "layout": LAYOUTS[layout],
    }


def alternative_text(image: SiteImage) -> str:
    """What the image block says of this use, or else the description; never the title, which is often a file name."""
    return "" if image.decorative else image.contextual_alt_text or image.description
