"""Telling of a notice: all at once, or very many people share by share (docs/adr/0023).

A share is a row. Whoever tells it holds it until the commit that tells these people and takes the row away;
whoever may not let it be told any more takes the rows away first, and so waits for those in hand.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from notices import messages
from notices.models import Notice, NoticeShare, NoticeState
from notices.queries.recipients import addresses_of
from notifications import operations as outbox
from notifications.delivery import alone
from notifications.nudge import nudge
from notifications.operations.caps import BLOCK
from notifications.operations.insert import event_of

VERY_MANY = 30_000  # people; more are told in shares
LEAST = 10_000  # of them in one share, or it is not worth a transaction
TURN = 2.0  # seconds
TASK = "notices.tasks.tell_shares"


def tell(notice: Notice, *, again: int = 0, now: datetime) -> None:
    """To everyone whom it is for, and to the groups there. Within the caller's transaction, who holds it."""
    addresses = addresses_of(notice)
    messages.tell_groups(notice, addresses, again=again, now=now)
    if notice.is_urgent and not again:
        let_go_shares(notice, again=0)
        outbox.void(subject=notice, kinds=[messages.PUBLISHED])
    people = messages.people_of(notice, addresses, again=again)
    if len(people) > VERY_MANY:
        _share_out(notice, (person.pk for person in people), again, now)
    else:
        messages.tell_people(notice, addresses, people, again=again, now=now)


def _share_out(notice: Notice, numbers: Iterable[int], again: int, now: datetime) -> None:
    event_of(messages.event_of(notice, again=again))  # or the first two would wait for each other to name it
    let_go_shares(notice, again=again)
    ranges = cut(numbers, block=BLOCK, least=LEAST)
    NoticeShare.objects.bulk_create(
        NoticeShare(notice=notice, again=again, first=first, until=until, due_at=now)
        for first, until in ranges
    )
    nudge(TASK)


def cut(numbers: Iterable[int], *, block: int, least: int) -> Iterator[tuple[int, int]]:
    """Ranges one after the other, without gaps, that hold them all, of whole blocks; each but the last has at
    least so many. Pure."""
    counts = Counter(number // block for number in numbers)
    first, held = min(counts), 0
    for at in sorted(counts):
        held += counts[at]
        if held >= least or at == max(counts):
            yield first * block, (at + 1) * block
            first, held = at + 1, 0


def let_go_shares(notice: Notice, **which: int) -> None:
    """Waits for those that are being told at this moment; what they told can then be taken back."""
    NoticeShare.objects.filter(notice=notice, **which).delete()


def tell_shares() -> None:
    """One process goes on until none is left that nobody has in hand. A second one helps for a moment, and
    then again behind whatever else waits in the queue: who waits for a code waits no longer than that."""
    with alone("shares of notices") as is_first:
        until = time.monotonic() + (float("inf") if is_first else TURN)
        while is_more := _tell_one():
            if time.monotonic() >= until:
                break
    if is_more:
        nudge(TASK)


@transaction.atomic
def _tell_one() -> bool:
    """An emergency's first. Whoever belongs to it by now is told, and nobody after it was withdrawn."""
    rows = NoticeShare.objects.select_related("notice__organisation").order_by("-notice__is_urgent", "pk")
    share = rows.select_for_update(of=("self",), skip_locked=True).first()
    if share is None:
        return False
    if share.notice.state == NoticeState.PUBLISHED:
        _tell_its_people(share, (share.first, share.until))
    share.delete()
    return True


def _tell_its_people(share: NoticeShare, within: tuple[int, int]) -> None:
    notice, again = share.notice, share.again
    addresses = addresses_of(notice)
    people = messages.people_of(notice, addresses, again=again, within=within)
    messages.tell_people(notice, addresses, people, again=again, share=within, now=share.due_at)
