"""The roof: settings, URLs, Celery, home pages. It owns no tables."""

import gc

# What is read at the start stays: looking for rubbish in it took a fifth of the time. `portal.apps` goes on.
gc.disable()

from portal.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
