"""`make faults`: what must hold while everything breaks, with figures. `ARGS=mail SEED=2` tries one scenario.

SIZE=small tries each in about two minutes; REMINDERS=, VOTERS= say how many.
FAULTS_LOGS=FOLDER keeps the logs.
"""

import os
import sys
from collections.abc import Callable

from launcher import options
from launcher.faults import clocks, disk, house, mail, queue, reminders, rolling, voters
from launcher.run import tell
from launcher.sentences import Stop

COMMITS = 6  # of which the code serves while the tables are brought up to date, in full


def play(name: str, scenario: house.Play) -> Callable[..., bool]:
    return lambda *, seed, small: house.run(name, scenario, seed=seed, small=small)


def disk_full(*, seed: int, small: bool) -> bool:
    if not disk.can():
        return disk.skipped()
    ready, over = disk.mount, disk.unmount
    return house.run("disk-full", disk.play, seed=seed, small=small, ready=ready, over=over)


def migrations(*, seed: int, small: bool) -> bool:
    """With the commit before, and in full with others back to the first that could be prepared."""
    if not rolling.has_git():
        return rolling.skipped()
    commits = rolling.earlier(1 if small else COMMITS)
    good = [
        house.run(
            f"migrations {commit[:8]}",
            lambda found, commit=commit: rolling.migrations(found, commit),
            seed=seed,
            small=small,
            prepare=False,
        )
        for commit in commits
    ]
    return all(good)


PARTS: dict[str, Callable[..., bool]] = {
    "reminders": play("reminders", reminders.play),
    "queue-gone": play("queue-gone", queue.gone),
    "queue-killed": play("queue-killed", queue.killed),
    "clocks": play("clocks", clocks.play),
    "mail": play("mail", mail.play),
    "disk-full": disk_full,
    "voters": play("voters", voters.play),
    "rolling": play("rolling", rolling.play),
    "migrations": migrations,
}


def held(part: Callable[..., bool], *, seed: int, small: bool) -> bool:
    """One that cannot go on is broken, and the others are tried all the same."""
    try:
        return part(seed=seed, small=small)
    except Stop as stop:
        tell(str(stop))
        return False


def is_small() -> bool:
    size = os.environ.get("SIZE", "").strip().lower()
    if size not in ("", "small", "full"):
        raise Stop("faults_size", value=size)
    return size == "small"


def faults(words: list[str]) -> None:
    names = words or list(PARTS)
    for name in names:
        if name not in PARTS:
            raise Stop("faults_unknown", value=name, known=", ".join(PARTS))
    seed, small = options.count("SEED", 1), is_small()
    for setting in ("REMINDERS", "VOTERS"):
        options.count(setting, 1)  # what is wrong is said before anything starts
    house.insist_on_dev()
    good = [held(PARTS[name], seed=seed, small=small) for name in names]
    if not all(good):
        sys.exit(1)
