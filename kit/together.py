"""Several lists by one question: each is JSON on the way, and then the same rows that it would have given.

For pages with many short lists, such as a desk. A list that Django sees to be empty is not asked for. Not for
columns of bytes or of lengths of time, which JSON does not keep; a list with one is refused.
"""

import json
from collections.abc import Callable, Mapping
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
    asked = {name: _Asked(rows) for name, rows in lists.items()}
    if known := [one for one in asked.values() if one.sql]:
        part = "(SELECT json_agg(q) FROM ({}) AS q ({}))::text"
        parts = [part.format(one.sql, one.names) for one in known]
        with connections[known[0].rows.db].cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", [value for one in known for value in one.values])
            for one, found in zip(known, cursor.fetchone(), strict=True):
                one.take(json.loads(found, parse_float=Decimal) if found else [])
    return {name: one.result() for name, one in asked.items()}


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


class _Asked:
    def __init__(self, rows: QuerySet) -> None:
        self.rows, self.sql, self.found = rows, "", []
        self.compiler = rows.query.get_compiler(using=rows.db)
        try:
            self.sql, self.values = self.compiler.as_sql()
        except EmptyResultSet:
            return
        columns = self.compiler.select[: self.compiler.col_count]
        self.readers = [reader(column[0].output_field) for column in columns]
        self.names = ", ".join(f"c{number}" for number in range(len(columns)))

    def take(self, found: list[dict]) -> None:
        changed = [(number, read) for number, read in enumerate(self.readers) if read]
        for row in found:
            values = list(row.values())
            for number, read in changed:
                if values[number] is not None:
                    values[number] = read(values[number])
            self.found.append(values)

    def result(self) -> list:
        """What is to be prefetched is asked for now."""
        if self.sql:
            query = self.rows.query.clone()
            query.get_compiler = lambda *args, **options: self.compiler
            self.compiler.execute_sql = lambda *args, **options: [self.found]
            given = self.rows._chain()
            given._query = query  # past a setter that takes values_list() for values()
            self.rows._result_cache = list(given._iterable_class(given))
        else:
            self.rows._result_cache = []
        return list(self.rows)


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
