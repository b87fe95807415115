"""Rows out of PostgreSQL and into it again, as COPY writes them; the tables come from the migrations.

Not pg_dump: see docs/adr/0012. A table's rows are always written in the order of its key and by the settings
below, so that the same rows have the same hash on any server.
"""

import io
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, connection
from psycopg2 import sql

from portal.backup.entries import PIECE, Sum
from portal.backup.stop import Stop

MANY = 10_000  # from here on, rows come first and indexes afterwards
SETTINGS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "synchronize_seqscans": "off",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}

TABLES = """
SELECT c.relname, c.reltuples::bigint,
    ARRAY(SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
          AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum)::text[],
    ARRAY(SELECT format(CASE WHEN a.attcollation <> 0 THEN '%%I COLLATE "C"' ELSE '%%I' END, a.attname)
          FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
          WHERE i.indrelid = c.oid AND i.indisprimary
          ORDER BY array_position(i.indkey::int[], a.attnum::int))
FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY c.relname COLLATE "C"
"""
SEQUENCES = """
SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
    AND (a.attidentity <> '' OR a.atthasdef)
    AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Table:
    name: str
    rows: int  # as PostgreSQL guesses it
    columns: list[str]
    key: list[str]


def set_up(cursor) -> None:
    for name, value in SETTINGS.items():
        cursor.execute(f"SET LOCAL {name} = '{value}'")


def tables(cursor) -> list[Table]:
    """All but the cache, which need not be kept, and is not made by a migration."""
    cursor.execute(TABLES.replace("%%", "%"))
    cache = settings.CACHES["default"]["LOCATION"]
    return [Table(*row) for row in cursor.fetchall() if row[0] != cache]


def hold_still(cursor, known: list[Table]) -> None:
    """Their rows may change meanwhile, their shape may not."""
    listed = sql.SQL(", ").join(sql.Identifier(table.name) for table in known)
    cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(listed))


def copy_out(cursor, name: str, columns: list[str], key: list[str], file: BinaryIO) -> int:
    """Returns how many rows."""
    order = sql.SQL(", ").join(map(sql.SQL, key)) if key else sql.SQL('t::text COLLATE "C"')
    question = sql.SQL("COPY (SELECT {} FROM {} t ORDER BY {}) TO STDOUT").format(
        _names(columns), sql.Identifier(name), order
    )
    return _copy(cursor, question, file)


def copy_in(cursor, name: str, columns: list[str], file: BinaryIO) -> int:
    words = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(name), _names(columns))
    return _copy(cursor, words, file)


def _copy(cursor, words: sql.Composed, file: BinaryIO) -> int:
    """What went wrong with the file is said as it was: psycopg makes a cancelled query of it."""
    try:
        with connection.wrap_database_errors:
            cursor.copy_expert(words, file, size=PIECE)
    except DatabaseError:
        if failed := getattr(file, "raw", file).failed:
            raise failed from None
        raise
    return cursor.rowcount


def found(cursor, name: str, columns: list[str], key: list[str]) -> dict:
    """What a table holds now, as the manifest says it."""
    total = Sum()
    with io.BufferedWriter(total, PIECE) as buffered:
        rows = copy_out(cursor, name, columns, key, buffered)
        buffered.flush()
    return total.found | {"rows": rows}


def _names(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


# --- numbers that are given next ----------------------------------------------------------------------------


def next_numbers(cursor) -> list[tuple[str, str, int]]:
    """(table, column, the number that its next row gets)"""
    cursor.execute(SEQUENCES)
    known = []
    for table, column, sequence in cursor.fetchall():
        cursor.execute(f"SELECT last_value + is_called::int FROM {sequence}")  # noqa: S608 (PostgreSQL quotes it)
        known.append((table, column, cursor.fetchone()[0]))
    return known


def set_next_numbers(cursor, known: list[tuple[str, str, int]]) -> None:
    """By ALTER, which a rollback undoes; it would not undo setval()."""
    cursor.execute(SEQUENCES)
    sequences = {(table, column): sequence for table, column, sequence in cursor.fetchall()}
    for table, column, number in known:
        if sequence := sequences.get((table, column)):
            cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {int(number)}")


# --- around many rows ---------------------------------------------------------------------------------------

FOREIGN_KEYS = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
FROM pg_constraint c
WHERE c.connamespace = current_schema()::regnamespace AND c.contype = 'f' AND c.conparentid = 0
ORDER BY 1, 2
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s) AND c.relkind = 'r'
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
ORDER BY 1
"""
TRIGGERED = """
SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND t.tgenabled = 'O'
    AND t.tgparentid = 0
ORDER BY 1
"""


class Bare:
    """Takes rows as they were: without triggers, which would judge or rewrite them; without foreign keys,
    which come back all at once and are checked then; and large tables without their indexes.

    An owner may do all of this. `session_replication_role` only a superuser may set, and it checks nothing.
    """

    def __init__(self, cursor, large: list[str]) -> None:
        self.cursor = cursor
        self.triggered = [table for (table,) in self._ask(TRIGGERED)]
        self.foreign_keys = self._ask(FOREIGN_KEYS)
        self.indexes = self._ask(INDEXES, [large])

    def strip(self) -> None:
        for table in self.triggered:
            self.cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, name, _definition in self.foreign_keys:
            self.cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in self.indexes:
            self.cursor.execute(f"DROP INDEX {name}")

    def dress(self) -> None:
        for _name, definition in self.indexes:
            self.cursor.execute(definition)
        for table, name, definition in self.foreign_keys:
            self.cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table in self.triggered:
            self.cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def _ask(self, question: str, params: list | None = None) -> list[tuple]:
        self.cursor.execute(question, params)
        return self.cursor.fetchall()


def empty(cursor) -> None:
    """Every table, the cache too: what it remembers is of another time."""
    names = [table.name for table in tables(cursor)]
    names += [name for name in [settings.CACHES["default"]["LOCATION"]] if _is_there(cursor, name)]
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    cursor.execute(sql.SQL("TRUNCATE {}").format(listed))


def drop_all(cursor) -> None:
    """Tables and functions of this schema, but for those of extensions."""
    cursor.execute("""
        SELECT format('DROP TABLE IF EXISTS %I CASCADE', c.relname) FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        UNION ALL
        SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    """)
    for (words,) in cursor.fetchall():
        cursor.execute(words)


def _is_there(cursor, name: str) -> bool:
    cursor.execute("SELECT to_regclass(quote_ident(%s)) IS NOT NULL", [name])
    return cursor.fetchone()[0]


def refuse_others(known: dict[str, Table], name: str, columns: list[str]) -> None:
    if name not in known or set(known[name].columns) != set(columns):
        raise Stop(f"The table {name} of the backup is not the one that the migrations make here.")
