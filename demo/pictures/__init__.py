"""The demo's own pictures, drawn by code: the same bytes each time, so nothing needs to be shipped."""

import io
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from .catalog import PICTURES, Picture
from .press import Sheet

__all__ = ["PICTURES", "Picture", "draw", "draw_all"]

LARGEST = 330_000  # bytes of one picture


def draw(key: str) -> bytes:
    """The picture as a JPEG of at most about LARGEST bytes."""
    picture = PICTURES[key]
    sheet = Sheet(key, *picture.size)
    picture.draw(sheet)
    for quality in (78, 70, 62, 54):
        file = io.BytesIO()
        sheet.trimmed().save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()


def draw_all(processes: int | None = None) -> dict[str, bytes]:
    """Every picture by its key, in fresh processes: a copy of this one would share its database connection."""
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        return dict(zip(PICTURES, pool.map(draw, PICTURES), strict=True))
