"""Asking for words: what was asked, the rows that hold them, and how a find is shown.

A table that can be searched has a column `search_text`, written by the database itself: the folded words that
every reader of a row may read, and nothing else (see search_column). Django does not know this column, so no
page carries it along.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, migrations
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    Expression,
    Func,
    Model,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.expressions import Col, RawSQL
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kit.asking import otherwise, whom, words_of
from kit.bigrams import fold, found, grams
from kit.kept_questions import kept
from kit.lines import unbroken
from kit.nearest import PORTION, Nearness, ids_of
from kit.together import among
from kit.traces import Needs, possible

LONGEST = 50  # characters that are asked for; the rest is left out, and the page says so
MOST_WORDS = 8
MOST_READINGS = 4
PARTED = "␞"  # between two texts in one column: no find reaches over it
NEWEST = 1_000  # rows looked at to learn how common the words are
COMMON = 40  # of these rows
A_FEW = 4  # of these rows, so that going down for a page of finds passes 25,000 at most
FEW, OTHERS = "few", "others"
MOST_CANDIDATES = 8_000
A_PAGE = 100  # finds
TIMES_MORE = 10  # than a row on the way costs one that is looked for by its number
EVERY = 1_000_000_000
ROWS = re.compile(r"rows=(\d+)")  # the first is of the whole plan
BEFORE, AFTER = 18, 60  # characters of a text around what was found


@dataclass(frozen=True)
class Asked:
    text: str  # as it was typed, cut
    words: tuple[str, ...]  # folded; a text must hold each of them
    was_cut: bool = False

    @classmethod
    def read(cls, typed: str) -> "Asked":
        typed = " ".join(typed.replace("\0", "").split())
        text = typed[:LONGEST].strip()
        words = tuple(dict.fromkeys(word for part in words_of(text) if (word := fold(part))))
        return cls(text, words[:MOST_WORDS], was_cut=len(typed) > LONGEST or len(words) > MOST_WORDS)

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def in_words(self) -> str:
        return " ".join(self.words)

    def whom(self) -> "Asked":
        """Whom it asks for, where it is a number or a name that somebody wants to know; else nothing."""
        return Asked.read(whom(self.in_words))

    def readings(self) -> Iterator["Asked"]:
        """As it was typed, then what else it may mean, each once."""
        yield self
        told = {self.words}
        for reading in map(Asked.read, otherwise(self.in_words)):
            if reading and reading.words not in told and len(told) < MOST_READINGS:
                told.add(reading.words)
                yield reading


@dataclass(frozen=True)
class Hit:
    url: str
    title: SafeString
    lead: SafeString | str = ""
    meta: str = ""


@dataclass(frozen=True)
class Shelf:
    """One kind of thing that can be found. `find` gives only what this person may see, unordered."""

    key: str
    label: str | Promise
    icon: str
    order: Sequence[str]
    find: Callable[[Any, Asked, Any], QuerySet]  # (user, asked, place or None)
    fetch: Callable[[QuerySet], QuerySet]  # the rows with all that a find says of them
    hit: Callable[[Any, Asked, Any], Hit]  # (one such row, asked, user); no query
    needs: Callable[[Asked], Needs]  # what must be in the indexes for anybody to find one; no query
    nearest: Callable[[Any, Asked], Nearness] | None = None  # (user, asked), where `order` is NEAREST
    keeps: bool = True  # what `fetch` asks is put together once; not with lists beside, or lengths of time

    def said_of(self, rows: QuerySet, user: Any, asked: Asked) -> QuerySet:
        """With what `order` names beside columns."""
        return self.nearest(user, asked).said_of(rows) if self.nearest else rows

    def first(self, rows: QuerySet, most: int, user: Any, asked: Asked) -> QuerySet:
        """Some that hold the first `most` finds, and nothing else of them: PostgreSQL would join names to
        every row before it looks for the words."""
        if self.nearest:
            nearness = self.nearest(user, asked)
            return nearness.first(rows, having(rows, nearness.pairs), most)
        return rows.model.objects.filter(among(ids_of(rows.order_by(*self.order)[:most])))

    def keys(self, rows: QuerySet, most: int, user: Any, asked: Asked) -> list[int]:
        """Of the first `most` finds, in their order."""
        if not self.nearest:
            return list(rows.order_by(*self.order).values_list("pk", flat=True)[:most])
        nearness, found = self.nearest(user, asked), []
        keys = candidate_keys(rows.model._meta.db_table, nearness.pairs) if nearness.pairs else None
        for some in nearness.portions(keys):
            first = nearness.first(rows, among_keys(rows, some), most)
            first = nearness.said_of(first).order_by(*self.order).values_list("pk", flat=True)
            if len(found := list(first[:most])) == most:
                break
        return found

    def those(self, model: type[Model], keys: list[int]) -> list[Model]:
        """The rows of these keys, in their order, with all that a find says of them."""
        rows = fetched(self, model)(keys) if self.keeps else self.fetch(model.objects.filter(pk__in=keys))
        return sorted(rows, key=lambda row: keys.index(row.pk))


@cache
def fetched(shelf: Shelf, model: type[Model]) -> Callable[[list[int]], list[Model]]:
    return kept(lambda keys: shelf.fetch(model.objects.filter(pk__in=keys)))


def hopeful(readings: Iterable[Asked], shelves: Sequence[Shelf]) -> list[tuple[Asked, list[Shelf]]]:
    """Those that anything may hold, each with the kinds of things that may."""
    needs = {(reading, shelf.key): shelf.needs(reading) for reading in readings for shelf in shelves}
    kinds: dict[Asked, set[str]] = {}
    for reading, key in possible(needs):
        kinds.setdefault(reading, set()).add(key)
    return [(reading, [shelf for shelf in shelves if shelf.key in keys]) for reading, keys in kinds.items()]


# --- in the database ----------------------------------------------------------------------------------------


class SearchText(Expression):
    """The hidden column of the rows that are asked for."""

    def resolve_expression(self, query=None, *args, **kwargs) -> Col:
        column = TextField()
        column.set_attributes_from_name("search_text")
        column.model = query.model
        return Col(query.get_initial_alias(), column)


class Holds(Func):
    """This text holds this word, whatever signs are in it: no wildcard means anything here."""

    function = "strpos"
    template = "%(function)s(%(expressions)s) > 0"
    output_field = BooleanField()


class HasPairs(Func):
    """The index has all these pairs of it. It is asked by the index alone: to make the pairs takes long."""

    template, arg_joiner, output_field = "(linli_grams(%(expressions)s)", ") @> ", BooleanField()

    def __init__(self, text: Expression, pairs: Sequence[int]) -> None:
        super().__init__(text, Value(list(pairs), ArrayField(BigIntegerField())))


def holding(rows: QuerySet, asked: Asked, text: Expression | None = None) -> QuerySet:
    """Those with every word in their `search_text`, or in `text`."""
    return rows.filter(*(Holds(text or SearchText(), Value(word)) for word in asked.words))


def matching(
    visible: Callable[[], QuerySet], asked: Asked, *, newest: QuerySet, may_be: str = ""
) -> QuerySet:
    """Those of the rows that `visible` gives that hold every word; it is asked where any may.

    `newest` are rows of the same table by an index, the newest first. Where the words are common among them,
    the list is found soonest by going down that order; where they are not, by the index of pairs. Where a
    reader may see a few of many rows (`may_be=FEW`), going down would pass all the others: then it is these
    few that are looked at. Where those that hold the words may not be theirs (`may_be=OTHERS`), it would pass
    all of them: then the index gives those, of a table that is not the largest.
    """
    share = share_of(newest, asked)
    if share * NEWEST < COMMON:
        keys = candidate_keys(newest.model._meta.db_table, pairs_of(asked))
        return among_keys(holding(visible(), asked), keys) if keys != [] else newest.model.objects.none()
    rows = visible()
    found_so = holding(rows, asked)
    if may_be == FEW and are_few(rows, newest, share):
        return few_of(found_so)
    if may_be == OTHERS and found_so.filter(pk__in=newest.values("pk")[:NEWEST]).count() < A_FEW:
        have = newest.model.objects.filter(HasPairs(SearchText(), pairs_of(asked)))
        return found_so.filter(among(ids_of(have.order_by())))
    return found_so


def are_few(rows: QuerySet, newest: QuerySet, share: float) -> bool:
    """As the planner judges: to look at all of them costs less than to go down the order for a page of finds.
    What a reader of many places may see it takes for less than it is."""
    seen, whole = expected(rows), expected(newest)
    return seen * seen * share * TIMES_MORE < whole * A_PAGE


def expected(rows: QuerySet) -> int:
    return int(ROWS.search(rows.order_by().explain())[1])


def few_of(found_so: QuerySet) -> QuerySet:
    """The limit, which nobody reaches, keeps the planner from going down the order all the same."""
    return found_so.model.objects.filter(pk__in=found_so.order_by().values("pk")[:EVERY])


def having(rows: QuerySet, pairs: Sequence[int]) -> QuerySet:
    """Those that have all these pairs, by the index; all of them where it would give too many."""
    return among_keys(rows, candidate_keys(rows.model._meta.db_table, pairs) if pairs else None)


def among_keys(rows: QuerySet, keys: Sequence[int] | None) -> QuerySet:
    """None: of all. Of few, PostgreSQL goes down their order, until there are enough."""
    if keys is None:
        return rows
    if len(keys) > PORTION:
        return rows.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [keys]))
    return rows.filter(among(RawSQL("%s::bigint[]", [keys]))) if keys else rows.none()


def candidate_keys(table: str, pairs: Sequence[int]) -> list[int] | None:
    """Asked for beforehand: knowing how many there are, the planner goes from them to their visibility. None
    where there are too many."""
    keys = keys_of([(table, "id")], pairs, MOST_CANDIDATES + 1)
    return None if len(keys) > MOST_CANDIDATES else keys


def keys_of(columns: Sequence[tuple[str, str]], pairs: Sequence[int], most: int) -> list[int]:
    """Of tables, a column of the rows that have the pairs: at most so many of each table."""
    each = " UNION ALL ".join(f"({candidate_sql(*where)} LIMIT {most})" for where in columns)
    with connection.cursor() as cursor:
        all_of_them = f"SELECT array_agg(key) FROM ({each}) AS found (key)"  # noqa: S608 the tables are ours
        cursor.execute(all_of_them, [list(pairs)] * len(columns))
        return cursor.fetchone()[0] or []


def share_of(newest: QuerySet, asked: Asked) -> float:
    """How many of the newest rows hold the words, of all that are looked at."""
    sample = newest.annotate(holds=Holds(SearchText(), Value(asked.words[0])))
    for number, word in enumerate(asked.words[1:]):
        sample = sample.annotate(**{f"holds{number}": Holds(SearchText(), Value(word))})
    every = Q(holds=True, **{f"holds{number}": True for number in range(len(asked.words) - 1)})
    return sample[:NEWEST].aggregate(n=Count("pk", filter=every))["n"] / NEWEST


def in_one_text(table: str) -> Callable[[Asked], Needs]:
    """A kind of thing that is found where one row of the table holds every word."""
    return lambda asked: [[(table, tuple(pairs_of(asked)))]]


def in_any_text(tables: Sequence[str]) -> Callable[[Asked], Needs]:
    """Where each of the words stands somewhere around it."""
    return lambda asked: [[(table, tuple(grams(word))) for table in tables] for word in asked.words]


def candidate_sql(table: str, column: str = "id") -> str:
    return f'SELECT {column} FROM "{table}" WHERE linli_grams(search_text) @> %s::bigint[]'  # noqa: S608


def pairs_of(asked: Asked) -> list[int]:
    return sorted({gram for word in asked.words for gram in grams(word)})


def search_column(table: str, words: Sequence[str]) -> migrations.RunSQL:
    """For a migration: the column and its index. `words` are columns, or what may stand in their place.

    A migration that changes the type of one of them drops the column first, and makes it again.
    """
    text = f" || '{PARTED}' || ".join(words)
    index = f"{table}_search"
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ADD COLUMN search_text text"
            f" GENERATED ALWAYS AS (linli_fold({text})) STORED",
            f"CREATE INDEX {index} ON {table} USING gin (linli_grams(search_text)) WITH (fastupdate = off)",
        ],
        [f"DROP INDEX {index}", f"ALTER TABLE {table} DROP COLUMN search_text"],
    )


# --- on the page --------------------------------------------------------------------------------------------


def marked(text: str, asked: Asked) -> SafeString:
    """The text, escaped, with what was found in it marked."""
    pieces, end, steady = [], 0, unbroken(text)
    for start, stop in found(text, asked.words):
        pieces += [("", steady[end:start], ""), (OPEN, steady[start:stop], CLOSE)]
        end = stop
    return format_html_join("", "{}{}{}", [*pieces, ("", steady[end:], "")])


OPEN, CLOSE = SafeString("<mark>"), SafeString("</mark>")


def snippet(text: str, asked: Asked) -> SafeString:
    """A line of it around the first find; nothing where nothing was found in it."""
    text = " ".join(text.split())
    hits = found(text, asked.words)
    if not hits:
        return SafeString("")
    start = max(0, hits[0][0] - BEFORE)
    end = min(len(text), hits[0][0] + AFTER)
    return marked(f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}", asked)
