"""What Wagtail calls. Registration only."""

from django.urls import include, path
from wagtail import hooks

from . import journal, menus, urls
from .expiry import refuse_expired
from .panels import SchedulePanel
from .restrictions import refuse_restricted

hooks.register("before_serve_page", refuse_expired, order=-10)
hooks.register("before_serve_page", refuse_restricted)
hooks.register("register_admin_menu_item", menus.moment_item)


@hooks.register("construct_homepage_panels")
def schedule_panel(request, panels):
    panels.append(SchedulePanel(request.user))


@hooks.register("register_admin_urls")
def preview_urls():
    return [path("", include(urls))]


@hooks.register("register_page_header_buttons")
def share_from_header(page, user, view_name, next_url=None):
    yield menus.ShareButton(page=page, priority=62)


@hooks.register("register_page_listing_more_buttons")
def share_from_list(page, user, next_url=None):
    yield menus.ShareButton(page=page, priority=25)


@hooks.register("register_log_actions")
def preview_log_actions(actions):
    actions.register_action("staging.share")(journal.Shared)
    actions.register_action("staging.open")(journal.Opened)
    actions.register_action("staging.revoke")(journal.Revoked)
