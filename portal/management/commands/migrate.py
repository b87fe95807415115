from django.core.management.commands.migrate import Command as Migrate
from django.db import DEFAULT_DB_ALIAS

from portal import schema

# With one of these somebody wants to see or to do something of their own.
OF_THEIR_OWN = (
    "app_label",
    "migration_name",
    "fake",
    "fake_initial",
    "plan",
    "check_unapplied",
    "prune",
    "run_syncdb",
)


class Command(Migrate):
    """Django's, but that a new database begins with the tables in one go (docs/adr/0020)."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--from-the-first", action="store_true", help="Apply every migration to a new database too."
        )

    def handle(self, *args, **options):
        from_the_first = options.pop("from_the_first", False)
        is_plain = not any(options.get(name) for name in OF_THEIR_OWN)
        if is_plain and not from_the_first and options["database"] == DEFAULT_DB_ALIAS:
            schema.begin()
        super().handle(*args, **options)
