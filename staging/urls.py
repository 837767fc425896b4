"""The admin's addresses of previews."""

from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters

from .views import links

app_name = "staging"

urlpatterns = [
    path("pages/<int:page_id>/share/", sensitive_post_parameters("passphrase")(links.share_page), name="share"),
    path("pages/<int:page_id>/share/revoke/", links.revoke_all, name="revoke_all"),
    path("previews/moment/", sensitive_post_parameters("passphrase")(links.site_ahead), name="moment"),
    path("previews/<int:link_id>/revoke/", links.revoke, name="revoke"),
]
