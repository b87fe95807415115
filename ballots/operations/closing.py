"""Shutting the door when the hour has come. It waits for whoever is inside; who comes after finds it shut."""

import logging
from datetime import datetime

from django.db import connection, transaction

from ballots.models import Ballot
from ballots.operations.all_in import shut
from ballots.operations.counting import count_or_say_why, waits_key
from ballots.operations.locking import lock
from notifications.models import Event

logger = logging.getLogger(__name__)


def close_due(now: datetime | None = None, *, ballot: Ballot | None = None) -> list[int]:
    """Each ballot in a transaction of its own; returns those that were closed now. Of one alone: for a page
    that is read past its hour. Doubled nudges are harmless. All doors are shut before anything is counted; so
    is what another round shut, which was stopped before it counted.

    Without `now`, PostgreSQL's clock: a shut door stays shut, and no machine whose clock is fast shuts it."""
    now = now or database_now()
    due = Ballot.objects.announced().filter(closes_at__lte=now, closed_at=None)
    if ballot is not None:
        due = due.filter(pk=ballot.pk)
    rows = due.order_by("closes_at").values_list("pk", flat=True)
    closed = [pk for pk in rows if close_ballot(pk, now=now)]
    for pk in closed if ballot is not None else uncounted():
        count_at_once(pk, now=now)
    return closed


def database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def uncounted() -> list[int]:
    """Those that are shut, and of which it was not said either why their count waits."""
    rows = Ballot.objects.announced().filter(closed_at__isnull=False, counted_at=None)
    keys = {waits_key(pk): pk for pk in rows.order_by("closes_at").values_list("pk", flat=True)}
    told = set(Event.objects.filter(dedupe__in=keys).values_list("dedupe", flat=True))
    return [pk for key, pk in keys.items() if key not in told]


def count_at_once(pk: int, *, now: datetime) -> None:
    """A count that fails holds up no other: its ballot stays shut, and can be counted by hand."""
    try:
        count_or_say_why(ballot=Ballot(pk=pk), now=now)
    except Exception:
        logger.exception("ballot %s was closed and could not be counted", pk)


@transaction.atomic
def close_ballot(pk: int, *, now: datetime) -> bool:
    ballot = lock(Ballot(pk=pk))
    if ballot.closed_at or ballot.voided_at or now < ballot.closes_at:
        return False
    return shut(ballot, now)
