"""Several lists by one question: each is JSON on the way, and then the same rows that it would have given.

For pages with many short lists, such as a desk. A list that Django sees to be empty is not asked for. Not for
columns of bytes or of lengths of time, which JSON does not keep; a list with one is refused.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Field, QuerySet

Read = Callable[[Any], Any] | None

# By kind of column; what JSON has itself stays. A column of JSON is read by Django, from text.
READ: list[tuple[type[Field], Read]] = [
    (models.JSONField, lambda value: json.dumps(value, default=float)),
    (models.DateTimeField, datetime.fromisoformat),
    (models.DateField, date.fromisoformat),
    (models.TimeField, time.fromisoformat),
    (models.UUIDField, UUID),
    (models.DecimalField, Decimal),
    (models.FloatField, float),
    *((kind, None) for kind in (models.BooleanField, models.CharField, models.TextField, models.FileField)),
    (models.IntegerField, None),
]


def ask_together(lists: Mapping[str, QuerySet]) -> dict[str, list]:
    """The rows of each, by its name; afterwards each list knows its own, as if it had been asked."""
    parts = {name: Part(rows) for name, rows in lists.items()}
    found = iter(())
    if known := [part for part in parts.values() if part.sql]:
        with connections[known[0].rows.db].cursor() as cursor:
            cursor.execute(statement(known), [value for part in known for value in part.values])
            found = iter(cursor.fetchone())
    for part in parts.values():
        part.rows._result_cache = part.read(next(found)) if part.sql else []
    return {name: list(part.rows) for name, part in parts.items()}


def statement(parts: Iterable["Part"]) -> str:
    """One row, with a list in each column."""
    part = "(SELECT json_agg(q) FROM ({}) AS q ({}))::text"
    return f"SELECT {', '.join(part.format(one.sql, one.names) for one in parts)}"


def counted(rows: QuerySet) -> QuerySet:
    """How many there are, as a list of which the sum is meant: where there can be none, it is empty."""
    one = rows.order_by().annotate(all=models.Value(1)).values("all")
    return one.annotate(n=models.Count("pk")).values_list("n", flat=True)


def among(ids: ArraySubquery) -> models.Func:
    """ "id = ANY(ids)": unlike IN, the few ids are found before any of the joins."""
    template, output_field = "%(expressions)s)", models.BooleanField()
    return models.Func(
        models.F("pk"), ids, arg_joiner=" = ANY(", template=template, output_field=output_field
    )


class Part:
    """One of the lists: its words, what stands in them, and how its rows are read. No words: it is empty."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows, self.sql, self.values = rows, "", ()
        self.compiler = rows.query.get_compiler(using=rows.db)
        try:
            self.sql, self.values = self.compiler.as_sql()
        except EmptyResultSet:
            return
        columns = [column[0] for column in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        readers = [reader(column.output_field) for column in columns]
        self.changed = [(number, read) for number, read in enumerate(readers) if read]
        self.names = ", ".join(f"c{number}" for number in range(len(columns)))

    def read(self, found: str | None) -> list:
        """The rows, from the column that `statement` gives for them; new ones each time."""
        compiler, query = copy(self.compiler), copy(self.rows.query)
        compiler.get_converters = lambda columns: self.converters
        compiler.execute_sql = lambda *args, **options: [self._values(found)]
        query.get_compiler = lambda *args, **options: compiler
        rows = self.rows.__class__(model=self.rows.model, query=query, using=self.rows.db)
        rows._iterable_class, rows._fields = self.rows._iterable_class, self.rows._fields
        rows._known_related_objects = self.rows._known_related_objects
        rows._hints = self.rows._hints
        return list(rows._iterable_class(rows))

    def _values(self, found: str | None) -> list[list]:
        lines = [list(row.values()) for row in json.loads(found, parse_float=Decimal)] if found else []
        for values in lines:
            for number, read in self.changed:
                if values[number] is not None:
                    values[number] = read(values[number])
        return lines


def reader(field: Field) -> Read:
    """What makes of a value in JSON the value that the database would have given."""
    while field.remote_field:
        field = field.target_field
    if isinstance(field, ArrayField):
        read = reader(field.base_field)
        return read and (lambda values: [value if value is None else read(value) for value in values])
    for kind, read in READ:
        if isinstance(field, kind):
            return read
    raise TypeError(f"{field!r} does not travel as JSON")
