from celery import shared_task

from buildings import held_roster, operations


@shared_task(name="buildings.tasks.sweep_rosters")
def sweep_rosters() -> None:
    held_roster.sweep()


@shared_task(name="buildings.tasks.lapse_claims")
def lapse_claims() -> None:
    operations.lapse_claims()
