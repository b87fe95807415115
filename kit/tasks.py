from celery import shared_task

from kit import changes


@shared_task(name="kit.tasks.forget_changes")
def forget_changes() -> None:
    changes.forget_old()
