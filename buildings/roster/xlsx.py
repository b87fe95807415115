"""The sheets of a workbook, streamed.

Why not openpyxl's own reader: in its read-only mode it does not tell merged cells and hidden rows, which
rosters are full of, and it believes the size that the file states of itself; in its full mode 50,000 rows
take a gigabyte. What it knows of dates is used.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from buildings.roster import files
from buildings.roster.sheet_xml import (
    Attributes,
    Budget,
    Reader,
    Shared,
    SheetReader,
    Starts,
    StringsReader,
    feed,
)
from buildings.roster.sheets import Row, Sheet

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    KeyError,
    OSError,
    NotImplementedError,  # a way of packing that we do not know
    RuntimeError,
    ValueError,
    IndexError,
    OverflowError,
)


def read_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    """All sheets of an opened workbook, hidden ones without rows. Refused when it is damaged or too large."""
    try:
        return _Workbook(archive).sheets()
    except BROKEN as error:
        raise files.damaged() from error


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.parts = {_part_name(info.filename): info for info in archive.infolist()}
        self.rows_left, self.budget = files.MAX_ROWS, Budget()
        roots = self._relations("").values()
        mains = [path for kind, path in roots if kind.endswith("/officeDocument") and path in self.parts]
        self.path = mains[0] if mains else "xl/workbook.xml"
        self.relations = self._relations(self.path)

    def sheets(self) -> list[Sheet]:
        named, epoch = self._named_sheets()
        dates = self._date_styles()
        found = []
        for name, state, relation in named:
            path = self.relations.get(relation, ("", ""))[1]
            sheet = Sheet(name, is_hidden=state not in ("", "visible"))
            if path in self.parts and not sheet.is_hidden:
                self._parse(path, SheetReader(sheet, dates, epoch, self.rows_left), files.MAX_SHEET_BYTES)
                self.rows_left -= len(sheet.rows)
            found.append(sheet)
        self._fill_in_strings(found)
        return found

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Of a part: id -> (type, path of the part it points to)."""
        folder, name = posixpath.split(path)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, attributes.get("Target", "")))
                found[attributes.get("Id", "")] = (attributes.get("Type", ""), _part_name(target))

        self._each(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def _named_sheets(self) -> tuple[list[tuple[str, str, str]], datetime]:
        sheets, epoch = [], WINDOWS_EPOCH

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal epoch
            if tag == "sheet":
                sheets.append(tuple(attributes.get(name, "") for name in ("name", "state", "id")))
            elif tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                epoch = MAC_EPOCH

        if self.path not in self.parts:
            raise files.damaged()
        self._each(self.path, start)
        return sheets, epoch

    def _date_styles(self) -> set[int]:
        """Indexes of the cell styles that show a number as a date."""
        formats, styles, inside = dict(BUILTIN_FORMATS), [], False

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal inside
            if tag == "numFmt":
                formats[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
            elif tag in ("cellXfs", "cellStyleXfs"):
                inside = tag == "cellXfs"
            elif tag == "xf" and inside:
                styles.append(int(attributes.get("numFmtId", 0)))

        self._each(self._related("styles"), start)
        return {n for n, style in enumerate(styles) if is_date_format(formats.get(style) or "")}

    def _related(self, kind: str) -> str:
        return next((path for type_, path in self.relations.values() if type_.endswith(f"/{kind}")), "")

    def _fill_in_strings(self, sheets: list[Sheet]) -> None:
        """Shared strings come last, so that a workbook with too many rows is refused before they are read."""
        rows = [row for sheet in sheets for row in sheet.rows]
        wanted = {value.index for row in rows for value in row.values.values() if type(value) is Shared}
        if not wanted:
            return
        reader = StringsReader(wanted)
        self._parse(self._related("sharedStrings"), reader, files.MAX_STRINGS_BYTES)
        for row in rows:
            _fill_in_row(row, reader.found)
        for sheet in sheets:
            sheet.rows = [row for row in sheet.rows if row.values]

    def _each(self, path: str, start: Callable[[str, Attributes], None]) -> None:
        if path in self.parts:
            self._parse(path, Starts(start), files.MAX_SMALL_PART_BYTES)

    def _parse(self, path: str, reader: Reader, limit: int) -> None:
        info = self.parts[path]
        if info.file_size > limit:
            raise files.too_large_inside()
        with self.archive.open(info) as stream:
            feed(reader, stream, self.budget)


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _fill_in_row(row: Row, strings: dict[int, str]) -> None:
    for column, value in list(row.values.items()):
        if type(value) is Shared:
            text = strings.get(value.index, "")
            if text.strip():
                row.values[column] = text
            else:
                del row.values[column]
