"""What history adds to the admin: registration only."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.translation import gettext as _
from wagtail import hooks

from .conflicts import register_override
from .deleted import in_admin
from .guard import GuardedPages
from .log_actions import register_names
from .log_restorations import register_restorations
from .looks import look_in_editor
from .lost_rows import forget_lost_rows
from .unknown_blocks import UnknownBlocksPanel, refuse_to_lose


@hooks.register("register_admin_viewset")
def guarded_pages():
    return GuardedPages()


@hooks.register("insert_global_admin_css")
def conflict_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/conflict.css"))


@hooks.register("insert_editor_js")
def guard_js():
    """The editor's half of history/guard.py, and the sentences that it may have to say."""
    known = {
        "cookie": settings.CSRF_COOKIE_NAME,
        "standing": {
            "page": reverse("history:standing", args=[0]),
            "anywhere": reverse("history:signed_in"),
            "login": reverse("wagtailadmin_login"),
        },
        "words": {
            "conflict": _("A newer version was saved meanwhile. What you write here is set aside, not saved to the page."),
            "difference": _("See the difference"),
            "notSent": _("Not saved yet"),
            "goOn": _("Back to the text"),
            "offline": _("The site can’t be reached. Your text is still here: try again in a moment."),
            "signedOut": _("You were signed out. Sign in in a new tab, then save again: your text is still here."),
            "signIn": _("Sign in in a new tab"),
        },
    }
    script = format_html('<script type="module" src="{}"></script>', static("js/admin/guard.js"))
    return json_script(known, "galley-guard") + script


hooks.register("before_edit_page", look_in_editor)
hooks.register("register_log_actions", register_names)
hooks.register("register_log_actions", register_restorations)
hooks.register("register_reports_menu_item", in_admin.DeletedPagesItem)
hooks.register("after_delete_page", in_admin.offer_return)
hooks.register("after_bulk_action", in_admin.offer_return_of_several)
hooks.register("register_log_actions", register_override)
hooks.register("before_edit_page", refuse_to_lose, order=-20)
hooks.register("before_edit_page", forget_lost_rows, order=-10)


@hooks.register("construct_homepage_panels")
def unknown_blocks_panel(request, panels):
    panels.append(UnknownBlocksPanel(request.user))
