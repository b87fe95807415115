"""Persons of one kind: the same capacities, in places of the same depth; only whose they are differs.

A page asks the same of all of them (`kit.kept_questions`): its question is put together once for each kind.
"""

import itertools
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language

from buildings.standing import CAPTAIN, Capacity, Standing, standing_of
from kit.blanks import DOWN, UP, NotAlike, Person
from kit.kept_questions import KeptQuestion
from kit.times import local_date
from kit.together import ask_together
from people.models import User

Build = Callable[..., Mapping[str, QuerySet]]

KEPT = 400  # of all pages and kinds; what was asked longest ago makes room
FLAGS = ("is_superuser", "is_staff", "is_active")
FLOOR = 29_000  # a small number to the database as well; no invented floor is found in a real house

_kept: OrderedDict[Hashable, KeptQuestion | None] = OrderedDict()
log = logging.getLogger(__name__)


def ask_alike(build: Build, user: User, now: datetime, *of: Collection[int]) -> dict[str, list]:
    """As `ask_together(build(user, now, *of))`, put together once for each kind of person.

    `build` may name as its own only what it is given: it looks up no hour and asks nothing of the database.
    `of` are numbers of rows that it is about; it may look for them, and not count them.
    """
    of = [padded(numbers) for numbers in of]
    kind = Kind(user, of)
    person = Person(kind.numbers, [now, user.date_joined])
    question = _question(build, kind, person)
    return question.ask(person) if question else ask_together(build(user, now, *of))


def padded(numbers: Collection[int]) -> list[int]:
    """To a length that others have too, with numbers that no row has."""
    most = 1 << max(0, len(numbers) - 1).bit_length() if numbers else 0
    return [*numbers, *range(-1, len(numbers) - most - 1, -1)]


class Kind:
    """Of one person: `numbers` that are their own, and `shape`, which is that of all who are alike."""

    def __init__(self, user: User, of: Sequence[Sequence[int]] = ()) -> None:
        self.user, self.of, self.capacities = user, of, standing_of(user).capacities
        ids = {("user", user.pk): 0}
        for capacity in self.capacities:
            for key in _keys(capacity):
                ids.setdefault(key, len(ids))
        floors = {floor for c in self.capacities for floor in (c.floor_from, c.floor_to)} - {None}
        self.ids, self.floors = ids, {floor: n for n, floor in enumerate(sorted(floors))}
        self.numbers = (
            [number for _, number in ids] + list(self.floors) + [n for numbers in of for n in numbers]
        )
        flags = tuple(getattr(user, flag) for flag in FLAGS)
        like = (self._like(c, self.ids, self.floors) for c in self.capacities)
        self.shape = (flags, *(len(numbers) for numbers in of), *like)

    def invented(self, *, descending: bool, now: datetime) -> "Invented":
        """Of two, one's numbers go down where the other's go up: what picks the first would be noticed."""
        fresh = itertools.count(DOWN, -1) if descending else itertools.count(UP)
        ids = {key: next(fresh) for key in self.ids}
        floors = {floor: FLOOR + 200 * descending + n for floor, n in self.floors.items()}
        of = [[next(fresh) for _ in numbers] for numbers in self.of]
        joined = now - timedelta(days=500 + 7 * descending, minutes=11 + descending)
        user = self._nobody(next(iter(ids.values())), joined)
        user._standing = Standing(user=user, on=local_date(now), at=now)
        user._standing.__dict__["capacities"] = [self._like(c, ids, floors) for c in self.capacities]
        numbers = [*ids.values(), *floors.values(), *(n for numbers in of for n in numbers)]
        return Invented(Person(numbers, [now, joined]), user, of)

    def _nobody(self, number: int, joined: datetime) -> User:
        """With what a question may be about; to read anything else would be a question itself."""
        known = {flag: getattr(self.user, flag) for flag in FLAGS} | {"id": number, "date_joined": joined}
        names = [field.attname for field in User._meta.concrete_fields if field.attname in known]
        return User.from_db(None, names, [known[name] for name in names])

    def _like(self, capacity: Capacity, ids: Mapping, floors: Mapping) -> Capacity:
        """The same in other numbers, without names: nothing is found by those."""
        path = capacity.path and f"/{'/'.join(str(ids[key]) for key in _places(capacity))}/"
        return capacity._replace(
            path=path,
            place_name=capacity.place_name and "",
            around=capacity.around and "",
            detail=capacity.detail if capacity.source == CAPTAIN else "",
            organisation_id=ids.get(("organisation", capacity.organisation_id)),
            organisation_name=capacity.organisation_name and "",
            floor_from=floors.get(capacity.floor_from),
            floor_to=floors.get(capacity.floor_to),
            dwelling_id=ids.get(("dwelling", capacity.dwelling_id)),
        )


class Invented(NamedTuple):
    person: Person
    user: User
    of: list[list[int]]


def _places(capacity: Capacity) -> list[tuple[str, int]]:
    return [("place", int(part)) for part in (capacity.path or "").strip("/").split("/") if part]


def _keys(capacity: Capacity) -> list[tuple[str, int]]:
    more = [("organisation", capacity.organisation_id), ("dwelling", capacity.dwelling_id)]
    return _places(capacity) + [key for key in more if key[1] is not None]


def _question(build: Build, kind: Kind, person: Person) -> KeptQuestion | None:
    key = (build, get_language(), kind.shape)
    if key not in _kept:
        _kept[key] = _put_together(build, kind, person)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    elif settings.KEPT_QUESTIONS == "compared" and _kept[key]:
        _compare(_kept[key], build, kind, person)
    _kept.move_to_end(key)
    return _kept[key]


def _put_together(build: Build, kind: Kind, person: Person) -> KeptQuestion | None:
    """None, and a line in the log, where there is no question for all of the kind."""
    now = person.moments[0]
    one = kind.invented(descending=False, now=now + timedelta(days=3, hours=5, minutes=13, microseconds=11))
    other = kind.invented(descending=True, now=now - timedelta(days=2, hours=3, minutes=29, seconds=3))
    try:
        question = KeptQuestion(*((who.person, partial(_built, build, who)) for who in (one, other)))
        _compare(question, build, kind, person)
    except NotAlike:
        if settings.KEPT_QUESTIONS:
            raise
        log.exception("%s is put together for each person", build.__qualname__)
        return None
    return question


def _built(build: Build, who: Invented) -> Mapping[str, QuerySet]:
    return build(who.user, who.person.moments[0], *who.of)


def _compare(question: KeptQuestion, build: Build, kind: Kind, person: Person) -> None:
    now, self = person.moments[0], copy(kind.user)
    self._standing = replace(standing_of(kind.user), user=self, at=now)
    self._standing.__dict__["capacities"] = kind.capacities
    if odd := question.misfit(person, build(self, now, *kind.of)):
        raise NotAlike(f"{build.__qualname__} asks otherwise of one person than of others of the kind: {odd}")
