"""The admin's addresses of a page's history. They stand before Wagtail's own, two of which they answer instead."""

from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

app_name = "history"

urlpatterns = []

urlpatterns = decorate_urlpatterns(decorate_urlpatterns(urlpatterns, require_admin_access), never_cache)
