"""What the editor of a page needs to show notes beside their blocks: static/js/admin/notes.js is the other half."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def notes_js() -> SafeString:
    """The script asks for the notes itself, so that the editor opens without a query more."""
    known = {
        "cookie": settings.CSRF_COOKIE_NAME,
        "address": reverse("staging:open_notes", args=[0]),
        "words": {
            "one": _("1 note from a viewer"),
            "none": _("Every note is resolved"),
            "several": _("%(number)s notes from viewers"),
            "title": _("Notes from viewers"),
            "titled": _("%(title)s (%(number)s)"),
            "onPage": _("Notes on the page as a whole"),
            "gone": _("Notes on passages that are no longer there"),
            "all": _("All notes of this page"),
            "newest": _("The newest %(number)s are in the editor."),
            "showMore": _("Show %(number)s more"),
            "whole": _("Show all"),
            "wholeOf": _("Show all of what %(by)s wrote"),
            "less": _("Show less"),
            "lessOf": _("Show less of what %(by)s wrote"),
            "oneNew": _("1 new note from a viewer"),
            "severalNew": _("%(number)s new notes from viewers"),
            "show": _("Show it"),
            "showAll": _("Show them"),
            "later": _("Later"),
            "next": _("To the next note"),
            "viewer": _("with a link"),
            "link": _("with the link for %(whom)s"),
            "newsroom": _("Newsroom"),
            "answerTo": _("Answer to %(by)s"),
            "answer": _("Answer"),
            "send": _("Send the answer"),
            "empty": _("Write an answer."),
            "resolve": _("Resolve"),
            "reopen": _("Open again"),
            "resolved": _("Resolved"),
            "failed": _("That did not work: the site can’t be reached, or you were signed out. Nothing of your text is lost."),
        },
    }
    tags = '<link rel="stylesheet" href="{}"><script type="module" src="{}"></script>'
    return json_script(known, "galley-notes") + format_html(tags, static("css/admin/notes.css"), static("js/admin/notes.js"))
