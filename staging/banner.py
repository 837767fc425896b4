"""What stands above every page of a preview: what it is, until when, which version. No layer above the words."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from django.core.cache import cache
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from history.models import FrozenCopy

from . import fingerprints, tokens, viewer
from .approvals.asking import Asked, asks, why_closed
from .models import PreviewLink, Release, ReleaseItem
from .notes.pages import pages_of
from .restrictions import closed_paths, is_open

# With the link to skip to the content, if that is what the body begins with: it must stay the first one.
BODY = re.compile(rb"""<body\b[^>]*>(?:\s*<a\b[^>]*\shref="#[^>]*>[^<]*</a>)?""", re.IGNORECASE)
NOTE_SCRIPT = '<script type="module" src="{}" data-note-on-this="{}" data-form="{}"></script>'
FRAMES = {"phone": gettext_lazy("Phone"), "tablet": gettext_lazy("Tablet"), "desktop": gettext_lazy("Desktop")}


def zoned(time) -> str:
    """Day and time in the newsroom's time zone, which is named."""
    here = localtime(time)
    return f"{date_format(here, 'j F Y, H:i')} ({here.tzname()})"


def at_moment(time) -> str:
    """The same in a sentence."""
    return _("on %(moment)s") % {"moment": zoned(time)}


def until(time) -> str:
    """As `zoned`, without the year: no link is open for as long as that."""
    here = localtime(time)
    return f"{date_format(here, 'j F, H:i')} ({here.tzname()})"


def version_of(link: PreviewLink, prefix: str, is_closed: bool) -> SafeString:
    """A title only where the preview shows it: a page that was closed since is named by nothing. It leads to the page."""
    if is_closed:
        return format_html("{}", _("A page that is not for everybody"))
    title, at = "", link.moment
    if link.shows == PreviewLink.Shows.DRAFT:
        words, title = _("Newest draft of “{title}”"), link.page.draft_title
    elif link.shows == PreviewLink.Shows.VERSION:
        words, at = _("“{title}” as it was on {moment}"), link.version.at
        title = link.version.copy.content["fields"].get("title", "")
    elif link.shows == PreviewLink.Shows.RELEASE:
        words, title = _("The site with the release “{title}”"), link.release.name
    else:
        words = _("The site as it will be on {moment}")
    way = format_html('<a href="{}">{}</a>', prefix + link.path, title)
    return format_html(words, title=way, moment=zoned(at) if at else "")


def has_closed_page(link: PreviewLink, closed: list[str]) -> bool:
    """Of a link to one page that was made private since: there is nothing behind it."""
    return link.page is not None and not is_open(link.page, closed)


def state_of(link: PreviewLink) -> str:
    """What became of the release since the link was made, in a sentence."""
    release = link.release
    if release and release.state == Release.State.LIVE and release.live_at:
        return _("It went live %(moment)s.") % {"moment": at_moment(release.live_at)}
    if release and release.state == Release.State.TAKEN_BACK and release.taken_back_at:
        return _("It was live, and was taken back %(moment)s.") % {"moment": at_moment(release.taken_back_at)}
    return ""


def contents_of(link: PreviewLink, prefix: str, closed: list[str], made_of: str = "") -> list[tuple[str, str, str]]:
    """What is in the release that the link shows: each page's title in it, what happens to the page, and where it is there."""
    if link.shows != PreviewLink.Shows.RELEASE:
        return []
    items = list(link.release.items.all())
    rows = Page.objects.in_bulk([item.page_id for item in items])
    frozen = frozen_titles({item.copy_id for item in items} - {None})
    paths = fingerprints.kept("paths", link, made_of or fingerprints.of_link(link), lambda: paths_of(link))
    found = []
    for item in items:
        row = rows.get(item.page_id)
        path = paths.get(item.page_id) if row and is_open(row, closed) else None
        address = prefix + quote(path) if path else ""
        found.append((title_of(item, row, frozen, closed), str(item.get_does_display()), address))
    return found


def paths_of(link: PreviewLink) -> dict[int, str]:
    """By page, where the preview has it."""
    return {pk: page.path for pk, page in pages_of(link).items()}


def frozen_titles(copies: Iterable[int]) -> dict[int, str]:
    """By frozen copy, which never changes; kept in memory, because unpacking one takes as long as all else here."""
    keys = {f"frozen-title-{copy}": copy for copy in copies}
    titles = {keys[key]: title for key, title in cache.get_many(keys).items()}
    for copy in FrozenCopy.objects.filter(pk__in=keys.values() - titles.keys()):
        titles[copy.pk] = str(copy.content["fields"].get("title") or "")
        cache.set(f"frozen-title-{copy.pk}", titles[copy.pk])
    return titles


def title_of(item: ReleaseItem, row: Page | None, frozen: dict[int, str], closed: list[str]) -> str:
    """As viewers find it in the preview, or readers on the site: never that of a draft which the release does not show."""
    if row is None:
        return item.title
    if not is_open(row, closed):
        return _("A page that is not for everybody")
    if item.does == ReleaseItem.Does.PUBLISH:
        return frozen.get(item.copy_id) or row.draft_title
    return row.title if row.live else _("A page that is not published")


def context(link: PreviewLink, token: str, path: str, frame: str = "", made_of: str | None = None) -> dict:
    """`made_of`: digest_of what the page that it goes into was made of, '' for what is staged now; None above no page."""
    prefix, closed = tokens.prefix_of(token), closed_paths()
    is_closed = has_closed_page(link, closed)
    asked = Asked.of(link, made_of or "") if not is_closed and asks(link) and not why_closed(link, closed) else None
    has_page = bool(frame) or made_of is not None
    return {
        "link": link,
        "version": version_of(link, prefix, is_closed),
        "state": state_of(link),
        "contents": contents_of(link, prefix, closed, made_of or ""),
        "until": until(link.expires_at),
        "frame": frame,
        "frame_label": FRAMES.get(frame, ""),
        "frames": [(name, label, f"{prefix}/~{name}{path}") for name, label in FRAMES.items()],
        "plain": f"{prefix}{path}",
        "offers": [] if is_closed else offers(link, token, path, asked, has_page),
        "asked": asked and asked.sentence,
        "fingerprint": asked.fingerprint if asked else "",
        "takes_notes": link.takes_notes and not is_closed,
        "style": static("css/preview.css"),
    }


def offers(link: PreviewLink, token: str, path: str, asked: Asked | None, has_page: bool) -> list[tuple[str, str]]:
    """What the viewer can do. The way to approval says what was seen, which an approval binds to; without it where there is
    nothing to approve."""
    way, found = f"{tokens.prefix_of(token)}/~approval{path}", []
    for label, address in viewer.offers(link, token, path):
        if address != way:
            found.append((label, address))
        elif asked:
            seen = f"?seen={asked.digest}" if has_page and asked.digest else ""
            found.append((_("Your verdict") if asked.is_answered else label, quote(way) + seen))
    return found


def insert(html: bytes, link: PreviewLink, token: str, path: str, made_of: str = "") -> bytes:
    """The page with the banner before everything that is to be seen; unchanged where there is no body."""
    context_ = context(link, token, path, made_of=made_of)
    robots = '<meta name="robots" content="noindex, nofollow, noarchive">'
    script = note_script(token, path) if context_["takes_notes"] else ""
    head = f'{robots}<link rel="stylesheet" href="{context_["style"]}">{script}'
    return put_in(html, head, render_to_string("staging/banner.html", context_))


def insert_in_frame(html: bytes, link: PreviewLink, token: str, path: str) -> bytes:
    """The page in a frame, which has the banner around it: with what it takes to leave a note on words of it."""
    if not link.takes_notes or has_closed_page(link, closed_paths()):
        return html
    return put_in(html, f'<link rel="stylesheet" href="{static("css/preview.css")}">{note_script(token, path)}', "")


def note_script(token: str, path: str) -> str:
    form = f"{tokens.prefix_of(token)}/~notes{path}"
    return format_html(NOTE_SCRIPT, static("js/preview-notes.js"), _("Note on this"), form)


def put_in(html: bytes, head: str, banner: str) -> bytes:
    """`head` at the end of the page's own, `banner` at the beginning of its body."""
    body = BODY.search(html)
    if body is None:
        return html
    opening = html[: body.end()]
    end = opening.rfind(b"</head>")
    if end >= 0:
        opening = opening[:end] + head.encode() + opening[end:]
    return opening + banner.encode() + html[body.end() :]
