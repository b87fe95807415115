"""Who is killed when. What comes in which order follows from the seed; when, from what was sent by then."""

import os
import random
import signal
from dataclasses import dataclass
from pathlib import Path

from launcher.supervisor import Unit

SENDERS = ("worker 1", "worker 2")
EVERYBODY = (*SENDERS, "beat", "valkey", "postgres", "web")
FULL = {"worker 1": 9, "worker 2": 9, "postgres": 8, "valkey": 8, "beat": 5, "web": 5}
SHARE = 0.95  # of the e-mails, over which the kills are spread


@dataclass(frozen=True)
class Kill:
    after: int  # e-mails that the server has taken
    delay: float  # seconds after that: a moment within the handling of the next one
    victim: str


def plan(rng: random.Random, victims: dict[str, int], mails: int) -> list[Kill]:
    order = [victim for victim, times in victims.items() for _ in range(times)]
    rng.shuffle(order)
    step = SHARE * mails / len(order)
    return [
        Kill(int(step * (number + rng.uniform(0.1, 0.9))), rng.uniform(0, 0.05), victim)
        for number, victim in enumerate(order)
    ]


def end(unit: Unit, dead: set[int]) -> bool:
    """As a power cut would: the child and all that it started, unasked, at once. False when it is not up."""
    child = unit.child
    if child is None or child.pid in dead or child.poll() is not None:
        return False
    dead.add(child.pid)
    family = [child.pid, *descendants(child.pid)]
    for pid in family:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return True


def descendants(pid: int) -> list[int]:
    """PostgreSQL's own children are in groups of their own, so the group would not name them."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(number) for number in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found
