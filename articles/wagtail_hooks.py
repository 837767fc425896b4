from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Author, Topic


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    list_display = ["name", "role"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "description"]


class PeopleAndTopics(SnippetViewSetGroup):
    menu_label = "Authors and topics"
    menu_icon = "group"
    menu_order = 150
    items = (AuthorViewSet, TopicViewSet)


register_snippet(PeopleAndTopics)
