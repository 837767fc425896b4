import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")

application = get_wsgi_application()

if settings.PAGE_CACHE:
    from page_cache.wsgi import PageCache  # needs the apps, which are there now

    application = PageCache(application)
    application.ticker.start()
