from celery import shared_task

from notices.operations import announce_due as announce


@shared_task(name="notices.tasks.announce_due")
def announce_due() -> int:
    return announce()
