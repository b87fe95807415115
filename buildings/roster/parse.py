"""A workbook as a roster: reads every visible table, then looks at the homes together."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import BinaryIO

from django.utils.translation import gettext as _

from buildings.roster import cells, files, rooms
from buildings.roster.doubles import doubles, shared_phones
from buildings.roster.estates import name_by_sheets, of_other_estates
from buildings.roster.problems import Problem
from buildings.roster.shapes import Roster, SheetRead
from buildings.roster.sheets import Sheet, column_letter
from buildings.roster.tables import Home, Table
from kit.refused import Refused

# Storeys and doors of a whole estate may be numbered apart (no 4th floor); a few that differ are slips.
FEW_SLIPS = 0.05


def read_roster(
    file: BinaryIO, *, estate_name: str = "", known_buildings: Mapping[str, str] | None = None
) -> Roster:
    """Reads a seekable file. Refused, with a sentence, where it is no workbook or has no table of homes.

    `known_buildings` are the estate's (`rooms.building_key` -> name): empty where it has none yet, None not
    to ask.
    """
    from buildings.roster import xlsx  # its library is long to read, and few pages are rosters

    with files.open_workbook(file) as archive:
        sheets = xlsx.read_sheets(archive)
    tables = [_read(sheet, estate_name) for sheet in sheets]
    homes = [home for table in tables for home in table.homes]
    _refuse_nothing(tables, homes)
    problems = [problem for table in tables for problem in table.problems]
    name_by_sheets(tables, estate_name)
    problems += of_other_estates(homes, estate_name)
    homes = [home for home in homes if not home.is_elsewhere]
    _tell_phases_apart(homes)
    _agree_on_names(homes)
    problems += doubles(homes)
    if known_buildings is not None:
        problems += _strange_buildings(homes, known_buildings)
    problems += shared_phones([home for home in homes if not home.is_blocked])
    for table in tables:
        problems += _floors(table) + _total(table)
    return _roster(homes, problems, tables)


def _refuse_nothing(tables: list[Table], homes: list[Home]) -> None:
    if not any(table.header for table in tables):
        raise Refused(
            _(
                "No table of homes was found. The sheet needs a header row with the door number "
                "and at least two of building, floor, area, owner and phone."
            )
        )
    if not homes:
        raise Refused(_("The table has a header but not one home below it."))


def _read(sheet: Sheet, estate_name: str) -> Table:
    sheet.title = cells.plain(sheet.title)
    table = Table(sheet, estate_name, SheetRead(sheet.title))
    if sheet.is_hidden:
        table.understood.skipped = "hidden"
        return table
    table.read()
    if table.header is None:
        table.understood.skipped = "no table"
    _take_signs_for_dividers(table.homes)
    _join_floors(table)
    _fill_doors(table.homes)
    return table


def _take_signs_for_dividers(homes: list[Home]) -> None:
    """Where most doors begin with "-", it is what is left of an address ("1栋-101"), and no storey."""
    below = [home for home in homes if home.row.door.startswith("-")]
    if 2 * len(below) > len(homes):
        for home in below:
            home.row.door = home.row.door[1:]


def _join_floors(table: Table) -> None:
    """Where doors are counted anew on each floor (01 to 04, A to D), floor and door together are the door."""
    told = [home for home in table.homes if home.row.floor and home.row.floor > 0]
    short = [home for home in told if re.fullmatch(r"\d{1,2}|[A-Z]", home.row.door)]
    floors: dict[tuple, set[int]] = {}
    for home in short:
        key = (home.row.building, home.row.stair, home.row.door)
        floors.setdefault(key, set()).add(home.row.floor)
    repeated = sum(len(each) > 1 for each in floors.values())
    if not short or 2 * len(short) < len(table.homes) or 2 * repeated < len(floors):
        return
    for home in short:
        home.row.door = rooms.with_floor(home.row.floor, home.row.door)
    table.understood.joins_floors = True


def _fill_doors(homes: list[Home]) -> None:
    width = rooms.door_width([home.row.door for home in homes])
    for home in homes:
        home.row.door = rooms.fill_door(home.row.door, width)
        if home.row.floor is None:
            home.row.floor = rooms.floor_of(home.row.door)


def _tell_phases_apart(homes: list[Home]) -> None:
    """ "1栋" of the first and of the second phase are two buildings; what one phase has needs no more."""
    phases: dict[str, set[str]] = {}
    for home in homes:
        if home.row.building and home.phase:
            phases.setdefault(rooms.building_key(home.row.building), set()).add(home.phase)
    for home in homes:
        name = home.row.building
        if (
            home.phase
            and not name.startswith(home.phase)
            and len(phases.get(rooms.building_key(name), ())) > 1
        ):
            home.row.building = home.phase + name


def _agree_on_names(homes: list[Home]) -> None:
    """One building keeps the first of its spellings ("1栋" and later "1号楼")."""
    names: dict[str, str] = {}
    for home in homes:
        if home.row.building:
            home.row.building = names.setdefault(rooms.building_key(home.row.building), home.row.building)


def _floors(table: Table) -> list[Problem]:
    told = [
        home
        for home in table.homes
        if home.row.floor is not None and rooms.floor_of(home.row.door) is not None
    ]
    slips = [home for home in told if home.row.floor != rooms.floor_of(home.row.door) and not home.is_blocked]
    if len(slips) > max(2, FEW_SLIPS * len(told)):
        return []
    return [
        home.problem(
            "floor",
            "floor_differs",
            value=home.row.floor,
            door=home.row.door,
            other=rooms.floor_of(home.row.door),
        )
        for home in slips
    ]


def _total(table: Table) -> list[Problem]:
    """The sheet's own total, where one stands below all its homes, against the homes that can be imported."""
    stated = [total for total in table.grand_totals if total[2] is not None and total[0] > table.last_row]
    if len(stated) != 1 or not table.header:
        return []
    row, column, total = stated[0]
    total = total.quantize(cells.CENT)
    table.understood.stated_total = total
    added = sum(
        (home.row.area for home in table.homes if home.row.area and not home.is_blocked), Decimal("0.00")
    )
    if added == total:
        return []
    values = {"value": f"{total:,}", "sum": f"{added:,}"}
    return [
        Problem(
            table.sheet.title, row, column_letter(column), table.header.title(column), "total_differs", values
        )
    ]


def _roster(homes: list[Home], problems: list[Problem], tables: list[Table]) -> Roster:
    several = sum(table.header is not None for table in tables) > 1
    order = {table.sheet.title: n for n, table in enumerate(tables)}
    problems.sort(key=lambda problem: (order[problem.sheet], problem.row, problem.column))
    return Roster(
        rows=[home.row for home in homes if not home.is_blocked],
        problems=[replace(problem, names_sheet=several) for problem in problems],
        understood=[table.understood for table in tables],
    )


def _strange_buildings(homes: list[Home], known: Mapping[str, str]) -> list[Problem]:
    """Homes in buildings that the estate does not have.

    An estate without any building gets those of the roster, save one of a row or two among buildings of
    dozens: a slip ("9栋" for "8栋") must not raise a building.
    """
    counts = Counter(home.row.building for home in homes if home.row.building)
    code, strange = "unknown_building", {name for name in counts if rooms.building_key(name) not in known}
    if not known:
        code, strange = "lone_building", _lone(counts)
    usual = int(median(counts.values())) if counts else 0
    problems = []
    for home in homes:
        name = home.row.building
        if name in strange:
            problems.append(home.problem("building", code, building=name, count=counts[name], usual=usual))
            home.is_blocked = True
    return problems


def _lone(counts: Counter) -> set[str]:
    if len(counts) < 3 or median(counts.values()) < 8:
        return set()
    return {name for name, count in counts.items() if count <= 2}
