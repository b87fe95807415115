import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.load import is_empty, load_demo, load_year


class Command(BaseCommand):
    help = "Fills an empty database with four invented neighbourhoods and a year of their life."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are places already"
        )
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--now", action="store_true", help="only what the first pages need")
        part.add_argument("--year", action="store_true", help="only the year behind it, once")

    def handle(self, *args, if_empty: bool, now: bool, year: bool, **options):
        if not settings.DEMO:
            raise CommandError("The demo is only loaded where DEMO=1 is set.")
        started = time.monotonic()
        if not year and not self._begin(if_empty):
            return
        if not now:
            load_year()
        self.stdout.write(f"demo loaded in {time.monotonic() - started:.1f} s")

    def _begin(self, if_empty: bool) -> bool:
        if is_empty():
            load_demo()
            return True
        if if_empty:
            return False
        raise CommandError("There are places in this database already; the demo goes into an empty one only.")
