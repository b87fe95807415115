"""`make faults`: what must hold while processes are killed, with figures. One part so far: "reminders"."""

import os
import sys

from launcher.faults import reminders
from launcher.sentences import Stop

PARTS = {"reminders": reminders.run}


def faults(words: list[str]) -> None:
    names = words or list(PARTS)
    for name in names:
        if name not in PARTS:
            raise Stop("faults_unknown", value=name, known=", ".join(PARTS))
    good = [PARTS[name](seed=number("SEED", 1), count=number("REMINDERS", 10_000)) for name in names]
    if not all(good):
        sys.exit(1)


def number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise Stop("faults_number", name=name, value=value)
    return int(value)
