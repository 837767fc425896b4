"""Video addresses: from what people paste to what a page can play. No network, ever."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

from django.utils.translation import gettext as _

MAX_ADDRESS_LENGTH = 500
MAX_START = 24 * 3600  # seconds

YOUTUBE_HOSTS = {
    *("youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com"),
    *("youtube-nocookie.com", "www.youtube-nocookie.com"),
}
YOUTUBE_SHORT_HOSTS = {"youtu.be", "www.youtu.be"}
YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
# Pages of YouTube's player that stand where an id would, and happen to have its length.
NO_YOUTUBE_IDS = {"videoseries", "live_stream"}

VIMEO_HOSTS = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/|(?:album|showcase)/[0-9]+/video/|manage/videos/)?"
    r"(?P<id>[1-9][0-9]{3,11})(?:/(?P<hash>[0-9a-f]{6,20}))?/?",
    re.ASCII,
)
VIMEO_HASH = re.compile(r"[0-9a-f]{6,20}")

# What they serve are pages, whatever an address there ends with.
PAGE_HOSTS = YOUTUBE_HOSTS | YOUTUBE_SHORT_HOSTS | VIMEO_HOSTS

FILE_PATH = re.compile(r"/.*[^/]\.(?:mp4|m4v|webm|ogv)", re.IGNORECASE)
OWN_FILE = re.compile(r"/documents/[0-9]+/[^/?#]+\.(?:mp4|m4v|webm|ogv)", re.IGNORECASE)
# A name with a dot whose last part begins with a letter: no number of any base is one, nor is a user or a port.
PUBLIC_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
# RFC 6761, 6762, 8375, and what routers and companies call their own networks.
PRIVATE_SUFFIXES = (
    *(".local", ".localhost", ".internal", ".intranet", ".private", ".lan", ".home", ".corp", ".home.arpa"),
    *(".test", ".invalid", ".localdomain"),
)

CLOCK = re.compile(r"(?:(?P<h>[0-9]{1,2}):(?=[0-5]?[0-9]:))?(?P<m>[0-9]{1,4}):(?P<s>[0-5][0-9])")
UNITS = re.compile(r"(?=[0-9])(?:(?P<h>[0-9]{1,2})h ?)?(?:(?P<m>[0-9]{1,4})m ?)?(?:(?P<s>[0-9]{1,5})s)?")


class VideoAddressError(ValueError):
    """The address is not one that we can play; its text says which are."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This address can't be played. Paste the address of a video on YouTube "
                "(like youtube.com/watch?v=… or youtu.be/…) or Vimeo (like vimeo.com/123456789), or the address of "
                "a video file on a public site (like https://example.org/film.mp4; also .webm, .m4v or .ogv)."
            )
        )


@dataclass(frozen=True)
class Video:
    """A playable video.

    `provider` is youtube, vimeo or file; `id` is the provider's, or the file's address; `start` is in seconds;
    `hash` is the key of an unlisted video on Vimeo, else ''.
    """

    provider: str
    id: str
    start: int = 0
    hash: str = ""

    @property
    def canonical(self) -> str:
        """The video's own address, without a time."""
        if self.provider == "youtube":
            return f"https://www.youtube.com/watch?v={self.id}"
        if self.provider == "vimeo":
            return "/".join(filter(None, ["https://vimeo.com", self.id, self.hash]))
        return self.id

    @property
    def watch_url(self) -> str:
        """A plain link that opens the video at its start time."""
        if self.provider == "youtube":
            return self.canonical + (f"&t={self.start}s" if self.start else "")
        return self.canonical + self._start_fragment

    @property
    def player_url(self) -> str:
        """What a frame (or, for a file, a video element) loads after the reader's click."""
        if self.provider == "youtube":
            options = {"autoplay": 1, "playsinline": 1, "rel": 0} | ({"start": self.start} if self.start else {})
            return f"https://www.youtube-nocookie.com/embed/{self.id}?{urlencode(options)}"
        if self.provider == "vimeo":
            options = ({"h": self.hash} if self.hash else {}) | {"autoplay": 1, "dnt": 1}
            return f"https://player.vimeo.com/video/{self.id}?{urlencode(options)}{self._start_fragment}"
        return self.id + self._start_fragment

    @property
    def _start_fragment(self) -> str:
        unit = "s" if self.provider == "vimeo" else ""
        return f"#t={self.start}{unit}" if self.start else ""

    @property
    def start_label(self) -> str:
        """The start as a clock shows it, like 26:03 or 1:02:03; '' for the beginning."""
        minutes, seconds = divmod(self.start, 60)
        hours, minutes = divmod(minutes, 60)
        if hours:
            return f"{hours}:{minutes:02}:{seconds:02}"
        return f"{minutes}:{seconds:02}" if self.start else ""


def parse_start(text: str) -> int:
    """Seconds from a start time as people write it: 26:03, 1:02:03, 26m3s, 1h2m, 90s or 1563.

    Raises ValueError, with a sentence for the editor, for anything else and for more than 24 hours.
    """
    text = re.sub(r"^([0-9]+)$", r"\1s", text.strip().lower())
    if match := CLOCK.fullmatch(text) or UNITS.fullmatch(text):
        hours, minutes, seconds = (int(match[unit] or 0) for unit in "hms")
        start = hours * 3600 + minutes * 60 + seconds
        if start <= MAX_START:
            return start
    raise ValueError(_("Write the start time like 26:03, 1:02:03, 26m3s or 1563 (seconds), 24 hours at most."))


def parse_video(url: str, start: str = "") -> Video:
    """The video that an address means, as pasted: with or without scheme, with any parameters around it.

    `start`, where given, wins over a time in the address. Raises VideoAddressError for an address that can't be
    played, ValueError for a start time that can't be read.
    """
    seconds = parse_start(start) if start else None
    try:
        parts = split_address(url.strip())
        video = youtube_video(parts) or vimeo_video(parts) or file_video(parts)
    except ValueError:
        video = None
    if video is None:
        raise VideoAddressError
    return Video(video.provider, video.id, start_in(parts) if seconds is None else seconds, video.hash)


def split_address(url: str) -> SplitResult:
    """The parts of an https address on a public host, or of one of our own documents. Raises ValueError for others."""
    if len(url) > MAX_ADDRESS_LENGTH or not url.isprintable() or re.search(r"[\s\\]", url):
        raise ValueError("too long, or with characters that no address has")
    if OWN_FILE.fullmatch(re.sub(r"[?#].*", "", url)):
        return urlsplit(url)
    if not re.match("https?://", url, re.IGNORECASE):
        url = "https://" + url.removeprefix("//")
    parts = urlsplit(url)
    host = parts.netloc.lower()
    if len(host) > 253 or not PUBLIC_HOST.fullmatch(host) or host.endswith(PRIVATE_SUFFIXES):
        raise ValueError("no public host, or more than a host")
    return parts._replace(netloc=host)


def youtube_video(parts: SplitResult) -> Video | None:
    path = parts.path.strip("/").split("/")
    if parts.netloc in YOUTUBE_SHORT_HOSTS:
        candidate = path[0] if len(path) == 1 else ""
    elif parts.netloc in YOUTUBE_HOSTS:
        if path == ["watch"]:
            candidate = parse_qs(parts.query).get("v", [""])[0]
        else:
            candidate = path[1] if len(path) == 2 and path[0] in {"embed", "shorts", "live", "v"} else ""
    else:
        return None
    valid = YOUTUBE_ID.fullmatch(candidate) and candidate not in NO_YOUTUBE_IDS
    return Video("youtube", candidate) if valid else None


def vimeo_video(parts: SplitResult) -> Video | None:
    match = VIMEO_PATH.fullmatch(parts.path) if parts.netloc in VIMEO_HOSTS else None
    if not match:
        return None
    key = match["hash"] or parse_qs(parts.query).get("h", [""])[0]
    return Video("vimeo", match["id"], hash=key if VIMEO_HASH.fullmatch(key) else "")


def file_video(parts: SplitResult) -> Video | None:
    """A video file. Not over http: browsers refuse it in an https page, and we can't know that https works there."""
    is_file = FILE_PATH.fullmatch(parts.path) and parts.netloc not in PAGE_HOSTS
    if parts.scheme == "http" or not is_file:
        return None
    path = quote(parts.path, safe="/%!$&'()*+,;=:@~")
    query = quote(parts.query, safe="/%!$&'()*+,;=:@~?")
    return Video("file", parts._replace(path=path, query=query, fragment="").geturl())


def start_in(parts: SplitResult) -> int:
    """The start time that the address itself names, in seconds; 0 where there is none that can be read."""
    named = parse_qs(parts.fragment) | parse_qs(parts.query)
    for key in ("t", "start", "time_continue"):
        try:
            return parse_start(named[key][0])
        except (KeyError, ValueError):
            continue
    return 0
