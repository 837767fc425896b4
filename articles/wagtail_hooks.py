from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Author, Series, Topic


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
