"""A letter about a save leaves after it, or not at all."""

import pytest
from django.core import mail
from django.db import transaction


@pytest.fixture(autouse=True)
def _carried_as_on_the_site(settings):
    settings.MAIL_CARRIER = settings.EMAIL_BACKEND  # the outbox
    settings.EMAIL_BACKEND = "site_project.mail.AfterCommit"


def send() -> int:
    return mail.send_mail("Tide", "It is low.", None, ["mara@example.org"])


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_after_the_save_it_tells_of():
    with transaction.atomic():
        assert send() == 1
        assert mail.outbox == []
    assert len(mail.outbox) == 1
    send()
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_no_mail_about_a_save_that_was_rolled_back():
    with pytest.raises(RuntimeError), transaction.atomic():
        send()
        raise RuntimeError
    assert mail.outbox == []
