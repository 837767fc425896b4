import stat

import pytest
from django.core.management import call_command
from wagtail.log_actions import log

from demo import accounts
from users.models import User

PASSWORD = "old-lamp-room-31"


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.DEMO_PASSWORD = ""
    return tmp_path


def made():
    users = accounts.create_accounts(PASSWORD)
    accounts.keep_password(PASSWORD)
    return users


def test_a_password_is_generated_once_and_kept_for_its_owner_only(data_dir):
    password = accounts.demo_password()
    assert len(password.replace("-", "")) == 16
    assert accounts.demo_password() != password
    accounts.keep_password(password)
    assert accounts.demo_password() == password
    assert stat.S_IMODE(accounts.password_file().stat().st_mode) == 0o600


def test_the_accounts_have_their_roles(db, data_dir):
    users = made()
    assert users["admin"].is_superuser
    assert [group.name for group in users["editor"].groups.all()] == ["Editors"]
    assert [group.name for group in users["writer"].groups.all()] == ["Writers"]
    assert not users["writer"].is_superuser
    assert all(user.email.endswith("@example.org") and user.get_full_name() for user in users.values())


def test_another_password_in_the_environment_reaches_the_demo_accounts(db, data_dir, settings):
    made()
    settings.DEMO_PASSWORD = "new-lamp-room-32"
    call_command("load_demo", if_empty=True)
    assert all(User.objects.get(username=name).check_password("new-lamp-room-32") for name in accounts.PEOPLE)
    settings.DEMO_PASSWORD = ""  # the next run, without it, still prints what works
    assert accounts.logins() == [f"{name}  new-lamp-room-32" for name in ("admin", "editor", "writer")]


def test_an_account_that_somebody_else_made_is_never_touched(db, data_dir, settings):
    made()
    User.objects.get(username="admin").delete()
    other = User.objects.create_superuser("admin", "admin@example.org", "my own secret")
    log(instance=other, action="wagtail.create")  # as the admin does
    settings.DEMO_PASSWORD = "new-lamp-room-32"
    accounts.follow_password()
    assert User.objects.get(username="admin").check_password("my own secret")
    assert [line.split()[0] for line in accounts.logins()] == ["editor", "writer"]


def test_a_password_changed_by_hand_stays_and_is_not_claimed(db, data_dir, capsys):
    writer = made()["writer"]
    writer.set_password("chosen by Wren")
    writer.save()
    call_command("load_demo", if_empty=True)
    capsys.readouterr()
    call_command("demo_logins")
    lines = capsys.readouterr().out.splitlines()
    assert PASSWORD in lines[0]
    assert PASSWORD not in lines[2]
    writer.refresh_from_db()
    assert writer.check_password("chosen by Wren")
