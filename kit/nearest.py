"""Finds in the order of how near they are to the reader, and of how well their numbers fit.

To sort all finds of a common word would be to read each of them. What is near is a few rows of an index, and
of all the rest the first in the table's own order are enough: only these are sorted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Expression,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from kit.together import among

IS_PART, FAR = "is_part", "far"
NEAREST = (IS_PART, FAR, "id")
PORTION = 500  # keys that are looked at first
NOWHERE = 9  # how far it is from whoever has to do with no place, or with none near


@dataclass(frozen=True)
class Nearness:
    """Of one reader and what they ask for. `steps` are conditions, the nearest first."""

    text: Expression  # where the words are looked for
    words: Sequence[str]
    near: Q | None = None  # all that fit any step, by an index
    steps: Sequence[Q | Expression] = ()
    pairs: Sequence[int] = ()  # that each find has in the index of its table
    are_few: bool = False  # rows of that table: to sort all finds costs nothing beside finding them

    def said_of(self, rows: QuerySet) -> QuerySet:
        """With the columns that NEAREST names."""
        whens = [When(step, then=Value(number)) for number, step in enumerate(self.steps)]
        far = Case(*whens, default=Value(NOWHERE), output_field=IntegerField()) if whens else Value(NOWHERE)
        whole = [Fits(self.text, Value(pattern)) for pattern in self.patterns]
        part = Case(When(*whole, then=Value(0)), default=Value(1)) if whole else Value(0)
        return rows.annotate(**{IS_PART: part, FAR: far})

    def first(self, rows: QuerySet, rest: QuerySet, most: int) -> QuerySet:
        """Some that hold the first `most` of `rows`: of the near ones, of `rest`, those that the index gives,
        and, where that is not all there is, of those whose numbers are whole."""
        if rest.query.is_empty():
            return rest
        if self.are_few:
            said = self.said_of(rows)
            return rows.model.objects.filter(among(ids_of(said.order_by(*NEAREST)[:most])))
        ids = ids_of(rest.order_by("id")[:most])
        if self.patterns:
            whole = self.said_of(rest).filter(**{IS_PART: 0}).order_by("id")[:most]
            ids = MoreOnceFull(ids_of(whole), ids, most=most)
        if self.near:
            ids = Both(ids_of(self.said_of(rows.filter(self.near)).order_by(*NEAREST)[:most]), ids)
        return rows.model.objects.filter(among(ids))

    def portions(self, keys: Sequence[int] | None) -> list[Sequence[int] | None]:
        """The lowest keys alone, and all, if those did not give as many as are asked for."""
        if not keys or len(keys) <= PORTION or self.patterns:
            return [keys]
        return [sorted(keys)[:PORTION], keys]

    @property
    def patterns(self) -> list[str]:
        """1巷 is no part of 11巷, and 3栋1 none of 3栋12."""
        return [pattern for word in self.words if (pattern := bounded(word)) != re.escape(word)]


class Fits(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " ~ ", BooleanField()


class Both(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " || ", ArrayField(BigIntegerField())


class MoreOnceFull(Func):
    """The second; with the first, where it has as many as were asked for: else these are all there are."""

    template = (
        "(SELECT CASE WHEN cardinality(those.ids) = %(most)s THEN those.ids || %(expressions)s AS ids"
        " OFFSET 0) AS those)::bigint[]"
    )
    arg_joiner = " ELSE those.ids END FROM (SELECT "
    output_field = ArrayField(BigIntegerField())


class TheseIfFull(Func):
    """The first, where it has as many as were asked for; else the second, which then alone is looked for."""

    template = (
        "(SELECT CASE WHEN cardinality(those.ids) = %(most)s THEN those.ids ELSE %(expressions)s"
        " AS ids OFFSET 0) AS those)::bigint[]"
    )
    arg_joiner = " END FROM (SELECT "
    output_field = ArrayField(BigIntegerField())

    def __init__(self, these: Expression, otherwise: Expression, *, most: int) -> None:
        super().__init__(otherwise, these, most=most)


def ids_of(rows: QuerySet) -> ArraySubquery:
    return ArraySubquery(rows.values("pk"))


def bounded(word: str) -> str:
    before = r"(?<![0-9])" if word[:1].isdigit() else ""
    after = r"(?![0-9])" if word[-1:].isdigit() else ""
    return f"{before}{re.escape(word)}{after}"
