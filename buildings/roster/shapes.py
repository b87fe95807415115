"""What reading a roster gives."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from buildings.roster.problems import Problem


@dataclass(frozen=True, slots=True)
class Owner:
    name: str
    phone: str | None = None


@dataclass(slots=True)
class RosterRow:
    """One home. None, "" and () mean that the workbook does not say; they never erase what is known."""

    sheet: str
    row_number: int
    building: str  # "1栋"
    stair: str | None  # "2单元"
    floor: int | None
    door: str  # "0301"
    area: Decimal | None  # m², two decimals
    owners: tuple[Owner, ...]
    presence: str  # "home", "rented", "vacant", "unsold", "commuter", or ""
    note: str

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.building, self.stair, self.door) if part)


@dataclass(slots=True)
class Column:
    """A column of a sheet; `field` is empty where it is of no use here."""

    letter: str
    title: str
    field: str = ""


@dataclass(slots=True)
class SheetRead:
    """What was made of a sheet, and which of its rows were passed over and why."""

    title: str
    header_rows: tuple[int, ...] = ()
    columns: list[Column] = field(default_factory=list)
    homes: int = 0
    hidden_rows: int = 0
    building_from: str = ""  # "title" or "heading" where no column names the building
    joins_floors: bool = False  # the sheet counts doors anew on each floor; floor and door were joined
    repeated_headers: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)  # lines that name a building
    totals: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    stated_total: Decimal | None = None  # the area the sheet itself adds up to
    skipped: str = ""  # why nothing was read: "hidden", "no table"


@dataclass(slots=True)
class Figures:
    homes: int
    area: Decimal
    owners: int  # owner entries: a person with two homes counts twice, two owners of a home count twice
    people: int  # distinct name and phone
    co_owned: int
    unsold: int
    phones: int
    by_presence: dict[str, int]
    by_building: dict[str, int]


@dataclass
class Roster:
    rows: list[RosterRow]
    problems: list[Problem]
    understood: list[SheetRead]

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if not problem.is_error]

    @property
    def rows_left_out(self) -> int:
        return len({(problem.sheet, problem.row) for problem in self.errors})

    @cached_property
    def figures(self) -> Figures:
        return figures(self.rows)


def figures(rows: list[RosterRow]) -> Figures:
    presence: dict[str, int] = {}
    buildings: dict[str, int] = {}
    for row in rows:
        presence[row.presence] = presence.get(row.presence, 0) + 1
        buildings[row.building] = buildings.get(row.building, 0) + 1
    owners = [owner for row in rows for owner in row.owners]
    return Figures(
        homes=len(rows),
        area=sum((row.area for row in rows if row.area), Decimal("0.00")),
        owners=len(owners),
        people=len(set(owners)),
        co_owned=sum(len(row.owners) > 1 for row in rows),
        unsold=presence.get("unsold", 0),
        phones=sum(owner.phone is not None for owner in owners),
        by_presence=presence,
        by_building=buildings,
    )
