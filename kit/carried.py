"""Rows that come along with another row, by the same question: JSON on the way, rows again in Python.

For the few things that stand beside the one that a page is about. `carried(rows)` is an annotation whose rows
name the outer one by OuterRef; `unpacked(Model, annotation)` gives them back as they would have been fetched,
without what they refer to. Not for tables with columns of bytes.
"""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, Func, JSONField, Model, QuerySet
from django.db.models.expressions import Col
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)
Document = dict[str, Any]


class Exact(json.JSONDecoder):
    """80.00 m² keep their places."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"parse_float": Decimal})


class RowColumn(Col):
    def as_sql(self, compiler, connection) -> tuple[str, Sequence]:
        return f"to_jsonb({compiler.quote_name_unless_alias(self.alias)})", ()


class WholeRow(Expression):
    """All columns at once: named one by one they would cost Django a millisecond."""

    def resolve_expression(self, query=None, *args, **kwargs) -> Col:
        return RowColumn(query.get_initial_alias(), query.model._meta.pk, JSONField(decoder=Exact))


def carried(rows: QuerySet, **more: Any) -> ArraySubquery:
    """These rows, in their order; `more` are annotations or paths of what else is read of each."""
    row = Func(
        WholeRow(),
        *([JSONObject(**more)] if more else []),
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=JSONField(decoder=Exact),
    )
    return ArraySubquery(rows.values_list(row))


def unpacked(model: type[Row], documents: Iterable[Document] | None) -> list[Row]:
    """None where Django saw that there could be nothing."""
    fields = [(field.column, field.to_python) for field in model._meta.concrete_fields]
    names = [field.attname for field in model._meta.concrete_fields]
    known = {column for column, _read in fields}
    found = []
    for document in documents or ():
        row = model.from_db(None, names, [read(document[column]) for column, read in fields])
        row.__dict__.update((name, value) for name, value in document.items() if name not in known)
        found.append(row)
    return found


def first_of(model: type[Row], documents: list[Document] | None) -> Row | None:
    return next(iter(unpacked(model, (documents or [])[:1])), None)


def prefetched(row: Model, name: str, documents: Iterable[Document] | None) -> None:
    """As `prefetch_related(name)` leaves them: `row.name.all()` asks nothing."""
    relation = row._meta.get_field(name)
    rows = unpacked(relation.related_model, documents)
    for one in rows:
        setattr(one, relation.field.name, row)
    found = getattr(row, name).get_queryset()
    found._result_cache, found._prefetch_done = rows, True
    if not hasattr(row, "_prefetched_objects_cache"):
        row._prefetched_objects_cache = {}
    row._prefetched_objects_cache[name] = found


def partly(model: type[Row], **values: Any) -> Row:
    """A row of which only these columns are known, as by `only()`: the others are asked for when read."""
    return model.from_db(None, list(values), list(values.values()))
