from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineStyleElementHandler
from wagtail.admin.rich_text.editors.draftail.features import InlineStyleFeature
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from pages.models import is_public_now
from pages.prepared import Prepared
from pages.text import ROW_ID

from .footnotes import TAG
from .models import Author, Series, Topic


@hooks.register("register_rich_text_features")
def register_footnotes(features):
    """A button that marks words as a note, as the one for bold makes them bold. What becomes of them: footnotes.py."""
    look = {"fontSize": "0.85em", "borderBottom": "2px dotted", "backgroundColor": "var(--w-color-surface-field-inactive)"}
    control = {"type": "FOOTNOTE", "label": "[1]", "description": _("Footnote: write the note here in the text"), "style": look}
    features.register_editor_plugin("draftail", TAG, InlineStyleFeature(control))
    stored = {"from_database_format": {TAG: InlineStyleElementHandler("FOOTNOTE")}}
    features.register_converter_rule("contentstate", TAG, {**stored, "to_database_format": {"style_map": {"FOOTNOTE": TAG}}})


class LinkedPage(PageLinkHandler):
    @classmethod
    def get_many(cls, attrs_list):
        """The plain pages: none of ours has an address of another shape, so a query for each kind of page is saved.

        A page that is not published has no link yet: its words stay, its address is not given away.
        """
        pks = [int(attrs["id"]) if ROW_ID.fullmatch(attrs.get("id") or "") else 0 for attrs in attrs_list]
        pages = {page.pk: page for page in linked_pages(pks=[*{*pks}]) if is_public_now(page)}
        return [pages.get(pk) for pk in pks]


@Prepared
def linked_pages(pks: list[int]) -> QuerySet:
    return Page.objects.filter(pk__in=pks)


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def register_page_links(features):
    features.register_link_type(LinkedPage)


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
    menu_label = _("People, topics")
    menu_icon = "group"
    menu_order = 150
    items = (AuthorViewSet, TopicViewSet, SeriesViewSet)


register_snippet(Register)
