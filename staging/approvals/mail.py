"""Telling the editors whose work was judged, once it is saved (settings.EMAIL_BACKEND waits for that).

At once, as they wait for it. But what follows by the same link within a quarter of an hour is gathered: one letter tells it when
that quarter of the clock is over. So a link makes two letters in a quarter at most, and one in each that follows.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task
from wagtail.admin.mail import send_mail
from wagtail.users.models import UserProfile

from staging.models import Approval
from staging.notes.telling import QUARTER, quarter_of, start_of, when_over
from staging.releases import rights

MOST_TOLD = 20  # in one letter; the rest is counted


def tell(approval: Approval) -> None:
    """Runs in the transaction that keeps it."""
    quarter = quarter_of(approval.at)
    gathered = gathered_in(approval.link_id, quarter) if approval.link_id else []
    if approval not in gathered:
        send([approval])
    elif approval == gathered[0]:
        when_over(tell_gathered, quarter).enqueue(approval.link_id, quarter)


def gathered_in(link_id: int, quarter: int) -> list[Approval]:
    """By that link in that quarter, but for one before which none came for as long. The first comes first.

    Verdicts by one link are given one after the other (judging.hold_link).
    """
    start = start_of(quarter)
    found = Approval.objects.filter(link=link_id, at__gt=start - QUARTER, at__lt=start + QUARTER)
    in_order = found.select_related("link__user", "page", "release").order_by("pk")
    return [one for before, one in pairwise(in_order) if one.at >= start and one.at - before.at < QUARTER]


@task()
def tell_gathered(link_id: int, quarter: int) -> None:
    if gathered := gathered_in(link_id, quarter):
        send(gathered)


def send(approvals: Sequence[Approval]) -> None:
    """A letter each to who made the link, and whose page or release it is; of what their accounts ask for."""
    for user in involved(approvals[-1]):
        profile = UserProfile.get_for_user(user)
        asked_for = {True: profile.approved_notifications, False: profile.rejected_notifications}
        wanted = [one for one in approvals if asked_for[one.approved]]
        if not wanted:
            continue
        with override(profile.get_preferred_language()):
            subject, text = (render_to_string(f"staging/mail/approval{part}.txt", context(wanted)) for part in ("_subject", ""))
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


def context(approvals: Sequence[Approval]) -> dict:
    newest = approvals[-1]
    subject = newest.release or newest.page
    title = subject.name if newest.release else subject.get_admin_display_title()
    told = approvals[-MOST_TOLD:]
    return {
        "approval": newest,
        "told": told,
        "number": len(approvals),
        "more": len(approvals) - len(told),
        "title": title,
        "address": f"{settings.SITE_URL}{address_of(newest)}",
    }


def address_of(approval: Approval) -> str:
    """Where an editor goes on."""
    if approval.release:
        return reverse("staging:release", args=[approval.release_id])
    return reverse("wagtailadmin_pages:edit", args=[approval.page_id])
