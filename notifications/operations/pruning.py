"""What was told long ago is let go of, so that years do not slow a day.

Outside the inbox for half a year, as long as the law wants logs; what proves that a meeting was called or a
ballot announced, whatever was essential, and the inbox itself for three years, after which nothing can be
disputed any more. What waits, is in doubt or is undecided stays, and so does what another row refers to.
"""

import time
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from notifications.models import STATE_CODES, Channel, Event, Letter, Message, State, Topic

OUTSIDE, ALL = timedelta(days=183), timedelta(days=3 * 366)
SECONDS = 60.0  # of one run, well within the task's soft time limit; the next one goes on
LETTERS, ROWS = 500, 10_000  # in one transaction
ENDED = [State.SENT, State.VOID, State.EXPIRED, State.FAILED, State.TOLD]
EVIDENCE = Q(is_essential=True) | Q(kind__startswith=Topic.MEETINGS) | Q(kind__startswith=Topic.DECIDING)

DELETE = f"""
DELETE FROM notifications_delivery WHERE id = ANY(ARRAY(
    SELECT old.id FROM notifications_delivery old
    WHERE old.letter_id = ANY(%(letters)s) AND old.channel <> ALL(%(kept)s)
        AND old.state IN ({", ".join(str(STATE_CODES[state]) for state in ENDED)})
        AND NOT EXISTS (SELECT FROM notifications_delivery held WHERE held.digest_id = old.id)
        AND NOT EXISTS (SELECT FROM notifications_delivery next WHERE next.instead_of_id = old.id)
    LIMIT %(rows)s
))
"""  # noqa: S608 (the pieces are constants)


def prune(*, now: datetime | None = None, seconds: float = SECONDS) -> int:
    """Returns how many rows are gone. In short transactions, so that nobody waits for it."""
    now, until, count = now or timezone.now(), time.monotonic() + seconds, 0
    thin, over = Letter.objects.filter(created_at__lt=now - OUTSIDE), now - ALL
    thin.filter(EVIDENCE, is_thinned=False, created_at__gte=over).update(is_thinned=True)
    while time.monotonic() < until and (letters := _oldest(thin.filter(is_thinned=False))):
        count += _delete(letters, keep_inbox=True, until=until)
    after = 0
    while time.monotonic() < until:
        rows = Letter.objects.filter(created_at__lt=over, pk__gt=after)
        if not (letters := list(rows.order_by("pk").values_list("pk", flat=True)[:LETTERS])):
            break
        count += _delete(letters, keep_inbox=False, until=until)
        after = letters[-1]
    return count


def _oldest(letters: QuerySet[Letter]) -> list[int]:
    return list(letters.order_by("created_at").values_list("pk", flat=True)[:LETTERS])


def _delete(letters: list[int], *, keep_inbox: bool, until: float) -> int:
    count = 0
    while time.monotonic() < until:
        gone = _delete_some(letters, keep_inbox)
        count += gone
        if gone < ROWS:
            _note(letters, keep_inbox)
            break
    return count


@transaction.atomic
def _delete_some(letters: list[int], keep_inbox: bool) -> int:
    kept = [Message._meta.get_field("channel").codes[Channel.INBOX]] if keep_inbox else []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(DELETE, {"letters": letters, "kept": kept, "rows": ROWS})
        return cursor.rowcount


@transaction.atomic
def _note(letters: list[int], keep_inbox: bool) -> None:
    if keep_inbox:
        Letter.objects.filter(pk__in=letters).update(is_thinned=True)
        return
    empty = Letter.objects.filter(~Exists(Message.objects.filter(letter=OuterRef("pk"))), pk__in=letters)
    events = list(empty.values_list("event", flat=True))
    empty.delete()
    Event.objects.filter(~Exists(Letter.objects.filter(event=OuterRef("pk"))), pk__in=events).delete()
