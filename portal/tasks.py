import logging

from celery import shared_task

from portal import uploads

log = logging.getLogger(__name__)


@shared_task(name="portal.tasks.sweep_uploads", soft_time_limit=3000, time_limit=3060)
def sweep_uploads() -> None:
    uploads.bring_home_what_was_left()
    found = uploads.look()
    if found.is_plausible:
        uploads.sweep(found)
    else:
        log.error(
            "%s of %s uploads belong to no row: nothing was removed, see manage.py sweep_uploads",
            len(found.orphans),
            found.looked_at,
        )
