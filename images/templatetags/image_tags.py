"""`{% picture_of image "column" alt="…" %}`: the one way an image becomes HTML. Wagtail's `picture` has no layouts."""

import logging
from operator import attrgetter

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import SourceImageIOError

from images.layouts import LAYOUTS, files_of
from images.models import SiteImage

register = template.Library()
logger = logging.getLogger(__name__)


# No template: a page has many of them, and one template costs as much as all that this does.
PICTURE = '<picture>{}<img src="{}" width="{}" height="{}" alt="{}"{}></picture>'
SOURCE = '<source type="image/{}" srcset="{}" sizes="{}">'
WHEN = {True: mark_safe(' fetchpriority="high"'), False: mark_safe(' loading="lazy" decoding="async"')}


@register.simple_tag
def picture_of(image: SiteImage | None, layout: str, alt: str | None = None) -> SafeString:
    """A picture element in one of LAYOUTS. `alt=""` marks decoration; without `alt`, the image's own text counts.

    A picture whose file is missing or broken is left out: the page is worth more than the picture.
    """
    if not image:
        return SafeString()
    try:
        files = files_of(image, layout)
    except SourceImageIOError as error:
        logger.warning("Image %s left out: %s", image.pk, error)
        return SafeString()
    shown = LAYOUTS[layout]
    sources = [(kind, srcset_of(files, kind), shown.sizes) for kind in ("avif", "webp")]
    *_others, fallback = files.values()
    widest = max(files.values(), key=attrgetter("width"))
    return format_html(
        PICTURE,
        format_html_join("", SOURCE, (source for source in sources if source[1])),
        fallback.url,
        widest.width,
        widest.height,
        alternative_text(image) if alt is None else alt,
        WHEN[shown.eager],
    )


def srcset_of(files: dict, kind: str) -> str:
    """The files of this kind with their widths, as HTML wants them; '' for none."""
    found = [file for spec, file in files.items() if spec.endswith(f"format-{kind}")]
    return found[0].url if len(found) == 1 else ", ".join(f"{file.url} {file.width}w" for file in found)


def alternative_text(image: SiteImage) -> str:
    """What the image block says of this use, or else the description; never the title, which is often a file name."""
    return "" if image.decorative else image.contextual_alt_text or image.description
