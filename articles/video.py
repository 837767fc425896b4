"""Video addresses: from what people paste to what a page can play. No network, ever."""

from dataclasses import dataclass


class VideoAddressError(ValueError):
    """The address is not one that we can play; its text says which are."""


@dataclass(frozen=True)
class Video:
    """A playable video. `provider` is youtube, vimeo or file; `start` is in seconds."""

    provider: str
    id: str
    start: int


def parse_start(text: str) -> int:
    raise NotImplementedError


def parse_video(url: str, start: str) -> Video:
    raise NotImplementedError
