from celery import shared_task

from kit import operations


@shared_task(name="kit.tasks.forget_changes")
def forget_changes() -> None:
    operations.forget_changes()
