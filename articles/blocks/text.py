"""Blocks of running text."""

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

from pages.text import RichTextBlock, without_tags

TEXT = _("Text")
INLINE_FEATURES = ["bold", "italic", "link", "document-link", "code", "superscript", "subscript", "strikethrough"]
RUNNING_FEATURES = [*INLINE_FEATURES, "footnote"]  # see articles/footnotes.py
PARAGRAPH_FEATURES = [*RUNNING_FEATURES, "ol", "ul"]


class ChoiceBlock(blocks.ChoiceBlock):
    """Wagtail's, for choices that are words: reading a stored one does not go through all of them (languages are 100)."""

    def to_python(self, value: object) -> object:
        return value if isinstance(value, str) else super().to_python(value)


def inline_text(**options) -> RichTextBlock:
    """A rich text field for words and links, without lists, headings and footnotes."""
    return RichTextBlock(features=INLINE_FEATURES, **options)


def running_text(**options) -> RichTextBlock:
    """The same for what stands in the article's own text, where a footnote may be."""
    return RichTextBlock(features=RUNNING_FEATURES, **options)


def web_address(**options) -> blocks.URLBlock:
    """A field for an address that a reader's browser opens: http and https only."""
    only_web = URLValidator(schemes=["http", "https"], message=_("Give an address that begins with https:// or http://."))
    return blocks.URLBlock(validators=[only_web], **options)


def has_words(text: RichText | None) -> bool:
    """Whether a reader would see anything: an emptied field still holds an empty paragraph."""
    return bool(text and without_tags(text.source).replace("&nbsp;", " ").strip())


def refuse(field: str, message: str) -> None:
    """Show the message at the field of a StructBlock."""
    raise blocks.StructBlockValidationError(block_errors={field: ValidationError(message)})


def paragraph_block() -> RichTextBlock:
    """Running text. Not a StructBlock, so that the editor types straight into it."""
    return RichTextBlock(
        features=PARAGRAPH_FEATURES,
        icon="pilcrow",
        label=_("Paragraph"),
        group=TEXT,
        template="articles/blocks/paragraph.html",
        description=_("Running text with bold, italic, links, footnotes and simple lists. Press Enter for a new paragraph."),
        preview_value=(
            "<p>The ferry leaves at six, and by then the whole harbour smells of <b>coffee</b> and <i>diesel</i>.</p>"
        ),
    )


def divider_block() -> blocks.StaticBlock:
    return blocks.StaticBlock(
        icon="minus",
        label=_("Divider"),
        group=TEXT,
        admin_text=_("A pause between two parts of the article."),
        template="articles/blocks/divider.html",
        description=_("A pause between two parts of the article, where a heading would be too much."),
        preview_value=None,  # it has no value, but saying so makes Wagtail show the preview
    )


class HeadingValue(blocks.StructValue):
    @property
    def tag(self) -> str:
        level = str(self.get("level"))
        return f"h{level}" if level in {"2", "3", "4"} else "h2"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=200, help_text=_("A few words. An emoji at the beginning is welcome."))
    level = ChoiceBlock(
        choices=[("2", _("Section")), ("3", _("Part of a section")), ("4", _("Small heading"))],
        default="2",
        help_text=_("Sections come first; a part belongs to the section above it."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = TEXT
        template = "articles/blocks/heading.html"
        value_class = HeadingValue
        description = _("Names the section that follows, so that readers can find their way.")
        preview_value = {"text": "🌊 What the tide leaves behind", "level": "2"}


# Under the codes that HTML knows (BCP 47); Django has the names in every language.
QUOTED_LANGUAGES = {
    code: _(LANG_INFO[code]["name"])
    for code in (
        *("ar", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nb"),
        *("nl", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "ur", "vi", "zh-hans", "zh-hant"),
    )
}


class QuoteBlock(blocks.StructBlock):
    text = running_text(help_text=_("The words themselves, without quotation marks."))
    speaker = blocks.CharBlock(required=False, max_length=120, help_text=_("Who said it."))
    role = blocks.CharBlock(
        required=False, max_length=160, label=_("Role or source"), help_text=_("What they do, or where it was said.")
    )
    source_url = web_address(
        required=False,
        label=_("Link to the source"),
        help_text=_("Where readers can check it, like https://example.org/interview."),
    )
    style = ChoiceBlock(
        choices=[("quotation", _("Quotation")), ("pull", _("Pull quote"))],
        default="quotation",
        label=_("Show as"),
        help_text=_("A quotation is part of the text. A pull quote repeats a line of the article in large letters."),
    )
    language = ChoiceBlock(
        choices=sorted(QUOTED_LANGUAGES.items(), key=lambda item: LANG_INFO[item[0]]["name"]),
        required=False,
        help_text=_("Only where it is not the article's own, so that it is read aloud as it should sound."),
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


class TextListValue(blocks.StructValue):
    @cached_property
    def filled_items(self) -> list[RichText]:
        return [item for item in self.get("items") or [] if has_words(item)]

    @property
    def shown_heading(self) -> str:
        """Key points are a labelled box, also in a draft that has no heading yet."""
        return self.get("heading") or (_("Key points") if self.get("style") == "key_points" else "")


class TextListBlock(blocks.StructBlock):
    style = ChoiceBlock(
        choices=[("bulleted", _("Bulleted")), ("numbered", _("Numbered")), ("key_points", _("Key points"))],
        default="bulleted",
        label=_("Show as"),
        help_text=_("Key points stand in a box with a heading: what a reader in a hurry should take away."),
    )
    heading = blocks.CharBlock(required=False, max_length=120, help_text=_("Stands above the list. Key points need it."))
    items = blocks.ListBlock(running_text(label=_("Item")), min_num=1, label=_("Items"), help_text=_("One thought each."))

    class Meta:
        icon = "list-ul"
        label = _("List")
        group = TEXT
        template = "articles/blocks/list.html"
        value_class = TextListValue
        description = _("Points one below the other: bulleted, numbered or as key points in a box.")
        preview_value = {
            "style": "key_points",
            "heading": "In short",
            "items": ["<p>Ferries run <b>twice</b> an hour.</p>", "<p>The last one leaves at midnight.</p>"],
        }

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation and value.get("style") == "key_points" and not value.get("heading"):
            refuse("heading", _("Give the key points a heading, such as “In short”."))
        return value


CALLOUTS = {"note": _("Note"), "tip": _("Tip"), "warning": _("Warning")}


class CalloutValue(blocks.StructValue):
    @property
    def kind_label(self) -> str:
        return CALLOUTS.get(self.get("kind"), CALLOUTS["note"])


class CalloutBlock(blocks.StructBlock):
    kind = ChoiceBlock(
        choices=[*CALLOUTS.items()],
        default="note",
        help_text=_("The kind is written above the text, so it does not depend on colour."),
    )
    heading = blocks.CharBlock(required=False, max_length=120, help_text=_("Optional. Stands above the text."))
    text = RichTextBlock(features=PARAGRAPH_FEATURES, help_text=_("What should not be missed."))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        group = TEXT
        template = "articles/blocks/callout.html"
        value_class = CalloutValue
        description = _("A box beside the story: a note, a tip or a warning.")
        preview_value = {
            "kind": "tip",
            "heading": "Before you go",
            "text": "<p>Boats do not take cards. Bring <b>coins</b>.</p>",
        }
