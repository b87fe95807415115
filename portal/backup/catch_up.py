"""What the clock would have done between the backup and now, done once, before anything drains.

A notice whose hour has come since, an alarm that has rung, a digest of last Friday: after a restore they are
due again. Whatever these post is then held back with the rest, since it may have been told already.
"""

import logging

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)
# Nor does it take uploads away: those of the rows before are needed until the restore counts.
NOT_NOW = {"notifications.tasks.drain", "portal.tasks.sweep_uploads"}


def catch_up() -> list[str]:
    """Runs beat's schedule but for what sends or sweeps. Says what could not be done: beat will try again."""
    failed = []
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - NOT_NOW
    for name in sorted(names):
        try:
            with transaction.atomic():
                import_string(name)()
        except Exception as error:  # a clock that stumbles is no reason to leave a site without its rows
            log.exception("%s could not catch up", name)
            failed.append(f"{name} ({error})")
    return failed
