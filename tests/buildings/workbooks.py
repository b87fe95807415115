"""Workbooks as property companies make them, small enough to read."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

from buildings.roster import Roster, read_roster

HEADER = ("楼栋", "单元", "楼层", "房号", "建筑面积", "业主", "电话", "入住情况")


def workbook(
    *rows: Sequence, merge: Sequence[str] = (), title: str = "名册", hide: Sequence[int] = ()
) -> io.BytesIO:
    """One sheet of these rows, the first being row 1; `merge` as "A1:C1", `hide` as row numbers."""
    return sheets({title: rows}, merge=merge, hide=hide)


def sheets(
    tables: dict[str, Sequence[Sequence]], *, merge: Sequence[str] = (), hide: Sequence[int] = ()
) -> io.BytesIO:
    book = Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(tuple(row))
        for cells in merge:
            sheet.merge_cells(cells)
        for number in hide:
            sheet.row_dimensions[number].hidden = True
    return saved(book)


def saved(book: Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def roster(*rows: Sequence, known_buildings: dict | None = None, estate_name: str = "", **looks) -> Roster:
    return read_roster(workbook(*rows, **looks), estate_name=estate_name, known_buildings=known_buildings)


def codes(read: Roster) -> list[tuple[int, str, str]]:
    """(row, column, code) of each problem, in order."""
    return [(problem.row, problem.column, problem.code) for problem in read.problems]
