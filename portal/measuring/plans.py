"""What PostgreSQL makes of the statements of a page: which big tables it would read from end to end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.db import connection

from kit.kept_plans import ONE_FOR_ALL

BIG = 100_000  # rows


@dataclass(frozen=True)
class Statement:
    sql: str
    params: Any
    ms: float
    way: str = ""  # what goes before it in the same message: one plan for all (`kit.kept_plans`)

    @property
    def is_read(self) -> bool:
        words = self.sql.lstrip("( ").upper()
        return words.startswith(("SELECT", "WITH")) or (
            words.startswith("EXECUTE") and "/* reads" in self.sql
        )


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Those that are asked inside, as they go to the database."""
    kept: list[Statement] = []

    def keep(execute, sql, params, many, context):
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            way = ONE_FOR_ALL if sql.startswith(ONE_FOR_ALL) else ""
            ms = (perf_counter() - begun) * 1000
            kept.append(Statement(sql.removeprefix(way), params, ms, way))

    with connection.execute_wrapper(keep):
        yield kept


def big_tables() -> dict[str, int]:
    """Rows of each table, a partition's counted to its parent too, as the last ANALYZE found them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, greatest(c.reltuples, 0)::bigint, p.relname FROM pg_class c
               LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
               WHERE c.relkind IN ('r', 'm') AND c.relnamespace = 'public'::regnamespace"""
        )
        found: dict[str, int] = {}
        whole: dict[str, int] = {}
        for name, rows, parent in cursor.fetchall():
            found[name] = rows
            if parent:
                whole[parent] = whole.get(parent, 0) + rows
    return {name: rows for name, rows in (found | whole).items() if rows > BIG}


def plan_of(statement: Statement, *, run: bool = False) -> dict[str, Any]:
    options = "FORMAT JSON, ANALYZE, TIMING OFF, BUFFERS" if run else "FORMAT JSON"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement.way}EXPLAIN ({options}) {statement.sql}", statement.params)
        [[plan]] = cursor.fetchall()
    [root] = json.loads(plan) if isinstance(plan, str) else plan
    return root["Plan"]


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def read_whole(plan: dict[str, Any], big: dict[str, int]) -> list[str]:
    """The big tables that this plan would go through row by row."""
    scans = (node for node in nodes(plan) if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan"))
    return sorted({node["Relation Name"] for node in scans if node["Relation Name"] in big})
