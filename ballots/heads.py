"""From the register to heads: who counts as one, and with how much area. Pure.

Civil Code 278 with the Supreme People's Court's interpretation on building ownership, articles 8 and 9: area
from the title register, else survey, else sales contract; heads one for each home, but an owner of several
counts once, and all that is unsold or not handed over counts once together. So heads are fewer than homes.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ballots.tally import check_area

SOURCES = ("register", "survey", "contract", "roster")  # in the order in which they count

Owner = tuple[str, str]  # name, phone
Entry = tuple[int, int]  # which home, which of its owners
# Of a name, the homes in which it is one person, as somebody decided who knows: {"陈荔枝": [[1, 4], [7, 9]]}.
# The others of that name are different people, unless they share a phone.
Decided = Mapping[str, Iterable[Iterable[int]]]


class HomeRow(NamedTuple):
    dwelling_id: int
    label: str
    areas: Mapping[str, Decimal]  # by source
    owners: tuple[Owner, ...]
    is_unsold: bool  # or not handed over


class Head(NamedTuple):
    kind: str  # "owner", "unsold"
    name: str  # of co-owners all, as the register has them
    phone: str  # of one owner; of co-owners none: who votes for them is said apart
    homes: tuple[HomeRow, ...]
    area: Decimal
    is_joint: bool


class Doubt(NamedTuple):
    """A name in several homes, of which the register does not say whether it is one person."""

    name: str
    homes: tuple[HomeRow, ...]


def area_that_counts(areas: Mapping[str, Decimal | None]) -> tuple[Decimal, str] | None:
    """From the best source that says anything; None: none does. ValueError: it says what is no area (0)."""
    for source in SOURCES:
        area = areas.get(source)
        if area is not None:
            check_area(area)
            return area, source
    return None


def homes_without_area(homes: Iterable[HomeRow]) -> list[HomeRow]:
    """What stands in the way of a roll: homes of which no source has an area, or a wrong one."""
    return [home for home in homes if not _has_area(home)]


def _has_area(home: HomeRow) -> bool:
    try:
        return area_that_counts(home.areas) is not None
    except ValueError:
        return False


def heads_of(homes: Iterable[HomeRow], decided: Decided | None = None) -> list[Head]:
    """In the order of their first home. Names in doubt count apart until somebody decides (`doubts`)."""
    homes = list(homes)
    people = _people([home for home in homes if not home.is_unsold], decided or {})
    together: dict[object, list[HomeRow]] = {}
    for home in homes:
        together.setdefault(_whose(home, people), []).append(home)
    return [_head(those) for those in together.values()]


def _whose(home: HomeRow, people: Mapping[Entry, tuple[str, int]]) -> object:
    """What homes of one head have in common: being unsold, or their set of owners. Nobody known: itself."""
    if home.is_unsold:
        return "unsold"
    if not home.owners:
        return home.dwelling_id
    return frozenset(people[home.dwelling_id, place] for place in range(len(home.owners)))


def _head(homes: Sequence[HomeRow]) -> Head:
    first = homes[0]
    area = sum((_area(home) for home in homes), Decimal("0.00"))
    if first.is_unsold:
        return Head("unsold", "", "", tuple(homes), area, is_joint=False)
    names = [name.strip() for name, _ in dict.fromkeys(first.owners)]
    is_joint = len(names) > 1
    phones = [phone for home in homes for _, phone in home.owners if phone]
    phone = phones[0] if phones and not is_joint else ""
    return Head("owner", "、".join(names), phone, tuple(homes), area, is_joint)


def _area(home: HomeRow) -> Decimal:
    try:
        found = area_that_counts(home.areas)
    except ValueError as error:
        raise ValueError(f"{home.label}: {error}") from error
    if found is None:
        raise ValueError(f"{home.label}: no area")
    return found[0]


def doubts(homes: Iterable[HomeRow], decided: Decided | None = None) -> list[Doubt]:
    """The same name in several homes, with another phone or none: a person must say whether it is one."""
    homes = [home for home in homes if not home.is_unsold]
    people = _people(homes, {})
    found = []
    for name, entries in _by_name(homes).items():
        persons = {people[entry] for entry in entries}
        at = {dwelling for dwelling, _ in entries}
        if len(persons) > 1 and len(at) > 1 and name not in _names(decided):
            found.append(Doubt(name, tuple(home for home in homes if home.dwelling_id in at)))
    return found


def _people(homes: Iterable[HomeRow], decided: Decided) -> dict[Entry, tuple[str, int]]:
    """Every owner of every home, and which person of that name it is."""
    groups = {_same_name(name): _group_of(those) for name, those in decided.items()}
    people: dict[Entry, tuple[str, int]] = {}
    for name, phones in _by_name(homes).items():
        signs = {entry: _signs(entry, phone, groups.get(name, {})) for entry, phone in phones.items()}
        for number, entries in enumerate(_persons(signs)):
            people |= dict.fromkeys(entries, (name, number))
    return people


def _signs(entry: Entry, phone: str, groups: Mapping[int, int]) -> set[tuple]:
    """By what somebody of that name is known to be the same: a phone, or that a person said so."""
    found = {("phone", phone)} if phone else set()
    if entry[0] in groups:
        found.add(("decided", groups[entry[0]]))
    return found


def _persons(signs: Mapping[Entry, set[tuple]]) -> list[list[Entry]]:
    """Who shares a sign is one, also by way of a third."""
    persons: list[tuple[set[tuple], list[Entry]]] = []
    for entry, own in signs.items():
        same = [person for person in persons if person[0] & own]
        persons = [person for person in persons if not person[0] & own]
        all_signs = own.union(*(known for known, _ in same))
        persons.append((all_signs, [entry, *(one for _, entries in same for one in entries)]))
    return [entries for _, entries in persons]


def _group_of(groups: Iterable[Iterable[int]]) -> dict[int, int]:
    return {dwelling: number for number, group in enumerate(groups) for dwelling in group}


def _by_name(homes: Iterable[HomeRow]) -> dict[str, dict[Entry, str]]:
    """Each name's entries, with the phone."""
    names: dict[str, dict[Entry, str]] = {}
    for home in homes:
        for place, (name, phone) in enumerate(home.owners):
            names.setdefault(_same_name(name), {})[home.dwelling_id, place] = _digits(phone)
    return names


def _names(decided: Decided | None) -> set[str]:
    return {_same_name(name) for name in decided or {}}


def _same_name(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdecimal())
