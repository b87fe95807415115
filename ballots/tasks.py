"""Beat nudges these; what is due stands in the rows. A lost or doubled nudge is harmless."""

from datetime import datetime, timedelta

from celery import shared_task

from ballots.operations.answering import remind_of_answers
from ballots.operations.closing import close_due
from ballots.operations.delivering import collect_all
from ballots.operations.processes import remind_of_steps
from ballots.operations.reminding import remind_of_objections, remind_voters, tell_captains

AN_HOUR = timedelta(hours=1)  # what was missed, the round of the next morning tells


@shared_task
def close_ballots(now: str | None = None) -> int:
    """Shuts the door of each ballot whose hour has come. `now` (ISO 8601) replays a moment."""
    return len(close_due(datetime.fromisoformat(now) if now else None))


@shared_task
def remind_of_proposals(now: str | None = None) -> int:
    """Of answers and steps that are due soon, or late. `now` (ISO 8601) replays a moment."""
    at = datetime.fromisoformat(now) if now else None
    return remind_of_answers(at) + remind_of_steps(at)


@shared_task
def remind_of_ballots(now: str | None = None) -> int:
    """Voters, captains and those who owe an answer, once a day. `now` (ISO 8601) replays a moment."""
    at = datetime.fromisoformat(now) if now else None
    return remind_voters(at) + tell_captains(at) + remind_of_objections(at)


@shared_task
def collect_texts(now: str | None = None) -> int:
    """Text messages that went out since are deliveries, and so are doors ticked at the notice; captains hear
    that voting has begun."""
    at = datetime.fromisoformat(now) if now else None
    return collect_all(at) + tell_captains(at, opened_within=AN_HOUR)
