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
from django.db.models import Count
from django.utils import timezone

from committees.messages import INVITATION
from committees.models import Meeting
from committees.operations import (
    ItemPlan,
    PartyPlan,
    cancel_meeting,
    convene_meeting,
    move_meeting,
    set_reminders,
)
from committees.reminders import SHANGHAI, after_the_night
from notifications.models import Message
from notifications.operations import void
from notifications.queries import WAITING
from notifications.ways import EVERYWHERE
from portal.faults.ground import Ground, read_ground

DAY, LENGTH = timedelta(days=1), timedelta(minutes=90)
FEWEST, MOST = 3, 9  # meetings whose messages may wait on a channel before the next one is convened
LATEST = 8  # meetings convened meanwhile before one is called off
GIVE_UP, PAUSE, GLANCE = 180.0, 0.1, 0.5  # seconds
MINUTES = [24 * 60, 2 * 60]  # before the meeting; the first are due at once

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


def act(seed: int, meetings: int, path: Path) -> list[Act]:
    rng = random.Random(seed)  # noqa: S311
    ground, done = steadily(read_ground), {}
    for verb, number in plan(rng, meetings):
        most = rng.randint(FEWEST, MOST) * len(ground.delegates)
        wait_for_few(most)
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


def wait_for_few(most: int) -> None:
    """Until fewer wait on each channel: it goes on at the pace of the workers, through all the kills."""
    last, since = -1, time.monotonic()
    while (left := steadily(longest_queue)) >= most:
        if left != last:
            last, since = left, time.monotonic()
        if time.monotonic() - since > GIVE_UP:
            raise TimeoutError("no message leaves any more")
        time.sleep(GLANCE)


def longest_queue() -> int:
    waiting = Message.objects.filter(state__in=WAITING, due_at__lte=timezone.now()).order_by("channel")
    return max((n for _, n in waiting.values_list("channel").annotate(n=Count("pk"))), default=0)


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


@transaction.atomic
def convene(ground: Ground, number: int, due: datetime, key: UUID) -> Meeting:
    """With reminders on every channel, which convening alone does not ask for; they are what is tried, so the
    invitations are taken back in the same breath."""
    meeting = convene_meeting(
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
    void(subject=meeting, kinds=[INVITATION])
    return set_reminders(
        by=ground.secretary, meeting=meeting, minutes=MINUTES, channels=EVERYWHERE, now=before(due)
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
