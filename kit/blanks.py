"""What in the values of a statement is somebody's own, and what is always the same.

A statement is put together for invented persons, whose numbers and hour are known: wherever these are found
again, alone, in a path or in a list, there is a blank, which is filled in for whoever asks.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kit.times import local_date, midnight

DATE = re.compile(r"\d{4}-\d\d-\d\d")
LARGEST = (1 << 63) - 1  # that a column holds
UP, DOWN = 700_000_000_000_000, 899_999_999_999_999  # where invented numbers begin, and go to
LONG = re.compile(r"[1-9]\d{14}")  # an invented number in a text; no real one is as long


class NotAlike(Exception):
    """A statement says something about a person or a day that no blank can stand for."""

    at: int | None = None  # the place in the statement, where it is known


@dataclass(frozen=True)
class Person:
    """Whoever asks, or an invented one: their numbers and moments, in the same order for all of a kind."""

    numbers: Sequence[int]
    moments: Sequence[datetime]  # now, and then those in their own life

    @property
    def fits(self) -> bool:
        """Into the blanks. Django finds nothing by a larger number, of which an address may be full."""
        return all(-LARGEST <= number <= LARGEST for number in self.numbers)


class Blank:
    """Called with a person, gives what stands there for them."""


@dataclass(frozen=True)
class Number(Blank):
    at: int

    def __call__(self, person: Person) -> int:
        return person.numbers[self.at]


@dataclass(frozen=True)
class Text(Blank):
    """A path, or the beginning of one: pieces of text, with numbers between them."""

    pieces: tuple[str | Number, ...]

    def __call__(self, person: Person) -> str:
        return "".join(p if isinstance(p, str) else str(p(person)) for p in self.pieces)


@dataclass(frozen=True)
class Moment(Blank):
    """So long after one of theirs, or after the midnight with which its day began."""

    at: int
    after: timedelta
    of_the_day: bool

    def __call__(self, person: Person) -> datetime:
        moment = person.moments[self.at]
        return (midnight(moment) if self.of_the_day else moment) + self.after


@dataclass(frozen=True)
class Day(Blank):
    at: int
    days: int

    def __call__(self, person: Person) -> date:
        return local_date(person.moments[self.at]) + timedelta(days=self.days)


@dataclass(frozen=True)
class Many(Blank):
    values: tuple

    def __call__(self, person: Person) -> list:
        return [v(person) if isinstance(v, Blank) else v for v in self.values]


def blanks_in(one: Person, other: Person, values: Sequence, others: Sequence) -> list:
    """`values` were built for `one`, `others` for `other`: the same values, with blanks where they differ.

    What comes out of a set may stand in another order for each of them, and means the same. Refuses what is
    nobody's and yet not always the same, such as an hour that was looked up on the way.
    """
    pairs = []
    for at, (a, b) in enumerate(zip(values, others, strict=True)):
        try:
            pairs.append(_pair(a, b, one, other))
        except NotAlike as odd:
            odd.at = at
            raise
    ours, theirs = Counter(repr(a) for a, _ in pairs), Counter(repr(b) for _, b in pairs)
    if ours != theirs:
        raise NotAlike(f"not the same for two of a kind: {', '.join(ours - theirs)}")
    return [a for a, _ in pairs]


def _pair(a: object, b: object, one: Person, other: Person) -> tuple:
    if isinstance(a, date) and isinstance(b, date):
        blank = _time(a, b, one, other)
        return blank, blank
    if isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
        pairs = [_pair(x, y, one, other) for x, y in zip(a, b, strict=True)]
        return Many(tuple(x for x, _ in pairs)), Many(tuple(y for _, y in pairs))
    return _blank(a, one), _blank(b, other)


def _time(a: date, b: date, one: Person, other: Person) -> Moment | Day:
    for at, (here, there) in enumerate(zip(one.moments, other.moments, strict=True)):
        if not isinstance(a, datetime):
            if (days := a - local_date(here)) == b - local_date(there):
                return Day(at, days.days)
        elif a - here == b - there:
            return Moment(at, a - here, of_the_day=False)
        elif a - midnight(here) == b - midnight(there):
            return Moment(at, a - midnight(here), of_the_day=True)
    raise NotAlike(f"a time of its own: {a} and {b}")


def _blank(value: object, person: Person) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return value
    if isinstance(value, int):
        return Number(person.numbers.index(value)) if value in person.numbers else value
    if DATE.search(value):
        raise NotAlike(f"a day in a text: {value}")
    pieces, end = [], 0
    for found in LONG.finditer(value):
        pieces += [value[end : found.start()], Number(person.numbers.index(int(found[0])))]
        end = found.end()
    return Text((*pieces, value[end:])) if pieces else value
