"""What tests of the admin's pages of releases share."""

import re
from html import unescape

from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from users.models import User

ALL = ("add", "change", "publish")


def to(name: str, *args: object) -> str:
    return reverse(f"staging:{name}", args=args)


def text(response) -> str:
    """Its words, one blank between them, from the page's own part."""
    html = response.content.decode()
    html = html[html.find("<main") :]
    return " ".join(unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def is_refused(response) -> bool:
    """Wagtail's answer to who lacks a right: the way home, with a sentence."""
    return (response.status_code, response.headers.get("Location")) == (302, reverse("wagtailadmin_home"))


def allow(user: User, where: Page, *actions: str) -> User:
    """Rights over one section, whatever else the user has. The user as read anew: rights are kept with it."""
    group = Group.objects.create(name=f"{user.username} {Group.objects.count()}")
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=where, permission=permission)
    user.groups.add(group)
    return User.objects.get(pk=user.pk)
