"""A release that is planned for a time, as the schedule sees it."""

from django.utils import timezone

from history.refusal import Refused
from staging.failures import CanNotActError
from staging.models import Release
from staging.schedule import Kind, lock

from .going_live import go_live
from .states import KIND


class DueRelease(Kind):
    name = KIND
    time_field = "go_live_at"

    def planned(self):
        return Release.objects.filter(state=Release.State.SCHEDULED)

    def act(self, key):
        release = lock(Release, key)
        if release is None or release.state != Release.State.SCHEDULED or release.go_live_at > timezone.now():
            return False
        try:
            go_live(release.pk)
        except Refused as refused:
            raise CanNotActError(str(refused)) from refused
        return True

    def subject(self, key):
        release = Release.objects.filter(pk=key).first()
        return None, release.name if release else ""
