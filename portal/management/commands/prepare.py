import gc

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Many small changes each: among few tables they cost nothing, beside all of ours a second.
FIRST = {"mfa", "socialaccount", "usersessions"}


class Command(BaseCommand):
    help = "Brings the database up to date (tables, shared cache) and makes the key for web push."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="then what the demo's first pages need")

    def handle(self, *args, demo: bool, **options):
        gc.set_threshold(50_000, 50, 100)  # looking for rubbish as often as usual takes a tenth of the time
        _begin_with_others()
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", verbosity=options["verbosity"])
        call_command("push_key", keep=True, verbosity=options["verbosity"])
        if demo:
            call_command("load_demo", now=True, verbosity=options["verbosity"])


def _begin_with_others() -> None:
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:  # a new database
        executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in FIRST])
