from celery import shared_task

from buildings import held_roster


@shared_task(name="buildings.tasks.sweep_rosters")
def sweep_rosters() -> None:
    held_roster.sweep()
