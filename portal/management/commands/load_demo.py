import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.load import is_empty, load_demo


class Command(BaseCommand):
    help = "Fills an empty database with four invented neighbourhoods and a year of their life."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there are places already"
        )

    def handle(self, *args, if_empty: bool = False, **options):
        if not settings.DEMO:
            raise CommandError("The demo is only loaded where DEMO=1 is set.")
        if not is_empty():
            if if_empty:
                return
            raise CommandError(
                "There are places in this database already; the demo goes into an empty one only."
            )
        started = time.monotonic()
        load_demo()
        self.stdout.write(f"demo loaded in {time.monotonic() - started:.1f} s")
