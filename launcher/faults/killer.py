"""Who is killed when. What comes in which order follows from the seed; when, from what was sent by then."""

import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import processes
from launcher.supervisor import Unit

SENDERS = ("worker 1", "worker 2")
OTHERS = ("beat", "valkey", "postgres", "web")
TWICE = ("valkey", "postgres", "beat", "web")  # in a full run
PATIENCE = 120.0  # seconds: for the next e-mail, or for the victim to be up again


@dataclass(frozen=True)
class Kill:
    after: int  # e-mails that the server has taken
    delay: float  # seconds after that: a moment within the handling of the next one
    victim: str


@dataclass(frozen=True)
class Killed:
    kill: Kill
    seconds: float  # since the beginning
    mails: int

    def line(self) -> str:
        return f"{self.seconds:>8.1f} s{self.mails:>10}  {self.kill.victim}"


def plan(rng: random.Random, kills: int, mails: int) -> list[Kill]:
    """Everybody at least once, the workers most often, spread over nine tenths of the e-mails."""
    victims = [*SENDERS, *OTHERS]
    victims += list(TWICE) if kills >= 2 * len(victims) else []
    victims += [rng.choice(SENDERS) for _ in range(kills - len(victims))]
    rng.shuffle(victims)
    step = 0.9 * mails / len(victims)
    return [
        Kill(int(step * (number + rng.uniform(0.1, 0.9))), rng.uniform(0, 0.05), victim)
        for number, victim in enumerate(victims)
    ]


def kill_all(
    kills: list[Kill], units: dict[str, Unit], taken: Callable[[], int], report: Callable[[Killed], None]
) -> None:
    """Ends early when no e-mail comes any more: whoever waits for the rest will find out why."""
    begun, dead = time.monotonic(), set()
    for kill in kills:
        unit = units[kill.victim]
        if not processes.wait_until(lambda kill=kill: taken() >= kill.after, seconds=PATIENCE):
            return
        time.sleep(kill.delay)
        # One that was killed a moment ago is first started again.
        if processes.wait_until(lambda unit=unit: end(unit, dead), seconds=PATIENCE):
            report(Killed(kill, time.monotonic() - begun, taken()))


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
