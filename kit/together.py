"""Several lists by one question: each is JSON on the way, and then the same rows that it would have given.

For pages with many short lists, such as a desk. A list that Django sees to be empty is not asked for. Not for
columns of bytes or of lengths of time, which JSON does not keep; a list with one is refused.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Read = Callable[[Any], Any] | None

# By kind of column: PostgreSQL's type, and what makes a value of what JSON has for it, where that is another.
# A column of JSON is read by Django, from text.
KINDS: list[tuple[type[Field], str, Read]] = [
    (models.JSONField, "jsonb", lambda value: json.dumps(value, default=float)),
    (models.DateTimeField, "timestamptz", datetime.fromisoformat),
    (models.DateField, "date", date.fromisoformat),
    (models.TimeField, "time", time.fromisoformat),
    (models.UUIDField, "uuid", UUID),
    (models.DecimalField, "numeric", Decimal),
    (models.FloatField, "float8", float),
    (models.BooleanField, "boolean", None),
    *((kind, "text", None) for kind in (models.CharField, models.TextField, models.FileField)),
    (models.IntegerField, "bigint", None),
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


def among(ids: ArraySubquery, name: str = "pk") -> models.Func:
    """ "id = ANY(ids)": unlike IN, the few ids are found before any of the joins."""
    template, output_field = "%(expressions)s)", models.BooleanField()
    return models.Func(
        models.F(name), ids, arg_joiner=" = ANY(", template=template, output_field=output_field
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
        kinds = [kind_of(column.output_field) for column in columns]
        self.types = [name for name, _read in kinds]
        self.changed = [(number, read) for number, (_name, read) in enumerate(kinds) if read]
        self.names = ", ".join(f"c{number}" for number in range(len(columns)))
        self.is_plain = rows._iterable_class is ModelIterable and not rows._known_related_objects
        self.shapes: dict[str, Shape] = {}  # by the database that the rows come from

    @property
    def alone(self) -> str:
        """Its words, with rows of types that a change of the columns leaves as they are."""
        shown = ", ".join(f"c{number}::{name}" for number, name in enumerate(self.types))
        return f"SELECT {shown} FROM ({self.sql}) AS q ({self.names})"  # noqa: S608 Django's own words

    def read(self, found: str | None) -> list:
        """The rows, from the column that `statement` gives for them; new ones each time."""
        lines = [list(row.values()) for row in json.loads(found, parse_float=Decimal)] if found else []
        for values in lines:
            for number, read in self.changed:
                if values[number] is not None:
                    values[number] = read(values[number])
        return self.made_of(lines)

    def made_of(self, lines: list[Sequence]) -> list:
        """The rows, of their columns as the database gives them."""
        if not lines:
            return []
        if self.is_plain:
            lines = self.compiler.apply_converters(lines, self.converters) if self.converters else lines
            shape = self._shape(self.rows.db)
            return [shape.made_of(values) for values in lines]
        compiler, query = copy(self.compiler), copy(self.rows.query)
        compiler.get_converters = lambda columns: self.converters
        compiler.execute_sql = lambda *args, **options: [lines]
        query.get_compiler = lambda *args, **options: compiler
        rows = self.rows.__class__(model=self.rows.model, query=query, using=self.rows.db)
        rows._iterable_class, rows._fields = self.rows._iterable_class, self.rows._fields
        rows._known_related_objects = self.rows._known_related_objects
        rows._hints = self.rows._hints
        return list(rows._iterable_class(rows))

    def _shape(self, using: str) -> "Shape":
        if using not in self.shapes:
            self.shapes[using] = Shape(self.compiler, using)
        return self.shapes[using]


class Shape:
    """How columns become a model with what is around it: as `ModelIterable`, which finds out each time."""

    def __init__(self, compiler: SQLCompiler, using: str) -> None:
        info = compiler.klass_info
        columns = info["select_fields"]
        self.using, self.model, self.own = using, info["model"], slice(columns[0], columns[-1] + 1)
        self.names = [column[0].target.attname for column in compiler.select[self.own]]
        self.around = get_related_populators(info, compiler.select, using)
        self.more = list((compiler.annotation_col_map or {}).items())

    def made_of(self, values: Sequence) -> models.Model:
        made = self.model.from_db(self.using, self.names, values[self.own])
        for one in self.around:
            one.populate(values, made)
        for name, place in self.more:
            setattr(made, name, values[place])
        return made


def kind_of(field: Field) -> tuple[str, Read]:
    """PostgreSQL's type, and what makes of a value in JSON the value that the database would have given."""
    while field.remote_field:
        field = field.target_field
    if isinstance(field, ArrayField):
        name, read = kind_of(field.base_field)
        return f"{name}[]", read and (lambda values: [v if v is None else read(v) for v in values])
    for kind, name, read in KINDS:
        if isinstance(field, kind):
            return name, read
    raise TypeError(f"{field!r} does not travel as JSON")
