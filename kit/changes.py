"""Whether a page that was made a moment ago would be made the same now.

A version says of each table how often it changed lately: the newest row of `Change` and how many there are.
The number counts because transactions need not end in the order in which they took theirs.
"""

from collections.abc import Iterable

from django.db import Error, connections, migrations, router

from kit.kept_plans import KeptPlan
from kit.models import Change

VERSION = 'SELECT "table", max(id), count(*) FROM kit_change GROUP BY "table"'
VERSION_OF = KeptPlan(
    "linli_version",
    'SELECT "table"::text, max(id), count(*) FROM kit_change WHERE "table" = ANY(%(tables)s) GROUP BY 1',
    tables="text[]",
)
TRIGGER = "kit_noted"
NOTED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s"

Version = dict[str, tuple[int, int]]  # of the tables that changed lately


def version(tables: Iterable[str] | None = None) -> Version:
    """Of these tables, or of all, where pages are read from just now. One query.

    It is the first of its page, so it says as well whether the line still works: Django need not ask before.
    """
    line = connections[router.db_for_read(Change)]
    line.health_check_done = True
    try:
        with line.cursor() as cursor:
            if tables is None:
                cursor.execute(VERSION)
            else:
                VERSION_OF.run(cursor, {"tables": list(tables)})
            return {table: (newest, count) for table, newest, count in cursor.fetchall()}
    except Error:
        line.close()  # whoever asks next has a new one
        raise


def noted() -> set[str]:
    """The tables whose changes are noted."""
    with connections[router.db_for_read(Change)].cursor() as cursor:
        cursor.execute(NOTED, [TRIGGER])
        return {table for (table,) in cursor.fetchall()}


def note(*tables: str, columns: tuple[str, ...] = ()) -> migrations.RunSQL:
    """For migrations: from now on the changes of these tables are noted; `columns`: only of these."""
    update = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    put = f"CREATE TRIGGER {TRIGGER} AFTER INSERT OR {update} OR DELETE OR TRUNCATE ON {{table}}"
    put += " FOR EACH STATEMENT EXECUTE FUNCTION kit_note_change()"
    return migrations.RunSQL(
        [put.format(table=table) for table in tables],
        [f"DROP TRIGGER {TRIGGER} ON {table}" for table in tables],
    )
