"""Taking back what is no longer true."""

import time
from collections.abc import Iterable

from django.db import models, transaction

from kit.subjects import subject_key
from notifications.models import Message, State
from people.models import User

NOT_BEGUN = [State.PENDING, State.LEASED, State.UNKNOWN, State.HELD, State.STOPPED]
PATIENCE, GLANCE = 2.0, 0.02  # seconds: for what is in hand, and between two looks at it


@transaction.atomic
def void(
    *, subject: models.Model, kinds: Iterable[str] | None = None, to: Iterable[User] | None = None
) -> int:
    """What is no longer true is not told; nor what a worker holds but has not begun to send.

    What is being sent at this moment is let go first, so that nothing leaves after our commit.
    """
    rows = Message.objects.about(subject_key(subject))
    if kinds is not None:
        rows = rows.filter(letter__kind__in=list(kinds))
    if to is not None:
        rows = rows.filter(recipient__in=list(to))
    count = _void_not_begun(rows)
    in_hand = rows.filter(state=State.SENDING)
    if in_hand.exists():
        count += _void_in_hand(in_hand) + _void_not_begun(rows)  # a try that failed meanwhile waits again
    return count + _void_in_letters(rows.filter(state=State.TOLD))


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
