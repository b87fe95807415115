"""`make faults`: what must hold while everything breaks, with figures. `ARGS=mail SEED=2` tries one scenario.

SIZE=small tries each in about two minutes; REMINDERS=, VOTERS= say how many.
FAULTS_LOGS=FOLDER keeps the logs.
"""

import os
import sys
from collections.abc import Callable

from launcher import options
from launcher.faults import clocks, disk, house, mail, queue, reminders, rolling, voters
from launcher.sentences import Stop

FULL_REMINDERS, SMALL_REMINDERS = 10_000, 200


def all_reminders(*, seed: int, small: bool) -> bool:
    count = options.count("REMINDERS", SMALL_REMINDERS if small else FULL_REMINDERS)
    return reminders.run(seed=seed, count=count)


def play(name: str, scenario: house.Play) -> Callable[..., bool]:
    return lambda *, seed, small: house.run(name, scenario, seed=seed, small=small)


def disk_full(*, seed: int, small: bool) -> bool:
    if not disk.can():
        return disk.skipped()
    ready, over = disk.mount, disk.unmount
    return house.run("disk-full", disk.play, seed=seed, small=small, ready=ready, over=over)


def migrations(*, seed: int, small: bool) -> bool:
    """With one commit before, or with all since the tables were first made."""
    if not rolling.has_git():
        return rolling.skipped()
    commits = rolling.earlier()[: 1 if small else None]
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
    "reminders": all_reminders,
    "queue-gone": play("queue-gone", queue.gone),
    "queue-killed": play("queue-killed", queue.killed),
    "clocks": play("clocks", clocks.play),
    "mail": play("mail", mail.play),
    "disk-full": disk_full,
    "voters": play("voters", voters.play),
    "rolling": play("rolling", rolling.play),
    "migrations": migrations,
}


def faults(words: list[str]) -> None:
    names = words or list(PARTS)
    for name in names:
        if name not in PARTS:
            raise Stop("faults_unknown", value=name, known=", ".join(PARTS))
    seed, small = options.count("SEED", 1), os.environ.get("SIZE", "").strip().lower() == "small"
    for setting in ("REMINDERS", "VOTERS"):
        options.count(setting, 1)  # what is wrong is said before anything starts
    good = [PARTS[name](seed=seed, small=small) for name in names]
    if not all(good):
        sys.exit(1)
