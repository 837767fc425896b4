"""The site's image and rendition models."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet


class ImageManager(models.Manager.from_queryset(ImageQuerySet)):
    """Fetches the renditions of all images of a query at once, so that a page with many pictures costs one query for them."""

    def get_queryset(self):
        return super().get_queryset().prefetch_related("renditions")


class SiteImage(AbstractImage):
    """A picture with who made it. `description` (Wagtail's field) is the alternative text that a new use starts from."""

    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Who made the picture and who has the rights, as readers should see it."),
    )

    objects = ImageManager()

    admin_form_fields = ("title", "file", "description", "credit", "collection", "tags", *(
        "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"
    ))

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]
