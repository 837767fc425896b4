from django.urls import path, re_path, register_converter

from pages import sitemaps as site_sitemaps

from . import archive, feeds, sitemaps, views
from .feed_formats import FeedNameConverter

register_converter(FeedNameConverter, "feed")

urlpatterns = [
    path("authors/<slug:slug>/", views.author_page, name="author"),
    path("topics/<slug:slug>/", views.topic_page, name="topic"),
    path("archive/", archive.archive, name="archive"),
    re_path(r"^archive/(?P<year>[0-9]{4})/$", archive.archive_year, name="archive_year"),
    re_path(r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", archive.archive_month, name="archive_month"),
    path("feeds/<feed:name>", feeds.site_feed, name="site_feed"),
    path("authors/<slug:slug>/feeds/<feed:name>", feeds.author_feed, name="author_feed"),
    path("topics/<slug:slug>/feeds/<feed:name>", feeds.topic_feed, name="topic_feed"),
    # Wagtail's own pattern for pages takes no dots.
    path("<slug:slug>/feeds/<feed:name>", feeds.section_feed, name="section_feed"),
    path("<slug:section>/<slug:slug>.md", views.article_markdown, name="article_markdown"),
    path("sitemap.xml", site_sitemaps.index, {"sitemaps": sitemaps.PARTS}, name="sitemap"),
    path("sitemap-<slug:section>.xml", site_sitemaps.file, {"sitemaps": sitemaps.PARTS}, name="sitemap_file"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
]
