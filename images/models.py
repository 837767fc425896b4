"""The site's image and rendition models."""

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from django.core.files import File
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, ImageQuerySet, SourceImageIOError

from pages.prepared import Prepared
from pages.text import clean_text_fields

from .rendering import CleanFilter, recipe
from .safety import check_size

logger = logging.getLogger(__name__)
PLAIN_NAME = re.compile("[A-Za-z0-9_./-]+")  # stands in an address as it is


at_hand: ContextVar[dict[int, "SiteImage"] | None] = ContextVar("at_hand", default=None)


class ImageManager(models.Manager.from_queryset(ImageQuerySet)):
    """Fetches the renditions of all images of a query at once: a page with many pictures costs one query for them."""

    def get_queryset(self):
        return super().get_queryset().prefetch_related("renditions")

    @contextmanager
    def loaded(self, pks: Iterable[int | None]) -> Iterator[dict[int, "SiteImage"]]:
        """All these images, by id, in two queries. Blocks that ask for theirs meanwhile get them from here."""
        images = {image.pk: image for image in images_with(pks=[*{pk for pk in pks if pk}])}
        attach_files(images.values())
        token = at_hand.set(images)
        try:
            yield images
        finally:
            at_hand.reset(token)

    def in_bulk(self, id_list=None, **options):
        """As Django's; this is how Wagtail's blocks fetch the images of one kind of block."""
        known = at_hand.get()
        if known and id_list is not None and set(id_list) <= known.keys() | {None}:
            return {pk: copy(known[pk]) for pk in id_list if pk}  # each use carries its own alternative text
        return super().in_bulk(id_list, **options)


class PictureFile(NamedTuple):
    """What a page says of a rendition, without the model; width and height in pixels."""

    url: str
    width: int
    height: int


def attach_files(images: Iterable["SiteImage"]) -> None:
    """What is known of their files, in one query. A page shows a few of each picture's: only those become renditions."""
    images = list(images)
    files: dict[int, dict] = {image.pk: {} for image in images}
    storage = Rendition._meta.get_field("file").storage
    folder = storage.url("")
    for image, spec, focal_point, name, *size in files_of(images=[*files]):
        url = folder + name if PLAIN_NAME.fullmatch(name) else storage.url(name)
        files[image][spec, focal_point] = PictureFile(url, *size)
    for image in images:
        image.files = files[image.pk]


@Prepared
def images_with(pks: list[int]) -> models.QuerySet:
    return SiteImage._base_manager.filter(pk__in=pks)


@Prepared
def files_of(images: list[int]) -> models.QuerySet:
    columns = ("image", "filter_spec", "focal_point_key", "file", "width", "height")
    return Rendition.objects.filter(image__in=images).values_list(*columns)


@contextmanager
def no_orphan(instance: "SiteImage | Rendition") -> Iterator[None]:
    """Take the file that a failed save has just stored away again."""
    try:
        yield
    except BaseException:
        if instance.file and instance.file._committed:
            instance.file.storage.delete(instance.file.name)
        raise


class SiteImage(AbstractImage):
    """A picture with who made it. `description`, Wagtail's field, is the alternative text that a use starts from."""

    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Who made the picture and who has the rights, as readers should see it."),
    )

    objects = ImageManager()

    # What is known of its files by spec and focal point: attach_files() knows all.
    files: dict[tuple[str, str], PictureFile] | None = None

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    @property
    def default_alt_text(self) -> str:
        """What a new use starts from. Never the title: that is mostly a file's name, and would pass for a description."""
        return self.description

    def save(self, *args, **kwargs):
        """Raises ValidationError for a new file that is no picture or has too many pixels, whichever way it came."""
        clean_text_fields(self)
        if not self.file or self.file._committed:
            return super().save(*args, **kwargs)
        check_size(self.file)
        self._set_image_file_metadata()
        with no_orphan(self), transaction.atomic():
            replaced = self._meta.base_manager.filter(pk=self.pk).values_list("file", flat=True).first()
            super().save(*args, **kwargs)
            if replaced:
                self.forget_file(replaced)
        return None

    def forget_file(self, name: str) -> None:
        self.renditions.all().delete()
        self.files = None
        getattr(self, "_prefetched_objects_cache", {}).pop("renditions", None)
        transaction.on_commit(partial(self.file.storage.delete, name), robust=True)

    def get_renditions(self, *specs: Filter | str) -> dict[str, "Rendition"]:
        return super().get_renditions(*(recipe(one) if isinstance(one, str) else one for one in specs))

    def get_files(self, *specs: str) -> dict[str, PictureFile]:
        """By spec, as they came with the image, or else as get_renditions() has or makes them. Raises SourceImageIOError."""
        keys = {spec: (spec, recipe(spec).get_cache_key(self)) for spec in specs}
        if not self.files or not self.files.keys() >= {*keys.values()}:
            made = self.get_renditions(*specs)
            files = {keys[spec]: PictureFile(one.url, one.width, one.height) for spec, one in made.items()}
            self.files = {**(self.files or {}), **files}
        return {spec: self.files[key] for spec, key in keys.items()}

    def generate_rendition_file(self, recipe: Filter, *, source: File | None = None) -> File:
        """Raises SourceImageIOError whenever no picture can be made: Wagtail's pages and ours live on without it."""
        try:
            return super().generate_rendition_file(CleanFilter(recipe.spec), source=source)
        except (InvalidFilterSpecError, SourceImageIOError):
            raise
        except Exception as error:
            raise SourceImageIOError(f"No rendition {recipe.spec} of image {self.pk}: {error!r}") from error

    def create_rendition(self, recipe: Filter) -> "Rendition":
        """The rendition, made unless another process was faster. Leaves a file only together with its row."""
        same = {"filter_spec": recipe.spec, "focal_point_key": recipe.get_cache_key(self)}
        if existing := self.renditions.filter(**same).first():
            return existing
        rendition = Rendition(image=self, **same, file=self.generate_rendition_file(recipe))
        try:
            with no_orphan(rendition), transaction.atomic():
                rendition.save()
        except (IntegrityError, OSError) as error:
            if existing := self.renditions.filter(**same).first():
                return existing
            raise SourceImageIOError(f"Rendition {recipe.spec} of image {self.pk} not stored: {error!r}") from error
        return rendition

    def create_renditions(self, *recipes: Filter) -> dict[Filter, "Rendition"]:
        # Wagtail's own decodes in three threads at once, and leaves files behind when one of them fails.
        return {recipe: self.create_rendition(recipe) for recipe in recipes}


class Rendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition")]

    def get_upload_to(self, filename: str) -> str:
        """A name that stands for one content for ever, so that browsers may keep it: it has the source's hash in it."""
        path = PurePosixPath(super().get_upload_to(filename))
        return str(path.with_name(f"{self.image.get_file_hash()[:10]}-{path.name}"))
