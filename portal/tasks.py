import logging

from celery import shared_task

from buildings.operations.door_codes import forget_tries
from portal import uploads
from portal.sign_in import operations

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


@shared_task(name="portal.tasks.forget_what_is_over")
def forget_what_is_over() -> None:
    operations.forget_what_is_over()
    forget_tries()
