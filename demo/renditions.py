"""Makes the pictures' renditions ahead of the first reader."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from articles.models import ArticlePage, Author
from images.layouts import make_renditions
from images.models import SiteImage

# Encoding leaves Python's lock, and SQLite takes the short writes one after the other. A process has four connections to
# PostgreSQL, of which the main thread holds one.
THREADS = 3


def needed() -> list[tuple[SiteImage, list[str]]]:
    """Each picture with the layouts in which the demo shows it; those of an article's body share their files."""
    heroes = set(ArticlePage.objects.values_list("hero_image", flat=True))
    faces = set(Author.objects.values_list("portrait", flat=True))
    wanted = []
    for image in SiteImage.objects.all():
        layouts = ["hero", "lead", "card"] if image.pk in heroes else ["hero"]
        wanted.append((image, ["portrait", "portrait-large"] if image.pk in faces else layouts))
    return wanted


def make(wanted: tuple[SiteImage, list[str]]) -> None:
    image, layouts = wanted
    try:
        for layout in layouts:
            make_renditions(image, layout)
    finally:
        connection.close()


def make_all() -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(make, needed()))
