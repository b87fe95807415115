"""The roof: settings, URLs, Celery, home pages. It owns no tables."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
