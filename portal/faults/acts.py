"""Convenes many meetings whose reminder is due at once, and calls off or moves every tenth, by a seed.

The database is killed meanwhile: what was being done is done again, as a person would who taps twice.
Convening carries its key; calling off and moving a second time change nothing.
"""

import json
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from committees.models import Meeting
from committees.operations import ItemPlan, PartyPlan, cancel_meeting, convene_meeting, move_meeting
from committees.reminders import SHANGHAI, after_the_night
from notifications.delivery import alone
from notifications.models import Channel, Message, State
from notifications.queries import WAITING
from portal.faults.ground import Ground, read_ground

DAY, LENGTH = timedelta(days=1), timedelta(minutes=90)
FEWEST, MOST = 3, 9  # meetings whose e-mails may wait before the next one is convened
LATEST = 8  # meetings convened meanwhile before one is called off
GIVE_UP, PAUSE = 180.0, 0.1  # seconds

T = TypeVar("T")
CONVENE, CANCEL, MOVE = "convene", "cancel", "move"


@dataclass
class Act:
    """What was done to one meeting; times are seconds of the clock, just after the commit."""

    number: int
    meeting: int
    cancelled_at: float | None = None
    moved_at: float | None = None


def plan(rng: random.Random, meetings: int) -> list[tuple[str, int]]:
    """(verb, number of the meeting) in the order in which it is done."""
    tenth = max(1, meetings // 10)
    chosen = rng.sample(range(meetings), 2 * tenth)
    steps = [(float(number), CONVENE, number) for number in range(meetings)]
    for verb, numbers in ((CANCEL, chosen[:tenth]), (MOVE, chosen[tenth:])):
        steps += [(number + rng.uniform(0.1, LATEST), verb, number) for number in numbers]
    return [(verb, number) for _, verb, number in sorted(steps)]


def act(seed: int, meetings: int, path: Path, *, hurry: bool) -> list[Act]:
    rng = random.Random(seed)  # noqa: S311
    ground, done = steadily(read_ground), {}
    for verb, number in plan(rng, meetings):
        most = rng.randint(FEWEST, MOST) * 2 * len(ground.delegates)
        wait_for_few(most, hurry=hurry)
        due, key = next_due(rng), UUID(int=rng.getrandbits(128), version=4)
        if verb == CONVENE:
            meeting = steadily(lambda due=due, key=key, number=number: convene(ground, number, due, key))
            done[number] = Act(number, meeting.pk)
        elif verb == CANCEL:
            meeting = done[number].meeting
            done[number].cancelled_at = steadily(lambda meeting=meeting: call_off(ground, meeting))
        else:
            meeting = done[number].meeting
            done[number].moved_at = steadily(lambda meeting=meeting, due=due: move(ground, meeting, due))
    path.write_text(json.dumps([asdict(each) for each in done.values()]))
    return list(done.values())


def steadily(work: Callable[[], T]) -> T:
    """Again and again while the database is gone; from the beginning, on a new connection."""
    until = time.monotonic() + GIVE_UP
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError):
            if time.monotonic() >= until:
                raise
            connection.close()
            time.sleep(PAUSE)


def wait_for_few(most: int, *, hurry: bool) -> None:
    """Until fewer e-mails are waiting: the work goes on at the pace of the workers, through all the kills."""
    waiting = Message.objects.filter(channel=Channel.EMAIL, state__in=WAITING, due_at__lte=timezone.now())
    until = time.monotonic() + GIVE_UP
    while steadily(waiting.count) >= most:
        if time.monotonic() >= until:
            raise TimeoutError("no e-mail leaves any more")
        if hurry:
            steadily(let_lapse)
        time.sleep(PAUSE)


def let_lapse() -> None:
    """Where no drain has the channel, who held a row is dead: a short trial need not wait for its lease."""
    with alone(Channel.EMAIL) as nobody_sends:
        if nobody_sends:
            in_hand = Message.objects.filter(state__in=[State.LEASED, State.SENDING, State.UNKNOWN])
            in_hand.update(lease_until=Now())


def next_due(rng: random.Random) -> datetime:
    """In a few seconds. At night nobody is reminded: then it is one of last evening, which is told late."""
    seconds = timedelta(seconds=rng.uniform(0, 5))
    due = timezone.now() + seconds
    if after_the_night(due) == due:
        return due
    evening = due.astimezone(SHANGHAI).replace(hour=21, minute=0, second=0, microsecond=0)
    return (evening if evening < due else evening - DAY) + seconds * 200


def before(due: datetime) -> datetime:
    """When it was done, as the house is told."""
    return min(timezone.now(), due - timedelta(minutes=1))


def convene(ground: Ground, number: int, due: datetime, key: UUID) -> Meeting:
    return convene_meeting(
        by=ground.secretary,
        organisation=ground.committee,
        title=f"第 {number} 次联席会议",
        place=ground.place,
        venue="议事厅",
        starts_at=due + DAY,  # the reminder of one day before
        ends_at=due + DAY + LENGTH,
        parties=[PartyPlan("", ground.company, ground.delegates)],
        agenda=[ItemPlan("充电点", 30)],
        client_key=key,
        now=before(due),
    )


def call_off(ground: Ground, meeting: int) -> float:
    return at_commit(
        lambda: cancel_meeting(by=ground.secretary, meeting=Meeting(pk=meeting), reason="改在线上商量")
    )


def move(ground: Ground, meeting: int, due: datetime) -> float:
    return at_commit(
        lambda: move_meeting(
            by=ground.secretary,
            meeting=Meeting(pk=meeting),
            starts_at=due + DAY,
            ends_at=due + DAY + LENGTH,
            now=before(due),
        )
    )


def at_commit(work: Callable[[], object]) -> float:
    """The clock just after the commit. Where the line broke in it, that of the second tap."""
    with transaction.atomic():
        work()
    return time.time()
