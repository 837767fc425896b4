"""What could not be done at its time: kept with a reason that an editor understands, and the time of the next attempt."""

from datetime import datetime, timedelta

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from .models import Failure

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

GONE = gettext_lazy("The page no longer exists.")
UNKNOWN_KIND = gettext_lazy("This site no longer knows this kind of page.")


class CanNotActError(Exception):
    """What is due can't be done; the message says why, for editors."""


def note(kind: str, key: str, due_at: datetime, subject: tuple[Page | None, str], error: Exception) -> Failure:
    """Keep the failure and plan the next attempt: after 5 s, then twice as long each time, an hour at most."""
    page, title = subject
    about = {"page": page, "title": title, "due_at": due_at, "reason": reason(error, page)}
    with transaction.atomic():
        failure, _created = Failure.objects.select_for_update().get_or_create(
            kind=kind, key=key, defaults={**about, "retry_at": timezone.now()}
        )
        for name, value in about.items():
            setattr(failure, name, value)
        failure.attempts += 1
        failure.retry_at = timezone.now() + pause(failure.attempts)
        failure.save()
    return failure


def pause(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


def reason(error: Exception, page: Page | None) -> str:
    """Sentences for an editor. What only helps whoever runs the site stands in the log."""
    if isinstance(error, CanNotActError):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(complaints(error, page))
    if isinstance(error, IntegrityError) or isinstance(error.__context__, ObjectDoesNotExist):
        return _("It uses something that no longer exists (an author, say, or a picture). Open the page and save it anew.")
    if isinstance(error, OperationalError):
        return _("The database was busy.")
    return _("An unexpected error (%(name)s). Whoever runs the site finds it in the log.") % {"name": type(error).__name__}


def complaints(error: ValidationError, page: Page | None) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [
        message if name == NON_FIELD_ERRORS else f"{field_label(page, name)}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def field_label(page: Page | None, name: str) -> str:
    try:
        return capfirst(page.specific_class._meta.get_field(name).verbose_name)
    except (AttributeError, FieldDoesNotExist):  # no page, or one without such a field
        return name
