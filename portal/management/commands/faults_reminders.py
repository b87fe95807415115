"""What `make faults` asks of the house for its part "reminders"; never where anybody is real."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from notifications.models import Message
from notifications.queries import WAITING
from portal.faults.acts import PAUSE, act, steadily
from portal.faults.count import count, read_acts, read_keys, read_mails, read_rows
from portal.faults.ground import is_for_trials, make_ground, reach_everywhere, read_ground

STILL = 300.0  # seconds without any change, after which nothing more is expected


class Command(BaseCommand):
    requires_system_checks = []
    help = "Prepares, does, waits for and counts what `make faults` tries; only on a database of its own."

    def add_arguments(self, parser):
        parts = parser.add_subparsers(dest="part", required=True)
        ground = parts.add_parser("ground")
        ground.add_argument("--invited", type=int, required=True)
        ground.add_argument("--push", default="", help="where their browsers are woken, but for a number")
        acting = parts.add_parser("act")
        acting.add_argument("--seed", type=int, required=True)
        acting.add_argument("--meetings", type=int, required=True)
        acting.add_argument("--acts", type=Path, required=True)
        parts.add_parser("wait")
        counting = parts.add_parser("count")
        for name in ("--acts", "--mails", "--keys", "--figures"):
            counting.add_argument(name, type=Path, required=True)

    def handle(self, *args, part: str, **options):
        if not steadily(is_for_trials):
            raise CommandError("Only invented people may be in a database on which faults are tried.")
        if part == "ground":
            make_ground(options["invited"])
            reach_everywhere(options["push"])
        elif part == "act":
            act(options["seed"], options["meetings"], options["acts"])
        elif part == "wait":
            wait()
        else:
            figures = count(
                read_rows(),
                read_mails(options["mails"]),
                read_keys(options["keys"]),
                read_acts(options["acts"]),
                invited=len(read_ground().delegates),
                until=timezone.now(),
            )
            options["figures"].write_text(json.dumps(figures))


def wait() -> None:
    """Until nothing that is due waits, or nothing happens any more."""
    last, since = -1, time.monotonic()
    while left := steadily(waiting):
        if left != last:
            last, since = left, time.monotonic()
        if time.monotonic() - since > STILL:
            return  # the count will say what is unfinished
        time.sleep(PAUSE)


def waiting() -> int:
    return Message.objects.filter(state__in=WAITING, due_at__lte=timezone.now()).count()
