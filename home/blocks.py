"""What the home page shows below its lead."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from pages.text import SafeStreamBlock


class SectionBlock(blocks.StructBlock):
    section = blocks.PageChooserBlock(
        page_type="articles.ArticleIndexPage", help_text=_("The section whose newest articles stand here.")
    )
    count = blocks.IntegerBlock(min_value=1, max_value=12, default=3, label=_("How many"), help_text=_("From 1 to 12 articles."))

    class Meta:
        icon = "list-ul"
        label = _("Section")
        description = _("The newest articles of one section.")


class HomeBody(SafeStreamBlock):
    section = SectionBlock()

    class Meta:
        max_num = 12
