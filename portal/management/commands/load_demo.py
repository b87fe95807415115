import os
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.models import User
from portal.demo.load import load_demo, load_year
from portal.demo.world import ADMIN_EMAIL


class Command(BaseCommand):
    requires_system_checks = []  # `prepare` has just made them, and people wait
    help = "Fills an empty database with four invented neighbourhoods and a year of their life."

    def add_arguments(self, parser):
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--now", action="store_true", help="only what the first pages need")
        part.add_argument(
            "--year", action="store_true", help="only the year behind it, out of the way of others"
        )

    def handle(self, *args, now: bool, year: bool, **options):
        if not settings.DEMO:
            raise CommandError("The demo is only loaded where DEMO=1 is set.")
        started = time.monotonic()
        added = False if year else load_demo()
        if not now:
            added |= self._year(aside=year)
        seconds = time.monotonic() - started
        self.stdout.write(f"demo loaded in {seconds:.1f} s" if added else "nothing to add to the demo")

    def _year(self, aside: bool) -> bool:
        if not User.objects.filter(email=ADMIN_EMAIL, is_demo=True).exists():
            raise CommandError("These places are not the demo's; it goes into an empty database only.")
        if aside:
            os.nice(10)  # people are reading pages meanwhile
        return load_year()
