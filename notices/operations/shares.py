"""Telling of a notice: all at once, or very many people share by share (docs/adr/0023).

A share is a row. Whoever tells it holds it until the commit that tells these people and takes the row away;
whoever may not let it be told any more takes the rows away first, and so waits for those in hand.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, QuerySet

from buildings.models.places import PlaceKind
from notices import messages
from notices.addresses import Address
from notices.models import Notice, NoticeShare, NoticeState
from notices.queries.recipients import addresses_of
from notifications import operations as outbox
from notifications.delivery import alone
from notifications.nudge import nudge
from notifications.operations.caps import BLOCK
from notifications.operations.insert import event_of
from people.models import User

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
    to = messages.people_of(notice, addresses, again=again)
    if is_vast(addresses) and _share_out(notice, _crowds(to), again, now):
        return
    people = list(to.values_list("pk", "language", named=True))
    if not _share_out(notice, Counter(person.pk // BLOCK for person in people), again, now):
        messages.tell_people(notice, addresses, people, again=again, now=now)


def is_vast(addresses: Iterable[Address]) -> bool:
    """A whole subdistrict: it is counted before anybody is read."""
    return any(address.place.kind == PlaceKind.STREET for address in addresses)


def _crowds(people: QuerySet[User]) -> dict[int, int]:
    """How many there are in each block of numbers."""
    block = ExpressionWrapper(F("pk") / BLOCK, BigIntegerField())
    return dict(people.order_by().values_list(block).annotate(Count("pk")))


def _share_out(notice: Notice, crowds: Mapping[int, int], again: int, now: datetime) -> bool:
    """Where they are very many."""
    if sum(crowds.values()) <= VERY_MANY:
        return False
    event_of(messages.event_of(notice, again=again))  # or the first two would wait for each other to name it
    let_go_shares(notice, again=again)
    NoticeShare.objects.bulk_create(
        NoticeShare(notice=notice, again=again, first=first, until=until, due_at=now)
        for first, until in cut(crowds, block=BLOCK, least=LEAST)
    )
    nudge(TASK)
    return True


def cut(crowds: Mapping[int, int], *, block: int, least: int) -> Iterator[tuple[int, int]]:
    """Ranges one after the other, without gaps, that hold them all, of whole blocks; each but the last has at
    least so many. Pure."""
    first, held = min(crowds), 0
    for at in sorted(crowds):
        held += crowds[at]
        if held >= least or at == max(crowds):
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
    to = messages.people_of(notice, addresses, again=again, within=within)
    people = list(to.values_list("pk", "language", named=True))
    messages.tell_people(notice, addresses, people, again=again, share=within, now=share.due_at)
