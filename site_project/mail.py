"""Mail leaves when what it tells of is saved: Wagtail sends its notifications in the midst of a save.

No letter tells of what was rolled back, and no row is locked while a mail server thinks.
"""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction


class AfterCommit(BaseEmailBackend):
    """Passes messages to settings.MAIL_CARRIER: at once, or after the transaction that is under way."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        messages = list(email_messages)
        carrier = get_connection(settings.MAIL_CARRIER, fail_silently=self.fail_silently)
        if not transaction.get_connection().in_atomic_block:
            return carrier.send_messages(messages) or 0
        transaction.on_commit(lambda: carrier.send_messages(messages), robust=True)
        return len(messages)
