import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder

from portal.backup.shape import unknown

# The earlier code may still be serving. A change that must wait for a table makes all who come after it wait
# too: so it waits this long and no longer, lets them pass, and comes again.
LOCK_SECONDS, TRIES, PAUSE = 3, 40, 1.5
LOCK_NOT_AVAILABLE, INSUFFICIENT_PRIVILEGE = "55P03", "42501"
OLDEST = 15  # PostgreSQL


class Command(BaseCommand):
    help = "Brings the database up to date (tables, shared cache) and makes the key for web push."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="then what the demo's first pages need")

    def handle(self, *args, demo: bool, **options):
        gc.set_threshold(50_000, 50, 100)  # looking for rubbish as often as usual takes a tenth of the time
        refuse_unfit(*about_the_server())
        with rights_in_one_sentence():
            migrate_while_in_use(verbosity=options["verbosity"])
            call_command("createcachetable", verbosity=options["verbosity"])
        if newer := of_newer_code():
            self.stderr.write(
                f"Note: this database was changed by newer code: it knows {', '.join(newer)}, and this code "
                "does not. Bring the newer code back soon, or restore a backup from before."
            )
        call_command("push_key", keep=True, verbosity=options["verbosity"])
        if demo:
            call_command("load_demo", now=True, verbosity=options["verbosity"])


ABOUT = """
    SELECT current_setting('server_encoding'),
           EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gist')
"""


def about_the_server() -> tuple[int, str, bool]:
    """Its version, how the database keeps texts, and whether it has what a migration asks for.

    The first question of an installation: often in vain.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(ABOUT)
            return connection.pg_version // 10_000, *cursor.fetchone()
    except OperationalError as error:
        why = " ".join(str(error).split())
        raise CommandError(
            f"The database does not answer: {why}. Start it or correct DATABASE_URL."
        ) from None


def refuse_unfit(version: int, encoding: str, has_btree_gist: bool) -> None:
    """Before the first table is made: some migrations on it would be a traceback, and half a database."""
    if version < OLDEST:
        raise CommandError(f"The database is PostgreSQL {version}. Linli needs PostgreSQL {OLDEST} or newer.")
    if encoding != "UTF8":
        raise CommandError(
            f"The database keeps texts as {encoding}, which has no Chinese. Make it anew: create database … "
            "encoding 'UTF8' locale 'C.UTF-8' template template0;"
        )
    if not has_btree_gist:
        raise CommandError(
            "The database's server lacks the extension btree_gist: install the package postgresql-contrib "
            "there."
        )


@contextmanager
def rights_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", "") != INSUFFICIENT_PRIVILEGE:
            raise
        why, about = " ".join(str(error).split()), connection.settings_dict
        raise CommandError(
            f"The database refuses: {why}. Let it belong to Linli's role, as an administrator of the server: "
            f"ALTER DATABASE {about['NAME']} OWNER TO {about['USER']};"
        ) from None


def of_newer_code() -> list[str]:
    """Migrations applied here that this code does not know: somebody went back to an earlier version."""
    applied = MigrationRecorder(connection).applied_migrations()
    return unknown([f"{app}.{name}" for app, name in applied if app in apps.app_configs])


def migrate_while_in_use(**options) -> None:
    """Each migration is a transaction: what a timeout ends is as it was, what was done before stays."""
    with connection.execute_wrapper(_patient_with_indexes):
        for left in reversed(range(TRIES)):
            _wait_for_locks(LOCK_SECONDS)
            try:
                call_command("migrate", interactive=False, **options)
                break
            except OperationalError as error:
                if not left or getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
                    raise
                time.sleep(PAUSE)
    _wait_for_locks(0)


def _patient_with_indexes(execute, sql, params, many, context):
    """One that is made beside the work holds up nobody; ended half way it would be left, and not valid."""
    if "CONCURRENTLY" not in str(sql):
        return execute(sql, params, many, context)
    _wait_for_locks(0)
    try:
        return execute(sql, params, many, context)
    finally:
        _wait_for_locks(LOCK_SECONDS)


def _wait_for_locks(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{seconds}s"])
