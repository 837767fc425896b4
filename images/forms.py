"""The form behind every upload of an image: the add view, the multiple upload, the chooser, the API."""

from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from .safety import DAMAGED, TOO_MANY_PIXELS, check_pixels

# Wagtail says what is wrong; an editor also needs to know what to do.
FILE_ERRORS = {
    "empty": _("This file is empty: export the picture again, and upload that."),
    "invalid_image": DAMAGED,
    "invalid_image_known_format": _(
        "The name ends in .%(extension)s, but it is of the kind %(image_format)s: correct the name, and upload it."
    ),
    "file_too_large": _(
        "This file has %(file_size)s, more than %(max_filesize)s: save it smaller or as a JPEG, and upload that."
    ),
    "file_too_many_pixels": TOO_MANY_PIXELS,
}


class ImageForm(BaseImageForm):
    """Wagtail checks name, kind and number of pixels, from the header; then the picture is decoded once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].error_messages.update(FILE_ERRORS)
        # The model removes a replaced file when the change is committed; Wagtail's form would do it at once.
        self.original_file = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_pixels(file.image.f)
        return file
