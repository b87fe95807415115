"""Beat nudges these; when something is due stands in the rows. A lost or doubled nudge is harmless."""

from datetime import datetime

from celery import shared_task

from issues import operations


@shared_task
def watch_clocks(now: str | None = None) -> int:
    """Offices that ended, then every alarm that is due. `now` (ISO 8601) replays a moment; else it is now."""
    at = datetime.fromisoformat(now) if now else None
    operations.pass_on_orphans(now=at)
    operations.take_back_offers(now=at)
    return operations.sound_alarms(now=at)


@shared_task
def close_silent(now: str | None = None) -> int:
    return operations.close_silent(now=datetime.fromisoformat(now) if now else None)


@shared_task
def fold_tallies() -> int:
    return operations.fold_tallies()


@shared_task(soft_time_limit=3000, time_limit=3060)
def mend_tallies() -> int:
    return operations.mend_tallies()


@shared_task
def warn_of_unknown_holidays(now: str | None = None) -> int:
    return operations.warn_of_unknown_holidays(now=datetime.fromisoformat(now) if now else None)
