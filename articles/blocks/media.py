"""Blocks of pictures, sound and film."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from articles.video import Video, parse_start, parse_video
from images.blocks import ImageBlock

from .text import ChoiceBlock, inline_text, refuse, web_address

MEDIA = _("Pictures, sound and film")
AUDIO_EXTENSIONS = {"aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav", "webm"}


def chosen_images(block: blocks.Block, value: object) -> Iterator[int]:
    """The ids of the images in a block's JSON value, without loading any."""
    if isinstance(block, ImageChooserBlock) and isinstance(value, int):
        yield value
    for child, part in raw_parts(block, value):
        yield from chosen_images(child, part)


def raw_parts(block: blocks.Block, value: object) -> Iterator[tuple[blocks.Block, object]]:
    """The blocks inside a block, each with its JSON value; an unknown kind of block is left out."""
    if isinstance(block, blocks.StreamBlock):
        kinds = block.child_blocks
        yield from ((kinds[part["type"]], part.get("value")) for part in value or [] if part.get("type") in kinds)
    elif isinstance(block, blocks.ListBlock):
        yield from ((block.child_block, part["value"] if is_item(part) else part) for part in value or [])
    elif isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        yield from ((child, value.get(name)) for name, child in block.child_blocks.items())


def is_item(part: object) -> bool:
    """Whether it is an item of a list in today's form, with an id; older ones are the bare value."""
    return isinstance(part, dict) and part.get("type") == "item"


def credit_line(value: blocks.StructValue) -> str:
    """Who made the picture: as this use of it says, else as the image itself does."""
    return value.get("credit") or getattr(value.get("image"), "credit", "")


class FigureValue(blocks.StructValue):
    credit_line = property(credit_line)

    @property
    def layout(self) -> str:
        return self.get("width") if self.get("width") in {"wide", "full"} else "column"


class GalleryItemValue(blocks.StructValue):
    credit_line = property(credit_line)


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(help_text=_("Describe it for those who can't see it, or mark it as decorative."))
    caption = inline_text(required=False, help_text=_("What readers should know about the picture."))
    credit = blocks.CharBlock(
        required=False, max_length=255, help_text=_("Who made it. Leave empty to use the credit of the image itself.")
    )
    source_url = web_address(required=False, label=_("Link to the source"), help_text=_("Where the picture comes from."))
    width = ChoiceBlock(
        choices=[("column", _("As wide as the text")), ("wide", _("Wider than the text")), ("full", _("Edge to edge"))],
        default="column",
        help_text=_("How much room the picture takes on a large screen. On a phone it always fills the width."),
    )

    class Meta:
        icon = "image"
        label = _("Figure")
        group = MEDIA
        template = "articles/blocks/figure.html"
        value_class = FigureValue
        description = _("A picture with a caption and a credit.")
        preview_value = {
            "caption": "<p>Fog over the outer quay, an hour before the <i>first</i> ferry.</p>",
            "credit": "Drawing: Galley",
            "width": "column",
        }


class GalleryItemBlock(blocks.StructBlock):
    image = ImageBlock(help_text=_("Describe what the picture shows, or mark it as decorative."))
    caption = inline_text(required=False, help_text=_("What readers should know about this picture."))
    credit = blocks.CharBlock(required=False, max_length=255, help_text=_("Leave empty to use the credit of the image itself."))

    class Meta:
        icon = "image"
        label = _("Picture")
        value_class = GalleryItemValue


class GalleryValue(blocks.StructValue):
    @property
    def pictures(self) -> list[GalleryItemValue]:
        """The items that have an image: in a draft some may not."""
        return [item for item in self.get("items") or [] if item.get("image")]


class GalleryBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=120, help_text=_("What the pictures have in common."))
    items = blocks.ListBlock(GalleryItemBlock(), min_num=2, label=_("Pictures"), help_text=_("Two or more."))

    class Meta:
        icon = "grid"
        label = _("Gallery")
        group = MEDIA
        value_class = GalleryValue
        template = "articles/blocks/gallery.html"
        description = _("Several pictures that belong together, side by side.")
        preview_value = {
            "heading": "One quay, three mornings",
            "items": [
                {"caption": "<p>Monday: fog.</p>"},
                {"caption": "<p>Tuesday: wind from the east.</p>"},
                {"caption": "<p>Wednesday: <b>clear</b>.</p>"},
            ],
        }


class VideoValue(blocks.StructValue):
    @cached_property
    def video(self) -> Video | None:
        """The video as its address and start time say; None in a draft whose address is missing or wrong."""
        try:
            return parse_video(self.get("url") or "", self.get("start") or "")
        except ValueError:
            return None


class VideoBlock(blocks.StructBlock):
    url = blocks.CharBlock(
        max_length=500,
        label=_("Address of the video"),
        help_text=_("From YouTube or Vimeo, as you copy it there, or the address of a video file (.mp4, .webm)."),
    )
    start = blocks.CharBlock(
        required=False,
        max_length=12,
        label=_("Starts at"),
        help_text=_("Where to begin, like 26:03, 1:02:03, 26m3s or 1563 (seconds). Wins over a time in the address."),
    )
    title = blocks.CharBlock(max_length=200, help_text=_("What the video shows. Screen readers read it on the play button."))
    caption = inline_text(required=False, help_text=_("What readers should know about it."))
    full_url = web_address(required=False, label=_("Link to the full video"), help_text=_("When this is only a part of it."))
    transcript_url = web_address(
        required=False, label=_("Link to a transcript"), help_text=_("For those who can't or don't want to listen.")
    )
    transcript_label = blocks.CharBlock(
        required=False,
        max_length=80,
        default="Transcript",
        help_text=_("What the transcript link says, such as “official transcript”."),
    )
    poster = ImageChooserBlock(
        required=False,
        help_text=_("The still picture before the video plays. Without one, a drawn panel stands there."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        group = MEDIA
        template = "articles/blocks/video.html"
        value_class = VideoValue
        description = _("A video that starts where you say. Its host hears of a reader only when they play it.")
        preview_value = {
            "url": "https://youtu.be/AbCdEfGhIjK",
            "start": "26:03",
            "title": "Hearing on the future of the harbour",
            "caption": "<p>The testimony begins at 26:03.</p>",
            "full_url": "https://www.youtube.com/watch?v=AbCdEfGhIjK",
            "transcript_url": "https://example.org/transcript.pdf",
            "transcript_label": "Official transcript",
        }

    def clean(self, value):
        """In a draft as well: a wrong address is told where it was pasted, a missing one only at publication."""
        errors = wrong_in_video(value)
        try:
            value = super().clean(value)
        except blocks.StructBlockValidationError as error:
            errors = {**error.block_errors, **errors}
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return value


def wrong_in_video(value: VideoValue) -> dict[str, ValidationError]:
    errors = {}
    for field, parse in (("url", parse_video), ("start", parse_start)):
        try:
            if text := (value.get(field) or "").strip():
                parse(text)
        except ValueError as error:
            errors[field] = ValidationError(str(error))
    return errors


class AudioBlock(blocks.StructBlock):
    file = DocumentChooserBlock(label=_("Audio file"), help_text=_("An audio file, such as .mp3, .m4a or .ogg."))
    title = blocks.CharBlock(max_length=200, help_text=_("What one hears."))
    caption = inline_text(required=False, help_text=_("What readers should know about it."))
    transcript_url = web_address(
        required=False, label=_("Link to a transcript"), help_text=_("For those who can't or don't want to listen.")
    )

    class Meta:
        icon = "sliders"
        label = _("Audio")
        group = MEDIA
        template = "articles/blocks/audio.html"
        description = _("A recording that readers can play.")

    def get_preview_value(self):
        return self.normalize(
            {
                "file": sample_document("Harbour at dawn", "harbour-at-dawn.mp3", 3_400_000),
                "title": "The harbour at five in the morning",
                "caption": "<p>Gulls, a winch, and the first engine of the day.</p>",
                "transcript_url": "https://example.org/harbour-at-dawn",
            }
        )

    def clean(self, value):
        value = super().clean(value)
        file = value.get("file")
        if file and file.file_extension.lower() not in AUDIO_EXTENSIONS:
            refuse("file", _("This is not an audio file. Choose an .mp3, .m4a, .ogg or .wav file."))
        return value


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(help_text=_("The file that readers can download."))
    title = blocks.CharBlock(required=False, max_length=200, help_text=_("Leave empty to use the document's own title."))
    description = blocks.CharBlock(required=False, max_length=300, help_text=_("What is in it."))

    class Meta:
        icon = "download"
        label = _("Download")
        group = MEDIA
        template = "articles/blocks/document.html"
        description = _("A file for readers to download, with its kind and size.")

    def get_preview_value(self):
        return self.normalize(
            {
                "document": sample_document("Winter timetable", "winter-timetable.pdf", 182_000),
                "title": "",
                "description": "All ferries from November to March, on one page.",
            }
        )


def sample_document(title: str, filename: str, size: int):
    """A document for a preview, never saved and without a file; `size` in bytes. Its pk is one that no row has."""
    return get_document_model()(pk=0, title=title, file=filename, file_size=size)
