"""Taking back what is no longer true."""

import time
from collections.abc import Iterable

from django.db import connection, models, transaction

from kit.kept_plans import KeptPlan
from kit.subjects import subject_key
from notifications.models import STATE_CODES, Message, State
from people.models import User

NOT_BEGUN = [State.PENDING, State.LEASED, State.UNKNOWN, State.HELD, State.STOPPED]
UNSENT = [*NOT_BEGUN, State.SENDING]
CODES = {
    name: ", ".join(str(STATE_CODES[state]) for state in states)
    for name, states in {"not_begun": NOT_BEGUN, "unsent": UNSENT, "matters": [*UNSENT, State.TOLD]}.items()
}
# What has not begun is void at once. What is left has begun meanwhile, or was told in a digest on its way.
VOID_AT_ONCE = KeptPlan(
    "linli_void",
    f"""
    WITH its AS MATERIALIZED (
        SELECT told.id, told.state, told.digest_id, told.state IN ({CODES["not_begun"]}) AS waits
        FROM notifications_letter letter JOIN notifications_delivery told ON told.letter_id = letter.id
        WHERE letter.subject = %(subject)s
            AND (%(kinds)s IS NULL OR letter.kind = ANY (%(kinds)s))
            AND (%(people)s IS NULL OR told.recipient_id = ANY (%(people)s))
            AND told.state IN ({CODES["matters"]})
    ), gone AS (
        UPDATE notifications_delivery SET state = {STATE_CODES[State.VOID]}, lease = NULL, lease_until = NULL
        WHERE id IN (SELECT id FROM its WHERE waits) AND state IN ({CODES["not_begun"]})
        RETURNING id
    )
    SELECT (SELECT count(*) FROM gone),
        EXISTS (SELECT FROM its WHERE state = {STATE_CODES[State.SENDING]})
            OR (SELECT count(*) FROM gone) < (SELECT count(*) FROM its WHERE waits)
            OR EXISTS (
                SELECT FROM its JOIN notifications_delivery digest ON digest.id = its.digest_id
                WHERE its.state = {STATE_CODES[State.TOLD]} AND digest.state IN ({CODES["unsent"]})
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
    count, is_more = _void_at_once(subject_key(subject), kinds, people)
    if not is_more:
        return count
    rows = Message.objects.about(subject_key(subject))
    if kinds is not None:
        rows = rows.filter(letter__kind__in=kinds)
    if people is not None:
        rows = rows.filter(recipient__in=people)
    in_hand = rows.filter(state=State.SENDING)
    if in_hand.exists():
        count += _void_in_hand(in_hand) + _void_not_begun(rows)  # a try that failed meanwhile waits again
    return count + _void_in_letters(rows.filter(state=State.TOLD))


def _void_at_once(subject: str, kinds: list[str] | None, people: list[int] | None) -> tuple[int, bool]:
    """How many, and whether some are left that take more than a word."""
    with connection.cursor() as cursor:
        VOID_AT_ONCE.run(cursor, {"subject": subject, "kinds": kinds, "people": people})
        return cursor.fetchone()


def _void_not_begun(rows: models.QuerySet[Message]) -> int:
    return rows.filter(state__in=NOT_BEGUN).update(state=State.VOID, lease=None, lease_until=None)


def _void_in_letters(told: models.QuerySet[Message]) -> int:
    """What stands in a digest that has not gone out: the letter is made anew without it when it goes
    (`digest.freshen`). Its row is locked until our commit, so that it does not begin to go meanwhile."""
    unsent = told.filter(digest__state__in=UNSENT)
    letters = list(unsent.values_list("digest", flat=True).distinct())
    if not letters:
        return 0
    _wait_for(Message.objects.filter(pk__in=letters, state=State.SENDING))
    here = Message.objects.filter(pk__in=letters, state__in=UNSENT)
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
