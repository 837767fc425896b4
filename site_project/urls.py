from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from articles import urls as articles_urls
from history import urls as history_urls
from pages import routing, sitemaps
from publication import urls as publication_urls
from search import views as search_views
from staging import readiness

from . import media

urlpatterns = [
    path("admin/", include(history_urls)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("readyz", readiness.readyz, name="readyz"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("media/<path:path>", media.serve_media, name="media"),
    path("search/", search_views.search, name="search"),
    path("", include(publication_urls)),
    path("", include(articles_urls)),
    # Wagtail's own, but for the last, which serves the pages.
    path("", include(wagtail_urls.urlpatterns[:-1])),
    re_path(wagtail_urls.serve_pattern, routing.serve, name="wagtail_serve"),
]

handler400 = "site_project.errors.bad_request"
