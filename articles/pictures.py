"""The pictures of an article are made when it is published, not when its first reader comes: about a second of work for each.

A worker makes them after the commit. Until then, or without a worker, the page makes what is missing as it is rendered.
"""

import logging
from functools import partial

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_save
from django_tasks import task
from wagtail.images.models import SourceImageIOError

from images.layouts import LAYOUTS, specs_for
from images.models import SiteImage
from pages.metadata import SHARE_SPEC

from .blocks.media import chosen_images
from .structured_data import PICTURE, PORTRAIT

logger = logging.getLogger(__name__)

# Layouts, and specs that structured data and share cards ask for.
HERO = ("hero", "lead", "card", PICTURE)
INSIDE = ("column",)  # all layouts of a body share their files
FACE = ("portrait", "portrait-large", PORTRAIT)  # the first two share theirs with the byline's
SHARED = (SHARE_SPEC,)


def uses_of(article) -> dict[int, set[str]]:
    """The layouts and specs in which readers see each picture of an article, by the image's id. One query, for the authors."""
    faces = article.article_authors.values_list("author__portrait", flat=True)
    inside = chosen_images(article.body.stream_block, article.body.raw_data)
    uses = [(article.hero_image_id, HERO), (article.share_image_id, SHARED)]
    uses += [(pk, FACE) for pk in faces] + [(pk, INSIDE) for pk in inside]
    wanted = {}
    for pk, names in uses:
        if pk:
            wanted.setdefault(pk, set()).update(names)
    return wanted


def make_pictures(article) -> None:
    """Make every missing rendition of a published or staged article. Outside any transaction: each stores a file with its row."""
    wanted = uses_of(article)
    for pk, image in SiteImage.objects.in_bulk(wanted).items():
        specs = {spec for name in wanted[pk] for spec in (specs_for(image, name) if name in LAYOUTS else [name])}
        try:
            image.get_renditions(*sorted(specs))
        except SourceImageIOError as error:
            logger.warning("Image %s has no renditions: %s", pk, error)


@task()
def make_pictures_of(pk: int) -> None:
    if article := apps.get_model("articles", "ArticlePage").objects.filter(pk=pk).first():
        make_pictures(article)


def after_publication(sender: type, instance, raw: bool = False, update_fields: object = None, **kwargs) -> None:
    if instance.live and not raw and update_fields is None:
        transaction.on_commit(partial(make_pictures_of.enqueue, instance.pk), robust=True)


def connect() -> None:
    post_save.connect(after_publication, sender="articles.ArticlePage", dispatch_uid="articles_make_pictures")
