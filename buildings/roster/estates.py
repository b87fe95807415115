"""A company with several estates exports them into one file, told apart by a column or by sheets."""

import re
from collections.abc import Iterable
from typing import BinaryIO

from buildings.roster import files
from buildings.roster.cells import simple
from buildings.roster.lines import Home
from buildings.roster.problems import Problem
from buildings.roster.tables import Table

# "海韵苑业主名册": what a sheet is called after, and what such a name ends with.
LIST = re.compile(r"(?:业主|住户|房屋|产权|信息|资料|登记|名册|名单|清册|明细|一览|汇总|表|\d)+$")
FIRST_LINES = 8  # titles, and the first home, where a column names its estate
LONGEST_LINE = 100
ESTATE = re.compile(r"..(?:苑|园|公馆|小区|新村|府|轩|湾|城|庭|居|阁|邸|大厦|广场)$")


def names_above(file: BinaryIO) -> list[str]:
    """What a workbook's sheets are called, and what stands in their first lines."""
    from buildings.roster import xlsx  # its library is long to read

    with files.open_workbook(file) as archive:
        sheets = [sheet for sheet in xlsx.read_sheets(archive) if not sheet.is_hidden]
    said = [value for sheet in sheets for row in sheet.rows[:FIRST_LINES] for value in row.values.values()]
    titles = [sheet.title for sheet in sheets]
    return [simple(text) for text in (*titles, *said) if isinstance(text, str) and len(text) < LONGEST_LINE]


def name_by_sheets(tables: list[Table], estate_name: str) -> None:
    """Where one sheet is called after this estate, another one may be called after that other. Sheets of
    other names (商铺, Sheet2) may be anything of this one."""
    name = simple(estate_name)
    own = [table for table in tables if name and name in simple(table.sheet.title)]
    for table in tables if own else []:
        title = name if table in own else LIST.sub("", simple(table.sheet.title))
        if table in own or ESTATE.search(title):
            for home in table.homes:
                home.estate = home.estate or title


def of_other_estates(homes: list[Home], estate_name: str) -> list[Problem]:
    """Homes of another estate are left out. Where the table names one estate alone, under another name, it
    may be this one in another spelling, or the wrong file: a person is asked."""
    named = [home for home in homes if home.estate]
    strange = [home for home in named if not _is_same(home.estate, estate_name)]
    if not (estate_name and strange):
        return []
    is_one_name = len({home.estate for home in named}) == 1
    if is_one_name:
        return [strange[0].problem("estate", "estate_differs", value=strange[0].estate, estate=estate_name)]
    return list(_left_out(strange, estate_name))


def _left_out(strange: Iterable[Home], estate_name: str) -> Iterable[Problem]:
    for home in strange:
        home.is_blocked = home.is_elsewhere = True
        yield home.problem("estate", "other_estate", value=home.estate, estate=estate_name)


def _is_same(said: str, name: str) -> bool:
    """ "中铁建水岸公馆" and "水岸公馆一期" are 水岸公馆."""
    name = simple(name)
    return said in name or name in said
