"""What a page asks, put together once for all persons of a kind.

Django takes several times as long to put the words of a long statement in order as PostgreSQL takes to answer
it, and PostgreSQL as long again to plan it. So it is put together for two invented persons of that kind, and
where both times the same is said, but for what is theirs, the statement is kept, with blanks (`kit.blanks`).
"""

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from copy import copy
from datetime import date, datetime, timedelta
from functools import wraps

from django.db import connections
from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects
from django.db.transaction import TransactionManagementError
from psycopg2.extensions import AsIs

from kit.blanks import DOWN, UP, Blank, Day, Many, Moment, NotAlike, Number, Person, Text, blanks_in
from kit.kept_plans import KeptPlan
from kit.together import Part, statement

Lists = Mapping[str, QuerySet]
TYPES = {Number: "bigint", Text: "text", Moment: "timestamptz", Day: "date"}
_count = itertools.count(1)


class KeptQuestion:
    """As `kit.together.ask_together`, for whoever fits."""

    def __init__(
        self, one: tuple[Person, Callable[[], Lists]], other: tuple[Person, Callable[[], Lists]]
    ) -> None:
        """For two invented persons, and how their lists are built."""
        with asking_nothing():
            self.parts, parts = _parts(one[1]()), _parts(other[1]())
        if list(self.parts) != list(parts):
            raise NotAlike("two of a kind are asked about other things")
        self.asked = [part for part in self.parts.values() if part.sql]
        self.locks = any(part.rows.query.select_for_update for part in self.asked)
        self.values = []
        for name, part in self.parts.items():
            try:
                self.values += _alike(part, parts[name], one[0], other[0])
            except NotAlike as odd:
                raise NotAlike(f"{name}: {odd}") from odd
        self.blanks = list(dict.fromkeys(_blanks(self.values)))
        self.plan: KeptPlan | None = None

    def ask(self, person: Person) -> dict[str, list]:
        """One list comes as rows, several as one row of JSON."""
        found = dict(zip(self.asked, self._found(person), strict=True)) if self.asked else {}
        rows = {name: found.get(part, []) for name, part in self.parts.items()}
        for name, part in self.parts.items():
            if part.rows._prefetch_related_lookups:
                prefetch_related_objects(rows[name], *map(copy, part.rows._prefetch_related_lookups))
        return rows

    def misfit(self, person: Person, lists: Lists) -> str:
        """What it asks otherwise than the question put together for this person alone; "" if nothing."""
        asked = [part for part in _parts(lists).values() if part.sql]
        if statement(asked) != statement(self.asked):
            return "other words"
        ours = Counter(repr(_filled(value, person)) for value in self.values)
        theirs = Counter(repr(_plain(value)) for part in asked for value in part.values)
        return f"{ours - theirs} for {theirs - ours}" if ours != theirs else ""

    @property
    def words(self) -> str:
        return self.asked[0].alone if len(self.asked) == 1 else statement(self.asked)

    def _found(self, person: Person) -> list[list]:
        connection = connections[self.asked[0].rows.db]
        if self.locks and connection.get_autocommit():  # Django asks so when it puts a statement together
            raise TransactionManagementError("A lock outside of a transaction is gone at once.")
        with connection.cursor() as cursor:
            self._ask(cursor, person)
            if len(self.asked) == 1:
                return [self.asked[0].made_of(cursor.fetchall())]
            row = cursor.fetchone()
        return [part.read(column) for part, column in zip(self.asked, row, strict=True)]

    def _ask(self, cursor, person: Person) -> None:
        self.plan = self.plan or self._planned(cursor)
        self.plan.run(cursor, {f"p{n}": blank(person) for n, blank in enumerate(self.blanks)})

    def _planned(self, cursor) -> KeptPlan:
        """What is the same for all stands in it as it is: so PostgreSQL finds the indexes meant for it."""
        names = {blank: AsIs(f"${n}") for n, blank in enumerate(self.blanks, start=1)}
        sql = cursor.mogrify(self.words, [_named(value, names) for value in self.values])
        types = {f"p{n}": TYPES[type(blank)] for n, blank in enumerate(self.blanks)}
        return KeptPlan(f"linli_kept_{next(_count)}", sql.decode().replace("%", "%%"), **types)


def kept(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """A function of row numbers, lists of them and moments gives its rows, put together once for each length.

    Not for what is said in anybody's language. Of a list it may not say how many there are (`padded`).
    """
    known: dict[tuple, KeptQuestion] = {}

    @wraps(build)
    def ask(*of: int | Sequence[int] | datetime) -> list:
        of = [padded(one) if isinstance(one, list | tuple | set) else one for one in of]
        person = _person(of)
        if not person.fits:
            return list(build(*of))
        shape = tuple(len(one) if isinstance(one, list) else type(one) for one in of)
        if shape not in known:
            made = (_others(of, itertools.count(UP), 1), _others(of, itertools.count(DOWN, -1), -1))
            known[shape] = KeptQuestion(*((_person(of), lambda of=of: {"rows": build(*of)}) for of in made))
        return known[shape].ask(person)["rows"]

    return ask


def kept_row(build: Callable[..., QuerySet]) -> Callable[..., Model]:
    """As `kept`, of what there is one; DoesNotExist where there is none."""
    ask = kept(build)

    @wraps(build)
    def one(*of: int | Sequence[int] | datetime) -> Model:
        for row in ask(*of):
            return row
        raise build(*of).model.DoesNotExist(f"{build.__name__} {of}")

    return one


def _person(of: Sequence) -> Person:
    lists = [one if isinstance(one, list) else [one] for one in of if not isinstance(one, datetime)]
    return Person(list(itertools.chain(*lists)), [one for one in of if isinstance(one, datetime)])


def _others(of: Sequence, fresh: Iterator[int], way: int) -> list:
    """Of the same lengths, in other numbers and at other hours."""
    after = itertools.count(1)
    return [
        one + way * next(after) * timedelta(days=2, hours=7, minutes=10 + way, microseconds=3)
        if isinstance(one, datetime)
        else [next(fresh) for _ in one]
        if isinstance(one, list)
        else next(fresh)
        for one in of
    ]


def padded(numbers: Collection[int]) -> list[int]:
    """To a length that others have too, with numbers that no row has."""
    most = 1 << max(0, len(numbers) - 1).bit_length() if numbers else 0
    return [*numbers, *range(-1, len(numbers) - most - 1, -1)]


def _alike(ours: Part, theirs: Part, one: Person, other: Person) -> list:
    _insist_on_nobodys(ours.rows, theirs.rows)
    if ours.sql != theirs.sql:
        raise NotAlike("in other words for two of a kind")
    try:
        return blanks_in(one, other, ours.values, theirs.values)
    except NotAlike as odd:
        words = ours.sql.split("%s")[odd.at][-80:] if odd.at is not None else ""
        raise NotAlike(f"{odd} {words}") from None


def _parts(lists: Lists) -> dict[str, Part]:
    return {name: Part(rows) for name, rows in lists.items()}


def _insist_on_nobodys(ours: QuerySet, theirs: QuerySet) -> None:
    """What is prefetched is asked for when the rows are there, in the same words for all."""
    pairs = zip(ours._prefetch_related_lookups, theirs._prefetch_related_lookups, strict=True)
    for one, other in pairs:
        if isinstance(one, Prefetch) and one.queryset is not None:
            first, second = Part(one.queryset), Part(other.queryset)
            if (first.sql, first.values) != (second.sql, second.values) or any(
                isinstance(value, date) for value in first.values
            ):
                raise NotAlike("what is prefetched by rows of somebody's own")


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
