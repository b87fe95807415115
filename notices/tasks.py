from celery import shared_task

from notices.operations import announce_due as announce
from notices.operations import ask_again as ask
from notices.operations import repeat_due as repeat
from notices.operations import tell_shares as tell

# A whole district is told share by share, which has taken two minutes on a machine under load.
LONG = {"soft_time_limit": 1500, "time_limit": 1560}


@shared_task(name="notices.tasks.announce_due", **LONG)
def announce_due() -> int:
    return announce()


@shared_task(name="notices.tasks.repeat_due", **LONG)
def repeat_due() -> int:
    return repeat()


@shared_task(name="notices.tasks.ask_again", **LONG)
def ask_again() -> int:
    return ask()


@shared_task(name="notices.tasks.tell_shares", **LONG)
def tell_shares() -> None:
    """By a nudge, so that a second process helps; without one, the rounds of beat tell all."""
    tell()
