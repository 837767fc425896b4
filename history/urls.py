"""The admin's addresses of a page's history. They stand before Wagtail's own, two of which they answer instead."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .views import compare, conflict, version
from .views.deleted import BringBackView, DeletedView
from .views.list import HistoryListView, SinceView
from .views.naming import NameView, UnnameView

app_name = "history"

urlpatterns = [
    path("deleted/", DeletedView.as_view(), name="deleted"),
    path("deleted/<int:deleted_id>/", BringBackView.as_view(), name="bring_back"),
    path("pages/<int:page_id>/conflict/<int:version_id>/", conflict.ConflictView.as_view(), name="conflict"),
    path("pages/<int:page_id>/history/", HistoryListView.as_view(), name="list"),
    path("pages/<int:page_id>/history/compare/<str:a>/<str:b>/", compare.compare, name="compare"),
    path("pages/<int:page_id>/revisions/compare/<str:a>...<str:b>/", compare.from_wagtail),
    path("pages/<int:page_id>/history/named/<int:version_id>/remove/", UnnameView.as_view(), name="unname"),
    path("pages/<int:page_id>/history/since/", SinceView.as_view(), name="since"),
    path("pages/<int:page_id>/history/<str:ref>/", version.VersionView.as_view(), name="version"),
    path("pages/<int:page_id>/history/<str:ref>/block/<str:block_id>/", version.restore_block, name="restore_block"),
    path("pages/<int:page_id>/history/<str:ref>/name/", NameView.as_view(), name="name"),
    path("pages/<int:page_id>/history/<str:ref>/page/", version.version_page, name="version_page"),
    path("pages/<int:page_id>/history/<str:ref>/restore/", version.RestoreView.as_view(), name="restore"),
    path("pages/<int:page_id>/revisions/<int:revision_id>/revert/", version.old_address("history:restore")),
    path("pages/<int:page_id>/revisions/<int:revision_id>/view/", version.old_address("history:version")),
    path("pages/<int:page_id>/standing/", conflict.standing, name="standing"),
    path("standing/", conflict.signed_in, name="signed_in"),
]

urlpatterns = decorate_urlpatterns(decorate_urlpatterns(urlpatterns, require_admin_access), never_cache)
