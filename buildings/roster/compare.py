"""What a roster would change in what is known. Plain values in and out; no database here.

- What the roster leaves empty never erases what is known.
- An area from the title register, a survey or a contract outweighs the roster's, and so does an owner of
the register. - "Commuter" was noted by someone who knows; a roster's "lived in" says less and does not
replace it. - Other owners than the known ones replace them; the same owner with another phone is the same
owner. - A home that the roster does not name is left as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from buildings.roster import rooms
from buildings.roster.problems import Problem
from buildings.roster.shapes import Owner, Roster, RosterRow


@dataclass(frozen=True, slots=True)
class KnownOwner:
    pk: int
    name: str
    phone: str
    from_roster: bool


@dataclass(frozen=True, slots=True)
class KnownResident:
    """A grown-up who is registered there without an end."""

    name: str
    phone: str
    is_owner: bool


@dataclass(slots=True)
class KnownHome:
    pk: int
    stair: str  # the stair's key; "" directly in the building
    door: str
    floor: int | None
    area: Decimal | None
    area_from_roster: bool
    presence: str
    owners: list[KnownOwner] = field(default_factory=list)
    residents: list[KnownResident] = field(default_factory=list)


class KnownBuilding:
    def __init__(self, pk: int, name: str):
        self.pk, self.name = pk, name
        self.stairs: dict[str, int] = {}  # key -> pk
        self.stair_names: dict[str, str] = {}
        self.homes: dict[str, list[KnownHome]] = defaultdict(list)  # by the door's key

    @cached_property
    def door_width(self) -> int:
        return rooms.door_width([home.door for homes in self.homes.values() for home in homes])

    def add(self, home: KnownHome) -> None:
        self.homes[rooms.door_key(home.door)].append(home)

    def name_of(self, home: KnownHome) -> str:
        return " ".join(filter(None, [self.name, self.stair_names.get(home.stair), home.door]))

    def find(self, row: RosterRow) -> tuple[KnownHome | None, str]:
        """The home that a row speaks of, None for a new one; or a problem's code."""
        homes = self.homes.get(rooms.door_key(row.door), [])
        stair = rooms.stair_key(row.stair)
        if stair and self.stairs and stair not in self.stairs:
            return None, "unknown_stair"
        if stair and self.stairs:
            homes = [home for home in homes if home.stair == stair]
        elif stair and self.homes and not homes:
            return None, "unknown_stair"
        exact = [home for home in homes if home.door == row.door] or homes
        return (None, "stair_needed") if len(exact) > 1 else (exact[0] if exact else None, "")


@dataclass(slots=True)
class Change:
    """A home that is new, or of which something is to change."""

    row: RosterRow
    home: KnownHome | None
    fields: dict[str, tuple[object, object]] = field(default_factory=dict)  # name -> (known, new)
    added: tuple[Owner, ...] = ()
    ended: tuple[KnownOwner, ...] = ()
    phones: tuple[tuple[KnownOwner, str], ...] = ()
    kept: list[tuple[str, str, dict]] = field(
        default_factory=list
    )  # field, code, values: not taken from the roster

    @property
    def is_new(self) -> bool:
        return self.home is None

    @property
    def is_nothing(self) -> bool:
        return not (self.is_new or self.fields or self.added or self.ended or self.phones)

    @property
    def owners(self) -> list[tuple[str, str]]:
        """Names and phones as they stand afterwards."""
        ended, phones = {owner.pk for owner in self.ended}, {owner.pk: new for owner, new in self.phones}
        stay = [owner for owner in (self.home.owners if self.home else ()) if owner.pk not in ended]
        known = [(owner.name, phones.get(owner.pk, owner.phone)) for owner in stay]
        return known + [(owner.name, owner.phone or "") for owner in self.added]

    @property
    def is_unsold(self) -> bool:
        known = self.home.presence if self.home else self.row.presence
        return self.fields.get("presence", ("", known))[1] == "unsold"

    @property
    def leaves_in_doubt(self) -> bool:
        """An owner ends and lives on there, as far as we know: what `queries.still_here` will ask about."""
        stay = {word for owner in self.owners for word in owner if word}
        gone = {word for owner in self.ended for word in (owner.name, owner.phone) if word}
        return bool(self.ended) and any(
            (one.is_owner or not gone.isdisjoint((one.name, one.phone)))
            and stay.isdisjoint((one.name, one.phone))
            for one in self.home.residents
        )

    @property
    def what(self) -> list[str]:
        """Names of the details that change: "floor", "area", "presence", "owners"."""
        return [*self.fields, *(["owners"] if self.added or self.ended or self.phones else [])]


@dataclass(slots=True)
class Comparison:
    new: list[Change]
    changed: list[Change]
    unchanged: int
    absent: int  # known homes of the roster's buildings that it does not name
    new_buildings: dict[str, None]  # names, in the roster's order
    new_stairs: dict[tuple[str, str], None]  # building and stair, by name
    problems: list[Problem]
    in_doubt: int = 0  # doors where it will be asked whether a former owner still lives there


def compare(roster: Roster, known: dict[str, KnownBuilding]) -> Comparison:
    """`known`: the estate's buildings by their key."""
    result = Comparison([], [], 0, 0, {}, {}, [])
    met: set[int] = set()
    changes: list[Change] = []
    for row in roster.rows:
        building = known.get(rooms.building_key(row.building))
        home, code = building.find(row) if building else (None, "")
        if home and home.pk in met:
            code = "stair_needed"
        if code:
            result.problems.append(problem_at(roster, row, "stair", code, **_names(row)))
            continue
        met.update({home.pk} if home else ())
        change = change_of(_as_spelled_there(row, building), home)
        result.problems += [
            problem_at(roster, row, name, code, **values) for name, code, values in change.kept
        ]
        _note(result, change, building)
        changes.append(change)
    result.problems += phones_elsewhere(roster, changes, known)
    named = {rooms.building_key(row.building) for row in roster.rows}
    homes = (home for key in named & known.keys() for each in known[key].homes.values() for home in each)
    result.absent = sum(home.pk not in met for home in homes)
    return result


def _as_spelled_there(row: RosterRow, building: KnownBuilding | None) -> RosterRow:
    """A new door is filled with zeros as the building's known ones are."""
    door = rooms.fill_door(row.door, building.door_width) if building else row.door
    return row if door == row.door else replace(row, door=door)


def _names(row: RosterRow) -> dict[str, str]:
    return {"building": row.building, "stair": row.stair or "", "door": row.door}


def _note(result: Comparison, change: Change, building: KnownBuilding | None) -> None:
    row = change.row
    if change.is_nothing:
        result.unchanged += 1
    elif change.is_new:
        result.new.append(change)
        if building is None:
            result.new_buildings.setdefault(row.building)
        if row.stair and not (building and rooms.stair_key(row.stair) in building.stairs):
            result.new_stairs.setdefault((row.building, row.stair))
    else:
        result.changed.append(change)
        result.in_doubt += change.leaves_in_doubt


def change_of(row: RosterRow, home: KnownHome | None) -> Change:
    if home is None:
        return Change(row, None, added=row.owners)
    change = Change(row, home)
    if row.floor is not None and row.floor != home.floor:
        change.fields["floor"] = (home.floor, row.floor)
    if row.area is not None and row.area != home.area:
        if home.area is None or home.area_from_roster:
            change.fields["area"] = (home.area, row.area)
        else:
            change.kept.append(("area", "area_kept", {"area": row.area, "known": home.area}))
    if (
        row.presence
        and row.presence != home.presence
        and (home.presence, row.presence) != ("commuter", "home")
    ):
        change.fields["presence"] = (home.presence, row.presence)
    if row.owners:
        _compare_owners(change, row.owners, home.owners)
    return change


def _compare_owners(change: Change, owners: Iterable[Owner], known: list[KnownOwner]) -> None:
    by_name = {owner.name: owner for owner in known}
    named = {owner.name for owner in owners}
    added = tuple(owner for owner in owners if owner.name not in by_name)
    ended = tuple(owner for owner in known if owner.name not in named)
    if (added or ended) and any(not owner.from_roster for owner in known):
        change.kept.append(("owner", "owners_kept", {}))
    else:
        change.added, change.ended = added, ended
    same = ((by_name[owner.name], owner.phone) for owner in owners if owner.name in by_name and owner.phone)
    change.phones = tuple((owner, phone) for owner, phone in same if phone != owner.phone)


MOST_HOMES = 3  # that a sentence names


def phones_elsewhere(roster: Roster, changes: list[Change], known: dict[str, KnownBuilding]) -> list[Problem]:
    """Where the file gives a number to one name that another has already, by an earlier roster or elsewhere.

    It comes in as it stands; whoever proves such a number is at home by it nowhere (`claim_homes`).
    """
    beside: dict[str, list[tuple[str, str]]] = defaultdict(list)  # phone -> names and homes
    for owners, home in _owners_afterwards(changes, known):
        for name, phone in owners:
            if phone:
                beside[phone].append((name, home))
    shared = {phone: each for phone, each in beside.items() if len({name for name, _home in each}) > 1}
    given = ((change, owner) for change in changes if not change.is_unsold for owner in change.row.owners)
    return [
        _elsewhere(roster, change, owner, shared[owner.phone])
        for change, owner in given
        if owner.phone in shared and (owner.name, owner.phone) in change.owners
    ]


def _owners_afterwards(
    changes: list[Change], known: dict[str, KnownBuilding]
) -> Iterator[tuple[list[tuple[str, str]], str]]:
    """Of each home, but of none that is unsold, where the developer's number may stand."""
    for change in changes:
        if not change.is_unsold:
            yield change.owners, change.row.name
    met = {change.home.pk for change in changes if change.home}
    for building in known.values():
        for home in (home for each in building.homes.values() for home in each):
            if home.pk not in met and home.presence != "unsold":
                yield [(owner.name, owner.phone) for owner in home.owners], building.name_of(home)


def _elsewhere(roster: Roster, change: Change, owner: Owner, each: list[tuple[str, str]]) -> Problem:
    homes = list(dict.fromkeys(home for name, home in each if name != owner.name))
    named = (*homes[:MOST_HOMES], "…") if len(homes) > MOST_HOMES else tuple(homes)
    return problem_at(roster, change.row, "phone", "phone_elsewhere", value=owner.phone, homes=named)


def problem_at(roster: Roster, row: RosterRow, name: str, code: str, **values: object) -> Problem:
    """A problem found after reading, at the field's column in the row's sheet, else at the door."""
    sheet = next(sheet for sheet in roster.understood if sheet.title == row.sheet)
    columns = {column.field: column for column in sheet.columns}
    column = columns.get(name) or columns["door"]
    several = sum(not each.skipped for each in roster.understood) > 1
    return Problem(row.sheet, row.row_number, column.letter, column.title, code, values, names_sheet=several)


def without(roster: Roster, problems: list[Problem]) -> Roster:
    """The roster with further problems, and without the rows of those that are errors."""
    bad = {(problem.sheet, problem.row) for problem in problems if problem.is_error}
    order = {sheet.title: n for n, sheet in enumerate(roster.understood)}
    rows = [row for row in roster.rows if (row.sheet, row.row_number) not in bad]
    joined = sorted(
        [*roster.problems, *problems], key=lambda problem: (order[problem.sheet], problem.row, problem.column)
    )
    return replace(roster, rows=rows, problems=joined)
