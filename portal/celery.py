"""The Celery application. Due times live in the database; beat only nudges argument-free tasks."""

import os
import sys
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# `prepare` has run Django's checks, which read every page: a third of what a worker or beat takes to start.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("linli")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Started by `celery`, nobody else makes a sentence of it; `manage.py` and the web do so on their own.
if "celery" in Path(sys.argv[0]).parts[-2:]:
    from portal.read_settings import read_settings

    read_settings()
