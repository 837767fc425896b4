"""What the roles may add where, as far as Wagtail's permissions for a whole branch of the tree can't say it."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from articles.models import ArticlePage


@hooks.register("before_create_page")
def only_editors_add_more_than_articles(request, parent_page, page_class):
    """Writers write articles; sections, standard pages and home pages are for those who may publish them."""
    if page_class is ArticlePage or parent_page.permissions_for_user(request.user).can_publish_subpage():
        return None
    messages.error(request, _("Writers add articles. Ask an editor for a new section or page."))
    return redirect("wagtailadmin_explore", parent_page.pk)
