from django.core.management.base import BaseCommand, CommandError

from portal import schema


class Command(BaseCommand):
    """For `make schema`: in a database that has just been migrated from the first on, and nothing else."""

    help = "Writes down what a new database begins with (portal/schema.sql)."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("pg_dump", help="the server's own program of that name")
        parser.add_argument("--check", action="store_true", help="write nothing; fail when it would differ")

    def handle(self, *args, pg_dump: str, check: bool, **options):
        if not check:
            schema.FILE.write_text(schema.written(pg_dump), "utf-8")
        elif schema.is_stale(pg_dump):
            raise CommandError(
                "The migrations make something else than portal/schema.sql: run `make schema`."
            )
