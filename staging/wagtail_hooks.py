"""What Wagtail calls. Registration only."""

from django.urls import include, path
from wagtail import hooks

from . import journal, menus, urls
from .bulk_actions import AddToRelease
from .expiry import refuse_expired
from .notes.in_editor import notes_js
from .panels import ReleasesPanel, SchedulePanel
from .restrictions import refuse_restricted

hooks.register("before_serve_page", refuse_expired, order=-10)
hooks.register("before_serve_page", refuse_restricted)
hooks.register("register_admin_menu_item", menus.moment_item)
hooks.register("register_admin_menu_item", menus.releases_item)
hooks.register("register_bulk_action", AddToRelease)
hooks.register("insert_editor_js", notes_js)
hooks.register("register_log_actions", journal.register_actions)


@hooks.register("construct_homepage_panels")
def schedule_panel(request, panels):
    panels += [SchedulePanel(request.user), ReleasesPanel(request.user)]


@hooks.register("register_admin_urls")
def preview_urls():
    return [path("", include(urls))]


@hooks.register("register_page_header_buttons")
def share_from_header(page, user, view_name, next_url=None):
    yield menus.ShareButton(page=page, priority=62)
    yield menus.ReleaseButton(page=page, priority=63)
    yield menus.NotesButton(page=page, priority=63)


@hooks.register("register_page_listing_more_buttons")
def share_from_list(page, user, next_url=None):
    yield menus.ShareButton(page=page, priority=25)
    yield menus.ReleaseButton(page=page, priority=26)
    yield menus.NotesButton(page=page, priority=27)
