"""The table of floors and doors. Pure: doors come in, rows of cells go out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kit.chinese import natural_key
from kit.steady import steady

WIDEST = 5  # doors beside each other that a phone can show, in large text too
# "0301" and "1203" stand in column 01 and 03, "12A" in column A, "5" in column 5.
SUFFIX = re.compile(r"(?:\d+?)?(\d\d[A-Z]?|[A-Z]|\d)")


@steady
@dataclass(frozen=True, slots=True)
class Door:
    pk: int
    stair: str  # its name, "" where the building has none
    floor: int | None
    number: str
    presence: str = ""  # "" where the viewer may not see it
    word: str = ""  # the presence as one says it
    look: str = ""  # the class of its window


@dataclass(slots=True)
class Row:
    floor: int
    cells: list[Door | None]


@dataclass(slots=True)
class Table:
    """One table: columns, the stairs above them as (name, how many columns), rows from the top down."""

    columns: list[str]
    stairs: list[tuple[str, int]]
    rows: list[Row]


@dataclass(slots=True)
class Grid:
    tables: list[Table] = field(default_factory=list)
    loose: list[Door] = field(default_factory=list)  # shops, lane doors: what has no floor and column
    floors: int = 0
    homes: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # presence -> homes, of those whose state is seen
    seen: int = 0
    seen_floors: tuple[int, int] | None = None  # lowest and highest floor seen, when not all are
    in_doubt: int = 0  # doors where the viewer is asked whether a former owner still lives there


def column_of(number: str) -> str | None:
    """ "1203" -> "03", "12A" -> "A"; None for what is no door of a floor, such as "商铺2"."""
    found = SUFFIX.fullmatch(number.upper())
    return found[1] if found else None


def build_grid(doors: Sequence[Door]) -> Grid:
    placed: dict[tuple[str, str, int], Door] = {}
    grid = Grid(homes=len(doors))
    for door in doors:
        column = column_of(door.number)
        key = (door.stair, column or "", door.floor or 0)
        if column is None or door.floor is None or key in placed:
            grid.loose.append(door)
        else:
            placed[key] = door
    grid.loose.sort(key=lambda door: natural_key(door.number))
    floors = sorted({floor for _, _, floor in placed}, reverse=True)
    columns = sorted({(stair, column) for stair, column, _ in placed}, key=_column_order)
    grid.floors = len({door.floor for door in doors if door.floor is not None})
    grid.tables = [_table(part, floors, placed) for part in _split(columns)]
    _count(grid, doors)
    return grid


def _column_order(column: tuple[str, str]):
    return natural_key(column[0]), natural_key(column[1])


def _split(columns: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """One table when a phone can show it, else stairs apart, and wide stairs in parts of equal width."""
    if len(columns) <= WIDEST:
        return [columns] if columns else []
    parts = []
    for stair in dict.fromkeys(stair for stair, _ in columns):
        own = [column for column in columns if column[0] == stair]
        count = -(-len(own) // WIDEST)
        width = -(-len(own) // count)
        parts += [own[at : at + width] for at in range(0, len(own), width)]
    return parts


def _table(columns: list[tuple[str, str]], floors: list[int], placed: dict) -> Table:
    stairs: list[tuple[str, int]] = []
    for stair in dict.fromkeys(stair for stair, _ in columns):
        stairs.append((stair, sum(own == stair for own, _ in columns)))
    rows = []
    for floor in floors:
        cells = [placed.get((stair, column, floor)) for stair, column in columns]
        if any(cells):
            rows.append(Row(floor, cells))
    return Table([column for _, column in columns], [s for s in stairs if s[0]], rows)


def _count(grid: Grid, doors: Sequence[Door]) -> None:
    seen = [door for door in doors if door.presence]
    for door in seen:
        grid.counts[door.presence] = grid.counts.get(door.presence, 0) + 1
    grid.seen = len(seen)
    floors = [door.floor for door in seen if door.floor is not None]
    if floors and len(seen) < len(doors):
        grid.seen_floors = (min(floors), max(floors))
