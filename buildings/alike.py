"""Persons of one kind: the same capacities, in places of the same depth; only whose they are differs.

A page asks the same of all of them (`kit.kept_questions`): its question is put together once for each kind.
"""

import itertools
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial, wraps
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from buildings.models.places import Place
from buildings.standing import CAPTAIN, Capacity, Standing, standing_of
from kit.blanks import DOWN, UP, NotAlike, Person
from kit.kept_questions import KeptQuestion, padded
from kit.paging import PARAMETER, Few, Page, page_from, page_of, window
from kit.times import local_date
from kit.together import ask_together
from people.models import User

Build = Callable[..., Mapping[str, QuerySet]]

KEPT = 150  # of all pages and kinds, half a megabyte each; what was asked longest ago makes room
FLAGS = ("is_superuser", "is_staff", "is_active")
FLOOR = 29_000  # a small number to the database as well; no invented floor is found in a real house

_kept: OrderedDict[Hashable, KeptQuestion | None] = OrderedDict()
_lock = Lock()
log = logging.getLogger(__name__)


def ask_alike(build: Build, user: User | AnonymousUser, now: datetime, *of: object) -> dict[str, list]:
    """As `ask_together(build(user, now, *of))`, put together once for each kind of person.

    `build` may name as its own only what it is given: it looks up no hour and asks nothing of the database.
    `of` are rows that it is about, by their numbers (of a list it may not say how many there are), places, of
    which it knows number, path and kind, moments, and whatever else it depends on.
    """
    of = [padded(one) if isinstance(one, list | tuple | set) else one for one in of]
    if not user.is_authenticated:
        return ask_together(build(user, now, *of))
    kind = Kind(user, of)
    person = Person(kind.numbers, [now, user.date_joined, *kind.moments])
    question = _question(build, kind, person) if person.fits else None
    return question.ask(person) if question else ask_together(build(user, now, *of))


def one_alike(build: Callable[..., QuerySet], user: User | AnonymousUser, *of: object) -> Model:
    """The one row that `build(user, now, *of)` finds, asked for as by `ask_alike`; 404 if there is none."""
    found = ask_alike(_alone(build), user, timezone.now(), *of)["row"]
    if not found:
        raise Http404
    return found[0]


@cache
def _alone(build: Callable[..., QuerySet]) -> Build:
    return wraps(build)(lambda *given: {"row": build(*given)})


class Listed(NamedTuple):
    """A list's rows, of which a page is shown, and the short lists above its first page."""

    rows: QuerySet
    few: Few | None = None
    beside: Mapping[str, QuerySet] = MappingProxyType({})


def page_alike(
    request: HttpRequest,
    build: Callable[..., Listed],
    order: Sequence[str],
    size: int,
    *of: object,
    keeps: bool = True,
) -> tuple[Page, dict[str, list]]:
    """As `kit.paging.page_of` and, on the first page, what stands beside it; that one as by `ask_alike`.

    Not where `keeps` is false: for what can be asked for in too many ways.
    """
    user, now = request.user, timezone.now()
    if request.GET.get(PARAMETER):
        listed = build(user, now, *of)
        return page_of(request, listed.rows, order, size, listed.few), {}
    first = _first_page(build, tuple(order), size)
    found = ask_alike(first, user, now, *of) if keeps else ask_together(first(user, now, *of))
    rows = found.pop("")
    return page_from(rows, order, size, type(rows[0]) if rows else Model), found


@cache
def _first_page(build: Callable[..., Listed], order: tuple[str, ...], size: int) -> Build:
    def first(*given) -> Mapping[str, QuerySet]:
        listed = build(*given)
        return {"": window(listed.rows, order, "", size, listed.few), **listed.beside}

    return wraps(build)(first)


class Kind:
    """Of one person: `numbers` that are their own, and `shape`, which is that of all who are alike."""

    def __init__(self, user: User, of: Sequence[object] = ()) -> None:
        self.user, self.of, self.capacities = user, of, standing_of(user).capacities
        ids = {("user", user.pk): 0}
        for key in itertools.chain(*map(_keys, self.capacities), *map(_keys_of, itertools.count(), of)):
            ids.setdefault(key, len(ids))
        floors = {floor for c in self.capacities for floor in (c.floor_from, c.floor_to)} - {None}
        self.ids, self.floors = ids, {floor: n for n, floor in enumerate(sorted(floors))}
        self.numbers = [*(key[-1] for key in ids), *self.floors]
        self.moments = [one for one in of if isinstance(one, datetime)]
        flags = tuple(getattr(user, flag) for flag in FLAGS)
        like = (self._like(c, self.ids, self.floors) for c in self.capacities)
        self.shape = (flags, *(_shape(one, self.ids) for one in of), *like)

    def invented(self, *, descending: bool, now: datetime) -> "Invented":
        """Of two, one's numbers go down where the other's go up: what picks the first would be noticed."""
        fresh = itertools.count(DOWN, -1) if descending else itertools.count(UP)
        ids = {key: next(fresh) for key in self.ids}
        floors = {floor: FLOOR + 200 * descending + n for floor, n in self.floors.items()}
        joined = now - timedelta(days=500 + 7 * descending, minutes=11 + descending)
        user = self._nobody(next(iter(ids.values())), joined)
        user._standing = Standing(user=user, on=local_date(now), at=now)
        user._standing.__dict__["capacities"] = [self._like(c, ids, floors) for c in self.capacities]
        step = timedelta(days=11 + descending, minutes=3)
        moments = [joined - step * n for n in range(1, len(self.moments) + 1)]
        person = Person([*ids.values(), *floors.values()], [now, joined, *moments])
        hours = iter(moments)
        of = [
            next(hours) if isinstance(one, datetime) else _of_nobody(n, one, ids)
            for n, one in enumerate(self.of)
        ]
        return Invented(person, user, of)

    def _nobody(self, number: int, joined: datetime) -> User:
        """With what a question may be about; to read anything else would be a question itself."""
        known = {flag: getattr(self.user, flag) for flag in FLAGS}
        return _row(User, known | {"id": number, "date_joined": joined})

    def _like(self, capacity: Capacity, ids: Mapping, floors: Mapping) -> Capacity:
        """The same in other numbers, without names: nothing is found by those."""
        return capacity._replace(
            path=capacity.path and _path(capacity.path, ids),
            place_name=capacity.place_name and "",
            around=capacity.around and "",
            detail=capacity.detail if capacity.source == CAPTAIN else "",
            organisation_id=ids.get(("organisation", capacity.organisation_id)),
            organisation_name=capacity.organisation_name and "",
            floor_from=floors.get(capacity.floor_from),
            floor_to=floors.get(capacity.floor_to),
            dwelling_id=ids.get(("dwelling", capacity.dwelling_id)),
        )


Key = tuple[str, int] | tuple[str, int, int]


def _places(path: str | None) -> list[Key]:
    return [("place", int(part)) for part in (path or "").strip("/").split("/") if part]


def _path(path: str, ids: Mapping[Key, int]) -> str:
    return f"/{'/'.join(str(ids[key]) for key in _places(path))}/"


def _keys(capacity: Capacity) -> list[Key]:
    more = [("organisation", capacity.organisation_id), ("dwelling", capacity.dwelling_id)]
    return _places(capacity.path) + [key for key in more if key[1] is not None]


def _keys_of(n: int, one: object) -> list[Key]:
    """Of the n-th thing that a question is about."""
    if isinstance(one, Place):
        return _places(one.path)
    numbers = one if isinstance(one, list) else [one] if _is_number(one) else []
    return [(f"of {n}", at, number) for at, number in enumerate(numbers)]


def _is_number(one: object) -> bool:
    return isinstance(one, int) and not isinstance(one, bool)


def _shape(one: object, ids: Mapping[Key, int]) -> Hashable:
    if isinstance(one, Place):
        return one.kind, _path(one.path, ids)
    if isinstance(one, datetime):
        return datetime
    return len(one) if isinstance(one, list) else None if _is_number(one) else ("as it is", one)


def _of_nobody(n: int, one: object, ids: Mapping[Key, int]) -> object:
    if isinstance(one, Place):
        path = _path(one.path, ids)
        return _row(Place, {"id": ids["place", one.pk], "kind": one.kind, "path": path})
    if isinstance(one, list):
        return [ids[key] for key in _keys_of(n, one)]
    return ids[f"of {n}", 0, one] if _is_number(one) else one


def _row(model: type[Model], known: Mapping[str, object]) -> Model:
    names = [field.attname for field in model._meta.concrete_fields if field.attname in known]
    return model.from_db(None, names, [known[name] for name in names])


class Invented(NamedTuple):
    person: Person
    user: User
    of: list[object]


def _question(build: Build, kind: Kind, person: Person) -> KeptQuestion | None:
    key = (build, get_language(), kind.shape)
    with _lock:  # threads share them; two that ask at the same moment both put it together
        known, question = key in _kept, _kept.get(key)
    question = question if known else _put_together(build, kind, person)
    if known and question and settings.KEPT_QUESTIONS == "compared":
        _compare(question, build, kind, person)
    with _lock:
        _kept[key] = question
        _kept.move_to_end(key)
        if len(_kept) > KEPT:
            _kept.popitem(last=False)
    return question


def _put_together(build: Build, kind: Kind, person: Person) -> KeptQuestion | None:
    """None, and a line in the log, where there is no question for all of the kind."""
    now = person.moments[0]
    one = kind.invented(descending=False, now=now + timedelta(days=3, hours=5, minutes=13, microseconds=11))
    other = kind.invented(descending=True, now=now - timedelta(days=2, hours=3, minutes=29, seconds=3))
    try:
        made = ((who.person, partial(_built, build, who)) for who in (one, other))
        question = KeptQuestion(*made)
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
