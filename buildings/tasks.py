from datetime import datetime

from celery import shared_task

from buildings import held_roster, operations


@shared_task(name="buildings.tasks.sweep_rosters")
def sweep_rosters() -> None:
    held_roster.sweep()


@shared_task(name="buildings.tasks.lapse_claims")
def lapse_claims() -> None:
    operations.lapse_claims()


# One after the other, in transactions of their own.
@shared_task(name="buildings.tasks.leave_nobody_alone", soft_time_limit=1500, time_limit=1560)
def leave_nobody_alone(now: str | None = None) -> int:
    """Offices without anybody, leases that are over, what newcomers asked of who left. `now`: ISO 8601."""
    at = datetime.fromisoformat(now) if now else None
    told = operations.warn_of_vacancies(now=at) + operations.warn_of_last_members(now=at)
    told += operations.tell_of_leases_over(now=at)
    return told + operations.ask_again_about_claims(now=at)
