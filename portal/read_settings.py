"""A setting that is missing or wrong ends in one sentence that names it, and not in a traceback.

`python -m portal.read_settings` says nothing where all is well: the web server asks it before it starts.
"""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def read_settings() -> None:
    try:
        settings.SECRET_KEY  # noqa: B018 (reads them all)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    read_settings()
