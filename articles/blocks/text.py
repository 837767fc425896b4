"""Blocks of running text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT = _("Text")
INLINE_FEATURES = ["bold", "italic", "link", "document-link", "code", "superscript", "subscript", "strikethrough"]
PARAGRAPH_FEATURES = [*INLINE_FEATURES, "ol", "ul"]


def inline_text(**options) -> blocks.RichTextBlock:
    """A rich text field for words and links, without lists and headings."""
    return blocks.RichTextBlock(features=INLINE_FEATURES, **options)


def paragraph_block() -> blocks.RichTextBlock:
    """Running text. Not a StructBlock, so that the editor types straight into it."""
    return blocks.RichTextBlock(
        features=PARAGRAPH_FEATURES,
        icon="pilcrow",
        label=_("Paragraph"),
        group=TEXT,
        template="articles/blocks/paragraph.html",
        description=_("Running text with bold, italic, links and simple lists. Press Enter for a new paragraph."),
        preview_value="<p>The ferry leaves at six, and by then the whole harbour smells of <b>coffee</b> and <i>diesel</i>.</p>",
    )


def divider_block() -> blocks.StaticBlock:
    return blocks.StaticBlock(
        icon="minus",
        label=_("Divider"),
        group=TEXT,
        admin_text=_("A pause between two parts of the article."),
        template="articles/blocks/divider.html",
        description=_("A pause between two parts of the article, where a heading would be too much."),
    )


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=200, help_text=_("A few words. An emoji at the beginning is welcome."))
    level = blocks.ChoiceBlock(
        choices=[("2", _("Section")), ("3", _("Part of a section")), ("4", _("Small heading"))],
        default="2",
        help_text=_("Sections come first; a part belongs to the section above it."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = TEXT
        template = "articles/blocks/heading.html"
        description = _("Names the section that follows, so that readers can find their way.")
        preview_value = {"text": "🌊 What the tide leaves behind", "level": "2"}


class QuoteBlock(blocks.StructBlock):
    text = inline_text(help_text=_("The words themselves, without quotation marks."))
    speaker = blocks.CharBlock(required=False, max_length=120, help_text=_("Who said it."))
    role = blocks.CharBlock(
        required=False, max_length=160, label=_("Role or source"), help_text=_("What they do, or where it was said.")
    )
    source_url = blocks.URLBlock(
        required=False, label=_("Link to the source"), help_text=_("Where readers can check it, like https://example.org/interview.")
    )
    style = blocks.ChoiceBlock(
        choices=[("quotation", _("Quotation")), ("pull", _("Pull quote"))],
        default="quotation",
        label=_("Show as"),
        help_text=_("A quotation is part of the text. A pull quote repeats a line of the article in large letters."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        group = TEXT
        template = "articles/blocks/quote.html"
        description = _("Somebody's words with their name, what they do and where to check it.")
        preview_value = {
            "text": "<p>We did not <i>save</i> the harbour. We only stopped <b>selling</b> it.</p>",
            "speaker": "Ines Aguilar",
            "role": "Harbour master of Port Selwyn",
            "source_url": "https://example.org/interview",
            "style": "quotation",
        }


class TextListBlock(blocks.StructBlock):
    style = blocks.ChoiceBlock(
        choices=[("bulleted", _("Bulleted")), ("numbered", _("Numbered")), ("key_points", _("Key points"))],
        default="bulleted",
        label=_("Show as"),
        help_text=_("Key points stand in a box with a heading: what a reader in a hurry should take away."),
    )
    heading = blocks.CharBlock(required=False, max_length=120, help_text=_("Stands above the list. Key points need one."))
    items = blocks.ListBlock(inline_text(label=_("Item")), min_num=1, label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("List")
        group = TEXT
        template = "articles/blocks/list.html"
        description = _("Points one below the other: bulleted, numbered or as key points in a box.")
        preview_value = {
            "style": "key_points",
            "heading": "In short",
            "items": ["<p>Ferries run <b>twice</b> an hour.</p>", "<p>The last one leaves at midnight.</p>"],
        }

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and value.get("style") == "key_points" and not value.get("heading"):
            message = ValidationError(_("Give the key points a heading, such as “In short”."))
            raise blocks.StructBlockValidationError(block_errors={"heading": message})
        return value


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))],
        default="note",
        help_text=_("The kind is written above the text, so it does not depend on colour."),
    )
    heading = blocks.CharBlock(required=False, max_length=120, help_text=_("Optional. Stands above the text."))
    text = blocks.RichTextBlock(features=PARAGRAPH_FEATURES, help_text=_("What should not be missed."))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = TEXT
        template = "articles/blocks/callout.html"
        description = _("A box beside the story: a note, a tip or a warning.")
        preview_value = {
            "kind": "tip",
            "heading": "Before you go",
            "text": "<p>Boats do not take cards. Bring <b>coins</b>.</p>",
        }
