"""Taking back what is no longer true."""

import time
from collections.abc import Iterable

from django.db import connection, models, transaction

from kit.kept_plans import KeptPlan
from kit.subjects import subject_key
from notifications.models import STATE_CODES, Message, State
from people.models import User

NOT_BEGUN = [State.PENDING, State.LEASED, State.UNKNOWN, State.HELD, State.STOPPED]
# What `void` would touch: on its way, or told in a digest that may not have gone out.
MATTERS = [*NOT_BEGUN, State.SENDING, State.TOLD]
WAITS = KeptPlan(
    "linli_void_waits",
    f"""
    SELECT EXISTS (
        SELECT FROM notifications_letter letter JOIN notifications_delivery told ON told.letter_id = letter.id
        WHERE letter.subject = %(subject)s
            AND (%(kinds)s IS NULL OR letter.kind = ANY (%(kinds)s))
            AND (%(people)s IS NULL OR told.recipient_id = ANY (%(people)s))
            AND told.state IN ({", ".join(str(STATE_CODES[state]) for state in MATTERS)})
    )""",  # noqa: S608 (numbers of ours)
    subject="text",
    kinds="text[]",
    people="bigint[]",
)
PATIENCE, GLANCE = 2.0, 0.02  # seconds: for what is in hand, and between two looks at it


@transaction.atomic
def void(
    *, subject: models.Model, kinds: Iterable[str] | None = None, to: Iterable[User | int] | None = None
) -> int:
    """What is no longer true is not told; nor what a worker holds but has not begun to send.

    What is being sent at this moment is let go first, so that nothing leaves after our commit.
    """
    kinds = None if kinds is None else list(kinds)
    people = None if to is None else [getattr(one, "pk", one) for one in to]
    if not _is_there_anything(subject_key(subject), kinds, people):
        return 0
    rows = Message.objects.about(subject_key(subject))
    if kinds is not None:
        rows = rows.filter(letter__kind__in=kinds)
    if people is not None:
        rows = rows.filter(recipient__in=people)
    count = _void_not_begun(rows)
    in_hand = rows.filter(state=State.SENDING)
    if in_hand.exists():
        count += _void_in_hand(in_hand) + _void_not_begun(rows)  # a try that failed meanwhile waits again
    return count + _void_in_letters(rows.filter(state=State.TOLD))


def _is_there_anything(subject: str, kinds: list[str] | None, people: list[int] | None) -> bool:
    """Most often nothing waits any more: one short question instead of three."""
    with connection.cursor() as cursor:
        WAITS.run(cursor, {"subject": subject, "kinds": kinds, "people": people})
        return cursor.fetchone()[0]


def _void_not_begun(rows: models.QuerySet[Message]) -> int:
    return rows.filter(state__in=NOT_BEGUN).update(state=State.VOID, lease=None, lease_until=None)


def _void_in_letters(told: models.QuerySet[Message]) -> int:
    """What stands in a digest that has not gone out: the letter is made anew without it when it goes
    (`digest.freshen`). Its row is locked until our commit, so that it does not begin to go meanwhile."""
    unsent = told.filter(digest__state__in=[*NOT_BEGUN, State.SENDING])
    letters = list(unsent.values_list("digest", flat=True).distinct())
    if not letters:
        return 0
    _wait_for(Message.objects.filter(pk__in=letters, state=State.SENDING))
    here = Message.objects.filter(pk__in=letters, state__in=[*NOT_BEGUN, State.SENDING])
    locked = list(here.order_by("pk").select_for_update().values_list("pk", flat=True))
    return told.filter(digest__in=locked).update(state=State.VOID)


def _void_in_hand(rows: models.QuerySet[Message]) -> int:
    """Usually over in a moment. When its worker died, or the provider hangs, the row is void all the same and
    never tried again; it keeps its lease, by which a worker that lives can still say that it went out.
    """
    _wait_for(rows)
    return rows.update(state=State.VOID, lease_until=None)


def _wait_for(in_hand: models.QuerySet[Message]) -> None:
    until = time.monotonic() + PATIENCE
    while in_hand.exists() and time.monotonic() < until:
        time.sleep(GLANCE)
