"""Beat nudges these; when something is due stands in the rows. A lost or doubled nudge is harmless."""

from datetime import datetime

from celery import shared_task

from committees import operations


@shared_task
def call_series(now: str | None = None) -> int:
    """Calls what comes up next of every series. `now` (ISO 8601) replays a moment."""
    return operations.call_series(now=datetime.fromisoformat(now) if now else None)


@shared_task
def warn_of_terms(now: str | None = None) -> int:
    return operations.warn_of_terms(now=datetime.fromisoformat(now) if now else None)


@shared_task
def pass_on_promises(now: str | None = None) -> int:
    """What they promised, and the seats at which they were expected."""
    at = datetime.fromisoformat(now) if now else None
    return operations.pass_on_promises(now=at) + operations.give_up_seats(now=at)


@shared_task(soft_time_limit=1500, time_limit=1560)  # one after the other, in transactions of their own
def leave_nothing_lying(now: str | None = None) -> int:
    """Topics that nobody took up, minutes that wait for a step, what neighbours asked of those who left."""
    at = datetime.fromisoformat(now) if now else None
    told = operations.remind_of_topics(now=at) + operations.remind_of_minutes(now=at)
    return told + operations.ask_again_about_comments(now=at)
