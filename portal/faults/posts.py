"""Messages one after another, each with a number in its title by which a judge outside knows it again."""

import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications.nudge import nudge
from notifications.operations import post as post_message
from portal.faults.acts import steadily
from portal.faults.ground import Ground, read_ground

KIND = "committees.trial"


def post(options: Mapping[str, Any]) -> dict:
    """`count` of them, or until the file is there; how long each took, to the commit and its nudge."""
    ground, seconds = steadily(read_ground), []
    numbers: Iterable[int] = count(options["first"])
    if options["count"]:
        numbers = range(options["first"], options["first"] + options["count"])
    for number in numbers:
        if options["until"] and options["until"].exists():
            break
        begun = time.monotonic()
        steadily(lambda number=number: _post(ground, number, options))
        seconds.append(time.monotonic() - begun)
        time.sleep(options["pace"])
    return {"seconds": seconds}


@transaction.atomic
def _post(ground: Ground, number: int, options: Mapping[str, Any]) -> None:
    post_message(
        to=[ground.delegates[number % len(ground.delegates)]],
        kind=KIND,
        words=lambda: (f"trial {number}", ""),
        url=f"/?trial={number}",  # a text message says no more than this
        subject=ground.company,
        dedupe=f"trial {number}",
        due_at=timezone.now() + timedelta(seconds=options["due_in"]),
        channels=options["channels"],
    )
    nudge()
