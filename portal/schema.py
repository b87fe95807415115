"""What a new database begins with: the tables as all migrations together make them, written down once.

Applying them one after the other takes Django ten times as long, for it models the whole schema anew at each
step. `make schema` writes the file, and `make check` makes all of it anew and compares.
"""

import os
import re
import subprocess
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader

FILE = Path(__file__).with_name("schema.sql")
LOCK = 0x626567696E  # the number of the lock that lets one begin at a time: "begin"

# Filled after migrations, from what the code of that day says, or when something happens to a table.
NOT_FROM_MIGRATIONS = (
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "issues_category",
    "kit_change",
)
PLAIN = ("--no-owner", "--no-privileges", "--no-comments", "--inserts")
NAMED = re.compile(r"^-- after (\w+) (\w+)$", re.MULTILINE)
# What a client of that release says first and in between; an older server does not know all of it.
OF_THE_CLIENT = re.compile(
    r"^(--$|-- (Name|Data for Name|PostgreSQL database dump|Dumped )|\\(un)?restrict "
    r"|SELECT pg_catalog\.set_config\('search_path'|SELECT pg_catalog\.setval\('(\S+', 1, false|public\.("
    rf"{'|'.join(NOT_FROM_MIGRATIONS)})_id_seq')"
    r"|SET (\w+_timeout|client_\w+|standard_conforming_strings|check_function_bodies|xmloption|row_security"
    r"|default_\w+) = ).*\n",
    re.MULTILINE,
)

IS_NEW = """
    SELECT current_schema() = 'public'
       AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
"""
APPLIED = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())"


def begin() -> bool:
    """Make all tables in a database that has none; False when there are some, and nothing is done.

    What the file does not know yet is for the migrations that follow, as in any other database.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(IS_NEW)
        if not cursor.fetchone()[0]:
            return False
        words = FILE.read_text("utf-8")
        cursor.execute("SET LOCAL check_function_bodies = off")  # a body may name tables that come later
        cursor.execute(words)
        cursor.executemany(APPLIED, NAMED.findall(words))
    return True


def written(pg_dump: Path | str) -> str:
    """The file, from a database that the migrations have made."""
    names = sorted(MigrationLoader(connection).applied_migrations)
    first = f"-- PostgreSQL {connection.pg_version // 10_000}\n"
    return first + "".join(f"-- after {app} {name}\n" for app, name in names) + "\n" + dumped(pg_dump)


def dumped(pg_dump: Path | str) -> str:
    """Tables, functions and the rows that migrations brought, without what a release's own client sets."""
    (_, *line), environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    left_out = [f"--exclude-table-data={table}" for table in NOT_FROM_MIGRATIONS]
    done = subprocess.run(  # noqa: S603 (a program of the server's own)
        [str(pg_dump), *PLAIN, *left_out, *line],
        env=os.environ | (environment or {}),
        capture_output=True,
        text=True,
        check=True,
    )
    return re.sub(r"\n{3,}", "\n\n", OF_THE_CLIENT.sub("", done.stdout)).strip() + "\n"


def is_stale(pg_dump: Path | str) -> bool:
    """Whether the migrations make something else by now; of another release only the names are compared."""
    kept, now = FILE.read_text("utf-8"), written(pg_dump)
    if kept.partition("\n")[0] == now.partition("\n")[0]:
        return kept != now
    return NAMED.findall(kept) != NAMED.findall(now)
