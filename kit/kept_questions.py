"""What a page asks, put together once for all persons of a kind.

Django takes several times as long to put the words of a long statement in order as PostgreSQL takes to answer
it, and PostgreSQL as long again to plan it. So it is put together for two invented persons of that kind, and
where both times the same is said, but for what is theirs, the statement is kept, with blanks (`kit.blanks`).
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import wraps

from django.db import connections
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from psycopg2.extensions import AsIs

from kit.blanks import DOWN, UP, Blank, Day, Many, Moment, NotAlike, Number, Person, Text, blanks_in
from kit.kept_plans import KeptPlan
from kit.together import Part, statement

Lists = Mapping[str, QuerySet]
TYPES = {Number: "bigint", Text: "text", Moment: "timestamptz", Day: "date"}
_count = itertools.count(1)


class KeptQuestion:
    """As `kit.together.ask_together`, for whoever fits."""

    def __init__(self, one: tuple[Person, Callable[[], Lists]], other: tuple[Person, Callable[[], Lists]]):
        """For two invented persons, and how their lists are built."""
        with asking_nothing():
            self.parts, parts = _parts(one[1]()), _parts(other[1]())
        if list(self.parts) != list(parts):
            raise NotAlike("two of a kind are asked about other things")
        self.asked = [part for part in self.parts.values() if part.sql]
        self.values = []
        for name, part in self.parts.items():
            try:
                self.values += _alike(part, parts[name], one[0], other[0])
            except NotAlike as odd:
                raise NotAlike(f"{name}: {odd}") from odd
        self.blanks = list(dict.fromkeys(_blanks(self.values)))
        self.plan: KeptPlan | None = None

    def ask(self, person: Person) -> dict[str, list]:
        found = iter(self._found(person) if self.asked else ())
        rows = {name: part.read(next(found)) if part.sql else [] for name, part in self.parts.items()}
        for name, part in self.parts.items():
            if part.rows._prefetch_related_lookups:
                prefetch_related_objects(rows[name], *part.rows._prefetch_related_lookups)
        return rows

    def misfit(self, person: Person, lists: Lists) -> str:
        """What it asks otherwise than the question put together for this person alone; "" if nothing."""
        asked = [part for part in _parts(lists).values() if part.sql]
        if statement(asked) != statement(self.asked):
            return "other words"
        ours = Counter(repr(_filled(value, person)) for value in self.values)
        theirs = Counter(repr(_plain(value)) for part in asked for value in part.values)
        return f"{ours - theirs} for {theirs - ours}" if ours != theirs else ""

    def _found(self, person: Person) -> tuple:
        with connections[self.asked[0].rows.db].cursor() as cursor:
            self.plan = self.plan or self._planned(cursor)
            self.plan.run(cursor, {f"p{n}": blank(person) for n, blank in enumerate(self.blanks)})
            return cursor.fetchone()

    def _planned(self, cursor) -> KeptPlan:
        """What is the same for all stands in it as it is: so PostgreSQL finds the indexes meant for it."""
        names = {blank: AsIs(f"${n}") for n, blank in enumerate(self.blanks, start=1)}
        sql = cursor.mogrify(statement(self.asked), [_named(value, names) for value in self.values])
        types = {f"p{n}": TYPES[type(blank)] for n, blank in enumerate(self.blanks)}
        return KeptPlan(f"linli_kept_{next(_count)}", sql.decode().replace("%", "%%"), **types)


def kept(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """A function of row numbers gives its rows: their question is put together the first time.

    Not for what is said in anybody's language, nor for what depends on the hour.
    """
    known: list[KeptQuestion] = []

    @wraps(build)
    def ask(*numbers: int) -> list:
        if not known:
            made = [range(start, start + step * len(numbers), step) for start, step in ((UP, 1), (DOWN, -1))]
            known.append(KeptQuestion(*((Person(of, []), lambda of=of: {"rows": build(*of)}) for of in made)))
        return known[0].ask(Person(numbers, []))["rows"]

    return ask


def _alike(ours: Part, theirs: Part, one: Person, other: Person) -> list:
    if ours.sql != theirs.sql:
        raise NotAlike("in other words for two of a kind")
    try:
        return blanks_in(one, other, ours.values, theirs.values)
    except NotAlike as odd:
        words = ours.sql.split("%s")[odd.at][-80:] if odd.at is not None else ""
        raise NotAlike(f"{odd} {words}") from None


def _parts(lists: Lists) -> dict[str, Part]:
    for lookup in itertools.chain(*(rows._prefetch_related_lookups for rows in lists.values())):
        if isinstance(lookup, Prefetch) and lookup.queryset is not None:
            raise NotAlike("what is prefetched by rows of somebody's own")
    return {name: Part(rows) for name, rows in lists.items()}


def _blanks(values: list | tuple) -> Iterator[Blank]:
    for value in values:
        if isinstance(value, Many):
            yield from _blanks(value.values)
        elif isinstance(value, Blank):
            yield value


def _named(value: object, names: Mapping[Blank, AsIs]) -> object:
    if isinstance(value, Many):
        return [_named(one, names) for one in value.values]
    return names[value] if isinstance(value, Blank) else value


def _filled(value: object, person: Person) -> object:
    return value(person) if isinstance(value, Blank) else value


def _plain(value: object) -> object:
    """A list as `_filled` gives it, in an order that does not count."""
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


@contextmanager
def asking_nothing() -> Iterator[None]:
    """Who does not exist has nothing in the database: what is found for them is wrong for all others."""

    def refuse(execute, sql, params, many, context):
        raise NotAlike(f"asks while it is put together: {sql[:200]}")

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(refuse))
        yield
