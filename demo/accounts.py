"""The three logins of the demo.

Which accounts are the demo's own is written in their history, so that a later run never touches one of the same
name that somebody else made.
"""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from users.models import User

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is easily misread
PEOPLE = {  # username: first name, last name, group
    "admin": ("Odile", "Marchbanks", None),
    "editor": ("Edwin", "Hollowell", "Editors"),
    "writer": ("Wren", "Tasker", "Writers"),
}


def password_file() -> Path:
    return settings.DATA_DIR / "demo_password"


def demo_password() -> str:
    """DEMO_PASSWORD, else the one that was kept, else a new one of 16 characters in groups of four."""
    if settings.DEMO_PASSWORD:
        return settings.DEMO_PASSWORD
    try:
        return password_file().read_text().strip()
    except FileNotFoundError:
        letters = [secrets.choice(ALPHABET) for _ in range(16)]
        return "-".join("".join(letters[n : n + 4]) for n in range(0, 16, 4))


def keep_password(password: str) -> None:
    """Write it where only this user may read it, so that the next start can print it."""
    draft = password_file().with_name(f".demo_password-{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(password + "\n")
    draft.replace(password_file())


def create_accounts(password: str) -> dict[str, User]:
    """The three accounts by username."""
    accounts = {}
    for username, (first_name, last_name, group) in PEOPLE.items():
        create = User.objects.create_user if group else User.objects.create_superuser
        user = create(username, f"{username}@example.org", password, first_name=first_name, last_name=last_name)
        if group:
            user.groups.add(Group.objects.get(name=group))
        log(instance=user, action="wagtail.create", data={"demo": True})
        accounts[username] = user
    return accounts


def demo_accounts() -> list[User]:
    """Those that the demo made and that are still there."""
    made = ModelLogEntry.objects.get_for_model(User).filter(action="wagtail.create", data__demo=True)
    users = User.objects.filter(pk__in=[int(pk) for pk in made.values_list("object_id", flat=True)])
    return list(users.filter(username__in=PEOPLE).order_by("username"))


def follow_password() -> None:
    """Give the demo accounts the DEMO_PASSWORD of this run, where one is set and is another."""
    if not settings.DEMO_PASSWORD:
        return
    accounts = demo_accounts()
    for user in accounts:
        if not user.check_password(settings.DEMO_PASSWORD):
            user.set_password(settings.DEMO_PASSWORD)
            user.save(update_fields=["password"])
    if accounts:
        keep_password(settings.DEMO_PASSWORD)


def logins() -> list[str]:
    """A line for each demo account that can log in: its name and its password, if that is still the demo's."""
    password = demo_password()
    return [
        f"{user.username}  {password if user.check_password(password) else '(the password that you gave it)'}"
        for user in demo_accounts()
        if user.is_active
    ]
