"""Rows made in the database from their own numbers: INSERT … SELECT, with hashes for dice.

The same number and the same seed give the same row, so no row needs to be remembered to make it again.
"""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zlib import crc32

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

PARTS = 1_000_003  # a prime
HARMLESS = {list, dict, timedelta}  # defaults that are the same each time


@dataclass
class Filler:
    """Writes rows of one step, and counts them by table. `facts` are the parameters of its SQL."""

    cursor: CursorWrapper
    seed: int
    facts: dict[str, Any]
    rows: Counter = field(default_factory=Counter)
    seconds: Counter = field(default_factory=Counter)

    def insert(self, model: type[models.Model], source: str, columns: Mapping[str, str]) -> None:
        """`columns` as {attname: SQL over `source`}. What is not named gets the model's own default, so that
        a field which is added later, and has one, needs no word here."""
        known, facts = {}, dict(self.facts)
        for one in model._meta.concrete_fields:
            if one.attname in columns:
                known[one.column] = columns[one.attname]
            elif (value := default_of(one)) is not None:
                name = f"{one.column}__usual"
                known[one.column], facts[name] = f"%({name})s", one.get_db_prep_save(value, connection)
        if unknown := set(columns) - {one.attname for one in model._meta.concrete_fields}:
            raise LookupError(f"{model._meta.label} has no {sorted(unknown)}")
        names = ", ".join(f'"{name}"' for name in known)
        self._count(
            model._meta.db_table,
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(known.values())} {source}',
            facts,
        )

    def keep(self, name: str, query: str) -> None:
        """For the rest of this step: facts that several tables are filled from."""
        self.cursor.execute(f"DROP TABLE IF EXISTS {name}")
        self.cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {query}", self.facts)
        self.cursor.execute(f"ANALYZE {name}")

    def change(self, table: str, sql: str) -> None:
        """Of rows that were counted when they were inserted."""
        self.cursor.execute(f"UPDATE {table} {sql}", self.facts)

    def _count(self, table: str, sql: str, facts: dict[str, Any]) -> None:
        begun = time.monotonic()
        self.cursor.execute(sql, facts)
        self.rows[table] += self.cursor.rowcount
        self.seconds[table] += time.monotonic() - begun

    # --- dice, as SQL ---------------------------------------------------------------------------------------

    def dice(self, what: str, number: str) -> str:
        """A whole number, 0 or more."""
        seed = crc32(f"{self.seed} {what}".encode())
        return f"(hashint8extended(({number})::bigint, {seed}) & 9223372036854775807)"

    def below(self, what: str, number: str, count: int | str) -> str:
        """0 to `count` - 1."""
        return f"mod({self.dice(what, number)}, ({count})::bigint)::int"

    def part(self, what: str, number: str) -> str:
        """From 0 to 1, 1 not included."""
        return f"(mod({self.dice(what, number)}, {PARTS}) / {PARTS}.0::float8)"

    def one_of(self, what: str, number: str, words: str, count: int) -> str:
        """`words` names a fact, a list of so many."""
        return f"(%({words})s::text[])[1 + {self.below(what, number, count)}]"

    def key(self, what: str, number: str) -> str:
        return f"md5(concat('{self.seed} {what} ', {number}))::uuid"

    def code(self, what: str, number: str, length: int) -> str:
        return f"left(md5(concat('{self.seed} {what} ', {number})), {length})"


def default_of(one: models.Field) -> Any:
    """None: it is left out."""
    if one.generated:
        return None
    if one.primary_key:
        raise LookupError(f"{one} has to be given")
    if one.has_default():
        if callable(one.default) and one.default not in HARMLESS:
            raise LookupError(f"{one} has to be given: its default is another each time")
        return one.get_default()
    if one.null:
        return None
    if one.empty_strings_allowed and one.blank:
        return ""
    raise LookupError(f"{one} has to be given")
