"""What an editor previews is kept once. Wagtail keeps it twice when two requests come at once on PostgreSQL, and then every
preview of that editor and page is an error until the rows are a day old."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from wagtail.admin.models import FormState
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView


class OneState:
    """Reads and keeps the state of the form; the newest of several counts, the others go."""

    def post(self, request: HttpRequest, *args, **kwargs) -> JsonResponse:
        self.remove_old_preview_data()
        form = self.get_form(request.POST)
        if self.validate_form(form):
            self.keep(form.data.urlencode())
            return JsonResponse({"is_valid": True, "is_available": True})
        form = self.get_form(self._get_form_data(self._get_form_state()))
        return JsonResponse({"is_valid": False, "is_available": self.validate_form(form)})

    def keep(self, data: str) -> None:
        with transaction.atomic():
            # The user's own row: their previews wait for each other, nobody else's do. A new page has no row to lock.
            users = get_user_model().objects.select_for_update(no_key=True)
            list(users.filter(pk=self.request.user.pk).values_list("pk"))
            states = list(self.get_form_state_queryset().values_list("pk", flat=True))
            if states:
                FormState.objects.filter(pk=states[0]).update(data=data, last_updated_at=now())
                FormState.objects.filter(pk__in=states[1:]).delete()
                return
            FormState.objects.update_or_create_by_instance(
                instance=self.object,
                parent_object_id=self.parent_object_id,
                user=self.request.user,
                defaults={"data": data, "last_updated_at": now()},
            )


class PreviewOnEdit(OneState, PreviewOnEditView):
    pass


class PreviewOnCreate(OneState, PreviewOnCreateView):
    pass
