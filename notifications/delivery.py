"""Empties the outbox: what is due is delivered, batch by batch, until nothing is due or the time is up.

Any number of drains may run at once. Rows are shared out by SKIP LOCKED; one drain at a time works on a
channel that talks to the outside, so that a mail server that hangs holds up one worker and never the inbox.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from django.db import InterfaceError, OperationalError, connection

from notifications import leases
from notifications.channels import Channel, Rejected, Unavailable, Unclear, channel_for
from notifications.models import Channel as ChannelName
from notifications.models import Message
from notifications.operations import mark_address
from notifications.operations.digest import KIND as DIGEST
from notifications.operations.digest import freshen
from notifications.operations.texts import take_back_text
from notifications.queries import address_of, closed_way

log = logging.getLogger(__name__)

BATCH = 50
NOTE_SECONDS, PAUSE = 25.0, 0.2  # how long a database that restarts is waited for, and how often it is asked
TURN = 10.0  # of one channel: one that never empties holds up no other, however few drains there are
SECONDS = 60.0  # well within the task's soft time limit, with room for the message in hand
OUTSIDE = (ChannelName.SMS, ChannelName.PUSH, ChannelName.EMAIL, ChannelName.ROBOT)


def drain(seconds: float = SECONDS) -> int:
    """Returns how many messages were delivered."""
    until = time.monotonic() + seconds
    leases.tidy()
    delivered, more = _deliver_inbox(), True
    while more and time.monotonic() < until:
        turns = [_take_turn(name, min(until, time.monotonic() + TURN)) for name in OUTSIDE]
        delivered += sum(count for count, _ in turns)
        more = any(waits for _, waits in turns)
    return delivered


def _deliver_inbox() -> int:
    delivered = 0
    while count := leases.deliver_inbox():
        delivered += count
    return delivered


def _take_turn(name: str, until: float) -> tuple[int, bool]:
    """(how many were sent, whether more waits for another turn)."""
    with alone(name) as has_it:
        return _deliver_outside(name, until) if has_it else (0, False)


def _deliver_outside(name: str, until: float) -> tuple[int, bool]:
    delivered, channel = 0, channel_for(name)
    try:
        while time.monotonic() < until:
            leases.take_over(name)  # each time: while a queue is long, those who were killed had some in hand
            if not (batch := leases.claim(name, BATCH)):
                return delivered, False
            count, goes_on = send_batch(channel, batch, until)
            delivered += count + _deliver_inbox()  # a long queue of e-mails does not hold up the inbox
            if not goes_on:
                return delivered, False
    finally:
        channel.close()
    return delivered, True


def send_batch(channel: Channel, batch: list[Message], until: float) -> tuple[int, bool]:
    """(how many were sent, whether the channel can go on)."""
    count = 0
    for index, message in enumerate(batch):
        if time.monotonic() >= until:
            leases.give_back(batch[index:])
            return count, True
        try:
            count += _send(channel, message)
        except Unavailable as error:
            log.warning("%s is unavailable: %s", message.channel, error)
            # All of them wait a little; nothing is gained by trying the next one on a line that is dead.
            for waiting in batch[index:]:
                if waiting is message or leases.is_counted(waiting):
                    take_back(waiting)
                leases.back_off(waiting, str(error))
            return count, False
    return count, True


def take_back(message: Message) -> None:
    """A text message that cannot have left: another try is counted anew."""
    if message.channel == ChannelName.SMS:
        take_back_text()


def _send(channel: Channel, message: Message) -> bool:
    if not leases.begin(message):
        return False
    # Between statements there is no transaction open, so a slow provider holds no lock and no snapshot.
    if reason := closed_way(message):
        leases.back_off(message, reason, for_good=True)
        return False
    if message.kind == DIGEST and not freshen(letter=message):
        leases.let_go(message)
        return False
    try:
        channel.send(message)
    except Rejected as refusal:
        if refusal.bounced:
            mark_address(channel=message.channel, address=address_of(message), detail=str(refusal))
        leases.back_off(message, str(refusal), for_good=refusal.for_good)
        return False
    except Unclear as error:
        leases.doubt(message, str(error))
        return False
    _note(message)
    return True


def _note(message: Message) -> None:
    """The provider has said yes, and only we know: a database that is starting again is told when it is back.

    Otherwise the row would be in doubt, and the message sent a second time.
    """
    until = time.monotonic() + NOTE_SECONDS
    while True:
        try:
            return leases.sent(message)
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or time.monotonic() >= until:
                raise
            log.warning("message %s went out and cannot be noted yet: %s", message.pk, error)
            connection.close()
            time.sleep(PAUSE)


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether this process has the channel to itself; PostgreSQL frees it when the process dies."""
    key = crc32(f"notifications.delivery {name}".encode())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (has_it,) = cursor.fetchone()
    try:
        yield has_it
    finally:
        if has_it:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
