"""Which releases a user may see, asked of the database at once: staging.releases.rights asks it of one."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from .models import Release, ReleaseItem
from .releases import rights


def visible_to(user: AbstractBaseUser) -> QuerySet[Release]:
    """Those that the user has made, and those of which the user may edit every page that there still is."""
    if not rights.may_see(user):
        return Release.objects.none()
    if user.is_superuser:
        return Release.objects.all()
    there = Page.objects.filter(pk=OuterRef("page_id"))
    editable = page_permission_policy.instances_user_has_permission_for(user, "change")
    closed = ReleaseItem.objects.filter(Exists(there), release=OuterRef("pk")).exclude(page_id__in=editable.values("pk"))
    return Release.objects.filter(Q(made_by=user) | ~Exists(closed))
