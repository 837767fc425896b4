"""What stands above every page of a preview: what it is, which version, until when. No script, no layer above the words."""

import re
from urllib.parse import quote

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from . import tokens, viewer
from .approvals.asking import Asked, asks
from .models import PreviewLink

# With the link to skip to the content, if that is what the body begins with: it must stay the first one.
BODY = re.compile(rb"""<body\b[^>]*>(?:\s*<a\b[^>]*\shref="#[^>]*>[^<]*</a>)?""", re.IGNORECASE)
NOTE_SCRIPT = '<script type="module" src="{}" data-note-on-this="{}"></script>'
FRAMES = {"phone": gettext_lazy("Phone"), "tablet": gettext_lazy("Tablet"), "desktop": gettext_lazy("Desktop")}


def zoned(time) -> str:
    """Day and time in the newsroom's time zone, which is named."""
    here = localtime(time)
    return f"{date_format(here, 'j F Y, H:i')} ({here.tzname()})"


def at_moment(time) -> str:
    """The same in a sentence."""
    return _("on %(moment)s") % {"moment": zoned(time)}


def version_of(link: PreviewLink) -> str:
    if link.shows == PreviewLink.Shows.DRAFT:
        return _("Newest draft of “%(title)s”") % {"title": link.page.draft_title}
    if link.shows == PreviewLink.Shows.VERSION:
        words = {"title": link.version.copy.content["fields"].get("title", ""), "moment": zoned(link.version.at)}
        return _("“%(title)s” as it was on %(moment)s") % words
    if link.shows == PreviewLink.Shows.RELEASE:
        return _("The site with the release “%(name)s”") % {"name": link.release.name}
    return _("The site as it will be on %(moment)s") % {"moment": zoned(link.moment)}


def contents_of(link: PreviewLink) -> list[tuple[str, str]]:
    """What is in the release that the link shows: each page's title, and what happens to it."""
    if link.shows != PreviewLink.Shows.RELEASE:
        return []
    items = list(link.release.items.all())
    titles = dict(Page.objects.filter(pk__in=[item.page_id for item in items]).values_list("pk", "draft_title"))
    return [(titles.get(item.page_id) or item.title, item.get_does_display()) for item in items]


def context(link: PreviewLink, token: str, path: str, frame: str = "", made_of: str | None = None) -> dict:
    """`made_of`: digest_of what the page that it goes into was made of, '' for what is staged now; None above no page."""
    prefix = tokens.prefix_of(token)
    asked = Asked.of(link, made_of or "") if asks(link) else None
    has_page = bool(frame) or made_of is not None
    return {
        "link": link,
        "version": version_of(link),
        "contents": contents_of(link),
        "until": zoned(link.expires_at),
        "frame": frame,
        "frame_label": FRAMES.get(frame, ""),
        "frames": [(name, label, f"{prefix}/~{name}{path}") for name, label in FRAMES.items()],
        "plain": f"{prefix}{path}",
        "offers": offers(link, token, path, asked.digest if asked and has_page else ""),
        "asked": asked and asked.sentence(at_moment),
        "fingerprint": asked.fingerprint if asked else "",
        "style": static("css/preview.css"),
    }


def offers(link: PreviewLink, token: str, path: str, seen: str) -> list[tuple[str, str]]:
    """What the viewer can do; the way to approval says what was `seen`, which an approval binds to."""
    way = f"{tokens.prefix_of(token)}/~approval{path}"
    found = viewer.offers(link, token, path)
    return [(label, f"{quote(address)}?seen={seen}" if seen and address == way else address) for label, address in found]


def insert(html: bytes, link: PreviewLink, token: str, path: str, made_of: str = "") -> bytes:
    """The page with the banner before everything that is to be seen; unchanged where there is no body."""
    context_ = context(link, token, path, made_of=made_of)
    body = BODY.search(html)
    if body is None:
        return html
    banner = render_to_string("staging/banner.html", context_).encode()
    robots = '<meta name="robots" content="noindex, nofollow, noarchive">'
    script = format_html(NOTE_SCRIPT, static("js/preview-notes.js"), _("Note on this")) if link.takes_notes else ""
    head = f'{robots}<link rel="stylesheet" href="{context_["style"]}">{script}'.encode()
    opening = html[: body.end()]
    end = opening.rfind(b"</head>")
    if end >= 0:
        opening = opening[:end] + head + opening[end:]
    return opening + banner + html[body.end() :]
