"""A sheet as rows of plain values."""

from dataclasses import dataclass, field
from functools import cached_property

Merge = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(slots=True)
class Row:
    number: int  # as the spreadsheet counts, from 1
    # Column from 1 -> str, Decimal, date, datetime or cells.Trouble; empty cells are absent.
    values: dict[int, object]
    hidden: bool = False


@dataclass
class Sheet:
    title: str
    is_hidden: bool
    rows: list[Row] = field(default_factory=list)  # without blank ones
    merges: list[Merge] = field(default_factory=list)

    @cached_property
    def _merges_by_top(self) -> dict[int, list[Merge]]:
        found: dict[int, list[Merge]] = {}
        for merge in self.merges:
            found.setdefault(merge[0], []).append(merge)
        return found

    def merges_from(self, row: int) -> list[Merge]:
        """The merged cells whose top row this is."""
        return self._merges_by_top.get(row, [])

    def covered(self, column: int) -> dict[int, int]:
        """Of a column: the rows that a merged cell covers from above -> that cell's first row."""
        rows: dict[int, int] = {}
        last = self.rows[-1].number if self.rows else 0
        for top, left, bottom, right in sorted(self.merges):
            if left <= column <= right and bottom > top and top not in rows:
                rows.update((row, top) for row in range(top + 1, min(bottom, last) + 1))
        return rows


def column_number(reference: str) -> int:
    """ "AB12" -> 28"""
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number


def column_letter(column: int) -> str:
    """28 -> "AB" """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
