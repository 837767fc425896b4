"""Pictures are made when what shows them is published, not when its first reader comes: about a second of work for each.

A worker makes them after the commit. Until then, or without a worker, the page makes what is missing as it is rendered.
"""

import logging
from collections.abc import Iterator
from functools import partial

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save
from django_tasks import task
from wagtail.blocks.stream_block import StreamValue
from wagtail.images.models import SourceImageIOError
from wagtail.models import ReferenceIndex

from images.layouts import LAYOUTS, specs_for
from images.models import SiteImage
from pages.metadata import SHARE_SPEC
from pages.models import BasePage
from publication.models import Publication
from publication.views import FAVICON_SIZE, ICON_SIZES, ICON_SPEC

from .blocks.media import chosen_images
from .structured_data import PICTURE, PORTRAIT

logger = logging.getLogger(__name__)

# Layouts, and specs that structured data and share cards ask for.
FACE = ("portrait", "portrait-large", PORTRAIT)  # the first two share theirs with the byline's
INSIDE = ("column",)  # all layouts of a body share their files
STILL = (PICTURE,)  # of a video, beside the body's
FIELDS = {
    "hero_image_id": ("hero", "lead", "card", PICTURE),
    "share_image_id": (SHARE_SPEC,),
    "portrait_id": FACE,
    "logo_id": ("thumb", *(ICON_SPEC.format(size) for size in (FAVICON_SIZE, *ICON_SIZES))),
}


def uses_of(thing: Model) -> dict[int, set[str]]:
    """The layouts and specs in which readers see each picture of an article, another page, an author or the publication.

    By the image's id. One query for an article, for its authors; none for the others.
    """
    uses = [(getattr(thing, field, None), names) for field, names in FIELDS.items()]
    if hasattr(thing, "article_authors"):
        uses += [(pk, FACE) for pk in thing.article_authors.values_list("author__portrait", flat=True)]
    body = getattr(thing, "body", None)
    if isinstance(body, StreamValue):
        uses += [(pk, INSIDE) for pk in chosen_images(body.stream_block, body.raw_data)]
        uses += [(part["value"].get("poster"), STILL) for part in body.raw_data if part["type"] == "video"]
    wanted = {}
    for pk, names in uses:
        if pk:
            wanted.setdefault(pk, set()).update(names)
    return wanted


def make_pictures(thing: Model) -> None:
    """Make every missing rendition of something published or staged. Outside any transaction: each stores a file with its row."""
    wanted = uses_of(thing)
    for pk, image in SiteImage.objects.in_bulk(wanted).items():
        specs = {spec for name in wanted[pk] for spec in (specs_for(image, name) if name in LAYOUTS else [name])}
        try:
            image.get_renditions(*sorted(specs))
        except SourceImageIOError as error:
            logger.warning("Image %s has no renditions: %s", pk, error)


@task()
def make_pictures_of(label: str, pk: int) -> None:
    """For an image: of all that shows it. A new file or focal point wants new renditions everywhere."""
    thing = apps.get_model(label).objects.filter(pk=pk).first()
    for shown in users_of(thing) if isinstance(thing, SiteImage) else filter(None, [thing]):
        if is_shown(shown):
            make_pictures(shown)


def users_of(image: SiteImage) -> Iterator[Model]:
    rows = ReferenceIndex.get_references_to(image).values_list("content_type", "object_id").distinct()
    for kind, pk in rows:
        model = ContentType.objects.get_for_id(kind).model_class()
        yield from model.objects.filter(pk=pk) if model else ()


def is_shown(thing: Model) -> bool:
    return thing.live if isinstance(thing, BasePage) else isinstance(thing, Publication) or hasattr(thing, "portrait_id")


def after_save(sender: type, instance, created: bool, raw: bool = False, update_fields: object = None, **kwargs) -> None:
    has_changed = is_shown(instance) or (isinstance(instance, SiteImage) and not created)
    if has_changed and not raw and update_fields is None:
        label = instance._meta.label
        transaction.on_commit(partial(make_pictures_of.enqueue, label, instance.pk), robust=True)


def connect() -> None:
    post_save.connect(after_save, dispatch_uid="articles_make_pictures")
