"""Wagtail's image block, mended where an editor would meet an error."""

from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail.images.blocks import ImageBlockComparison


class Comparison(ImageBlockComparison):
    """Wagtail's fails on a block without an image, which every half-filled draft may have."""

    def htmlvalue(self, val):
        return super().htmlvalue(self.block._image_to_struct_value(None) if val is None else val)


class ImageBlock(WagtailImageBlock):
    """An image with its alternative text. Migrations name Wagtail's own class (ImageBlock.deconstruct)."""

    def get_comparison_class(self):
        return Comparison
