#!/usr/bin/env python3
"""The door to every command of the site: `.venv/bin/python manage.py help`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_project.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A wrong environment is the operator's to mend: one sentence, no traceback.
        sys.exit(f"galley: {error}")
    except OperationalError:
        from site_project.preflight import database_complaint

        if complaint := database_complaint():
            sys.exit(f"galley: {complaint}")
        raise
    except KeyboardInterrupt:
        sys.exit(130)  # what a shell says of Ctrl-C


if __name__ == "__main__":
    main()
