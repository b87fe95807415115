from celery import shared_task

from notices.operations import announce_due as announce
from notices.operations import repeat_due as repeat


@shared_task(name="notices.tasks.announce_due")
def announce_due() -> int:
    return announce()


@shared_task(name="notices.tasks.repeat_due")
def repeat_due() -> int:
    return repeat()
