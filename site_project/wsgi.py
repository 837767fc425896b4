import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from .content_type import with_readable_content_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")

application = with_readable_content_type(get_wsgi_application())

if settings.PAGE_CACHE:
    from page_cache.wsgi import PageCache  # needs the apps, which are there now

    application = PageCache(application)
    application.ticker.start()

# What is loaded now stays for good. Looking through all of it for garbage takes a tenth of a second, in the middle of a request.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
