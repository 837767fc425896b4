"""Telling the editors whose work was judged, once it is saved (settings.EMAIL_BACKEND waits for that)."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.mail import send_mail
from wagtail.users.models import UserProfile

from staging.models import Approval
from staging.releases import rights


def tell(approval: Approval) -> None:
    """A letter each to who made the link, and whose page or release it is; as their accounts ask for it."""
    wanted = "approved_notifications" if approval.approved else "rejected_notifications"
    for user in involved(approval):
        profile = UserProfile.get_for_user(user)
        if not getattr(profile, wanted):
            continue
        with override(profile.get_preferred_language()):
            subject, text = (render_to_string(f"staging/mail/approval{part}.txt", context(approval)) for part in ("_subject", ""))
        send_mail(" ".join(subject.split()), text, [user.email])


def involved(approval: Approval) -> Iterable[AbstractBaseUser]:
    """Whom it concerns, can be written to, and may still see it."""
    makers = [approval.link.user if approval.link else None]
    makers += [approval.release.made_by] if approval.release else [approval.page.owner]
    people = {user for user in makers if user and user != approval.user and user.is_active and user.email}
    return [user for user in sorted(people, key=lambda one: one.pk) if may_see(user, approval)]


def may_see(user: AbstractBaseUser, approval: Approval) -> bool:
    if approval.release:
        return rights.may_see_release(user, approval.release)
    return approval.page.permissions_for_user(user).can_edit()


def context(approval: Approval) -> dict:
    subject = approval.release or approval.page
    title = subject.name if approval.release else subject.get_admin_display_title()
    return {"approval": approval, "title": title, "address": f"{settings.SITE_URL}{address_of(approval)}"}


def address_of(approval: Approval) -> str:
    """Where an editor goes on."""
    if approval.release:
        return reverse("staging:release", args=[approval.release_id])
    return reverse("wagtailadmin_pages:edit", args=[approval.page_id])
