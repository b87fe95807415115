"""Fills an empty database with an invented city, for measuring."""

import time
from datetime import date

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from portal.city import city as cities
from portal.city import safe
from portal.city.making import make
from portal.city.progress import LOCK

SIZES = {"k": 1_000, "m": 1_000_000}
LEAST, MOST = 500, 20_000_000


def residents_of(text: str) -> int:
    """ "100k", "1m", "250000" """
    number, unit = (text[:-1], SIZES[text[-1].lower()]) if text[-1:].lower() in SIZES else (text, 1)
    if not number.isdecimal() or not LEAST <= int(number) * unit <= MOST:
        raise CommandError(f"--residents {text}? Say 100k, 1m, 10m, or a number from {LEAST} to {MOST}.")
    return int(number) * unit


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Fills this database with an invented city: streets of 700,000 residents, homes, captains, notices, "
        "issues with their histories, meetings, ballots, messages. For 1m about 410,000 homes in 8,000 "
        "buildings, 200,000 issues, 20,000 notices, 5,000 meetings, 500 ballots and 2,000,000 messages, else "
        "in proportion. The first street, the first building and its first resident are 50 times as hot as "
        "others. Killed, it goes on where it stopped. It refuses to touch a database with real people."
    )

    def add_arguments(self, parser):
        parser.add_argument("--residents", default="100k", help="100k, 1m, 10m, or a number")
        parser.add_argument("--seed", type=int, default=1, help="the same number gives the same city")
        parser.add_argument(
            "--day",
            type=date.fromisoformat,
            help="the city's today: 2026-11-27; else the day of the first run",
        )
        parser.add_argument("--i-know-this-is-empty", action="store_true", help="where DEMO is off")

    def handle(self, *args, residents: str, seed: int, day: date | None, **options):
        count = residents_of(residents)
        if not safe.is_prepared():
            call_command("prepare", verbosity=0)
        if sentence := safe.why_not(is_empty=options["i_know_this_is_empty"]):
            raise CommandError(sentence)
        with Alone():
            city = self._city(count, seed, day)
            if cities.is_done():
                self.stdout.write("This city is here already; nothing was written.")
                return
            begun = time.monotonic()
            try:
                report = make(city, self.stdout)
            except KeyboardInterrupt:
                raise CommandError("Stopped. The same command goes on from here.", returncode=130) from None
            self.stdout.write("\n".join(report.lines(time.monotonic() - begun)))
            self.stdout.write("\n".join(f"{who:<28} {phone}" for who, phone in city.hot().items()))

    def _city(self, residents: int, seed: int, day: date | None) -> cities.City:
        """The one that was begun, or a new one; never another beside it."""
        known = cities.begun()
        if known is None:
            if table := safe.taken():
                raise CommandError(f"Nothing was written. {table} has rows where those of a city would lie.")
            return cities.begin(residents, seed, day or timezone.localdate())
        asked = (residents, seed, day or known.day)
        here = (known.plan.residents, known.seed, known.day)
        if asked != here:
            raise CommandError(
                "Another city was begun here: "
                f"--residents {here[0]} --seed {here[1]} --day {here[2]}. One database holds one city."
            )
        return known


class Alone:
    """One at a time: a second run beside the first would find its chunks half done."""

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise CommandError("Another seed_city is at work in this database.")

    def __exit__(self, *_):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
