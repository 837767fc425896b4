from django.urls import path, register_converter

from . import oembed, views


class DigestConverter:
    regex = "[0-9a-f]{24}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DigestConverter, "digest")

urlpatterns = [
    path("share/<int:page_id>-<digest:digest>.png", views.share_picture, name="share_picture"),
    path("oembed", oembed.oembed, name="oembed"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("favicon.svg", views.favicon_svg, name="favicon_svg"),
    path("apple-touch-icon.png", views.icon, {"size": 180}, name="apple_touch_icon"),
    path("icon-<int:size>.png", views.icon, name="icon"),
]
