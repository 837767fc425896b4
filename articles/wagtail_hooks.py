from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler
from wagtail.admin.rich_text.editors.draftail.features import InlineStyleFeature
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .footnotes import TAG
from .models import Author, Series, Topic


@hooks.register("register_rich_text_features")
def register_footnotes(features):
    """A button that marks words as a note, as the one for bold makes them bold. What becomes of them: footnotes.py."""
    look = {"fontSize": "0.85em", "backgroundColor": "var(--w-color-surface-button-inactive)", "color": "var(--w-color-text-button)"}
    control = {"type": "FOOTNOTE", "label": "[1]", "description": _("Footnote: its words, here in the text"), "style": look}
    features.register_editor_plugin("draftail", TAG, InlineStyleFeature(control))
    stored = {"from_database_format": {TAG: InlineStyleElementHandler("FOOTNOTE")}}
    features.register_converter_rule("contentstate", TAG, {**stored, "to_database_format": {"style_map": {"FOOTNOTE": TAG}}})


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    list_display = ["name", "role"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "description"]


class SeriesViewSet(SnippetViewSet):
    model = Series
    icon = "list-ol"
    list_display = ["name"]


class Register(SnippetViewSetGroup):
    menu_label = _("Authors and topics")
    menu_icon = "group"
    menu_order = 150
    items = (AuthorViewSet, TopicViewSet, SeriesViewSet)


register_snippet(Register)
