"""What only shows when all homes are seen together: a home on two rows, a phone beside several names."""

from collections.abc import Iterator
from dataclasses import replace

from buildings.roster import rooms
from buildings.roster.lines import Home
from buildings.roster.problems import Problem, RowName
from buildings.roster.shapes import RosterRow

MOST_ROWS = 10  # of those that a sentence names


def doubles(homes: list[Home]) -> list[Problem]:
    """A home's second row is never imported: with the same details it adds nothing, else it contradicts.

    Save where rows say of their persons that they own it together: then each names one more.
    """
    first: dict[tuple, Home] = {}
    problems: list[Problem] = []
    for home in sorted(homes, key=lambda home: home.is_of_others):  # an owner's row before a tenant's
        if not home.row.building or not home.row.door:
            continue
        known = first.get(_key(home.row))
        if known is None:
            if not home.is_blocked:
                first[_key(home.row)] = home
            continue
        problems += _second(known, home)
        home.is_blocked = True
    return problems


def _key(row: RosterRow) -> tuple:
    return rooms.building_key(row.building), rooms.stair_key(row.stair), rooms.door_key(row.door)


def _second(known: Home, home: Home) -> list[Problem]:
    if _own_together(known, home):
        _add_owners(known.row, home.row)
        return []
    fields = _contradictions(known.row, home.row) if home.is_of_others else _differences(known.row, home.row)
    if home.is_of_others and not (fields or home.is_blocked):
        return []  # that it names no owner was said already
    code = "door_twice" if fields or home.is_blocked else "same_again"
    first = RowName.seen_from(home.row.sheet, known.row.sheet, known.row.row_number)
    return [home.problem("door", code, door_name=home.row.name, first=first, fields=fields)]


def _own_together(known: Home, home: Home) -> bool:
    says_so = (known.is_joint or home.is_joint) and not (home.is_blocked or home.is_of_others)
    return bool(says_so and home.row.owners and not _contradictions(known.row, home.row, "presence"))


def _add_owners(known: RosterRow, row: RosterRow) -> None:
    """One number for several is the first's."""
    names, phones = ({getattr(each, what) for each in known.owners} for what in ("name", "phone"))
    further = [owner for owner in row.owners if owner.name not in names]
    known.owners += tuple(replace(each, phone=None) if each.phone in phones else each for each in further)


def _differences(one: RosterRow, other: RosterRow) -> tuple[str, ...]:
    names = ("floor", "area", "owners", "presence")
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))


def _contradictions(one: RosterRow, other: RosterRow, *more: str) -> tuple[str, ...]:
    """What a tenant's row says otherwise of the same home; it need not say all."""
    said = [
        name
        for name in ("floor", "area", *more)
        if getattr(one, name) not in (None, "") and getattr(other, name) not in (None, "")
    ]
    return tuple(name for name in said if getattr(one, name) != getattr(other, name))


def shared_phones(homes: list[Home]) -> list[Problem]:
    """A number beside several names is nobody's: whoever proves it would be at home with all of them."""
    beside: dict[str, list[tuple[str, Home]]] = {}
    for name, phone, home in _with_phones(homes):
        beside.setdefault(phone, []).append((name, home))
    shared = {phone: each for phone, each in beside.items() if len({name for name, _home in each}) > 1}
    for home in {id(home): home for each in shared.values() for _name, home in each}.values():
        home.row.owners = tuple(
            replace(owner, phone=None) if owner.phone in shared else owner for owner in home.row.owners
        )
    return [_shared(phone, each) for phone, each in shared.items()]


def _with_phones(homes: list[Home]) -> Iterator[tuple[str, str, Home]]:
    for home in homes:
        for owner in home.row.owners:
            if owner.phone:
                yield owner.name, owner.phone, home


def _shared(phone: str, each: list[tuple[str, Home]]) -> Problem:
    home = each[0][1]
    rows = [RowName.seen_from(home.row.sheet, at.row.sheet, at.row.row_number) for _name, at in each]
    named = (*rows[:MOST_ROWS], "…") if len(rows) > MOST_ROWS else tuple(rows)
    count = len({name for name, _home in each})
    return home.problem("phone", "phone_of_several", value=phone, count=count, rows=named)
