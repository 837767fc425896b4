"""The site's WSGI application with a line in $TRIAL_LOG for each request that reaches Django."""

import os
from pathlib import Path

from site_project.wsgi import application

LOG = Path(os.environ["TRIAL_LOG"])


def count_renderings(django):
    def counted(environ, start_response):
        with LOG.open("a") as log:
            log.write(f"{environ['PATH_INFO']}\n")
        return django(environ, start_response)

    return counted


if hasattr(application, "application"):
    application.application = count_renderings(application.application)
