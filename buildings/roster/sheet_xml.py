"""The XML of a workbook's parts, read in one pass: each reader is told of every element in order.

Memory and time stay bounded whatever the file says: text is cut at a cell's own limit, columns, merged
cells and all elements are counted, and a document type (how XML bombs begin; no spreadsheet has one) ends
the reading.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel

from buildings.roster import files
from buildings.roster.cells import Trouble, to_decimal
from buildings.roster.sheets import Merge, Row, Sheet, column_number

MAX_COLUMNS = 100
MAX_TEXT = 32_767  # a cell's own limit
MAX_MERGES = 100_000
MAX_ROW_ELEMENTS = 1_048_576  # a sheet's own limit; blank rows cost time too
MAX_CELL_ELEMENTS = 2_000_000  # 40 for each row that may hold a value; blank cells cost time too
MAX_CELLS_OF_A_ROW = 16_384  # a row's own limit
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
CHUNK = 1 << 16

Attributes = dict[str, str]


class Reader:
    def start(self, tag: str, attributes: Attributes) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, data: str) -> None: ...


class Starts(Reader):
    """Asks for the beginnings of elements only."""

    def __init__(self, start: Callable[[str, Attributes], None]):
        self.start = start


@dataclass(slots=True)
class Budget:
    """How much of one workbook is read at all, over all its parts, also where a part is named many times."""

    elements: int = 6_000_000  # cells and what stands in them: three for each cell that may be
    bytes: int = files.MAX_UNPACKED_BYTES

    def spend(self, size: int) -> None:
        self.bytes -= size
        if self.bytes < 0:
            raise files.too_large_inside()

    def spend_element(self) -> None:
        self.elements -= 1
        if self.elements < 0:
            raise files.too_large_inside()


def feed(reader: Reader, stream: BinaryIO, budget: Budget) -> None:
    local = _LocalNames()

    def start(tag: str, attributes: Attributes) -> None:
        budget.spend_element()
        reader.start(local[tag], {local[name]: value for name, value in attributes.items()})

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: reader.end(local[tag])
    parser.CharacterDataHandler = reader.text
    while chunk := stream.read(CHUNK):
        budget.spend(len(chunk))
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


class _LocalNames(dict):
    """ "x:row" -> "row": some programs write the spreadsheet's names with a prefix."""

    def __missing__(self, name: str) -> str:
        self[name] = short = name.rsplit(":", 1)[-1]
        return short


def _no_doctype(*_unused: object) -> None:
    raise files.damaged()


class _TextReader(Reader):
    """Collects text; how it is read aloud, which stands beside Japanese text (rPh), is no part of it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.listening = self.phonetic = False
        self.length = 0

    def text(self, data: str) -> None:
        if self.listening and not self.phonetic and self.length < MAX_TEXT:
            self.pieces.append(data)
            self.length += len(data)

    def take(self) -> str:
        text, self.pieces, self.length = "".join(self.pieces), [], 0
        return text


def unescaped(text: str) -> str:
    """ "_x000D_" -> a line break, "_x4E00_" -> 一, "_x005F_" -> _: what XML cannot hold, or looks like it.

    ECMA-376 part 1, 22.9.2.19. Control characters that break no line are blanks.
    """
    if "_x" not in text:
        return text
    plain = ESCAPED.sub(lambda found: _character(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two halves are one character


def _character(number: int) -> str:
    character = chr(number)
    is_control = unicodedata.category(character) == "Cc" and character not in "\n\r\v"
    return " " if is_control else character


class StringsReader(_TextReader):
    """The shared strings with the wanted indexes, in `found`."""

    def __init__(self, wanted: set[int]):
        super().__init__()
        self.wanted, self.index = wanted, 0
        self.found: dict[int, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "t":
            self.listening = self.index in self.wanted
        elif tag == "rPh":
            self.phonetic = True

    def end(self, tag: str) -> None:
        if tag == "t":
            self.listening = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "si":
            text = self.take()
            if self.index in self.wanted:
                self.found[self.index] = unescaped(text)
            self.index += 1


@dataclass(frozen=True, slots=True)
class Shared:
    """A cell whose text stands among the shared strings."""

    index: int


class SheetReader(_TextReader):
    """Fills a sheet with its rows and merged cells. Refused when more than `rows_left` rows hold a value."""

    def __init__(self, sheet: Sheet, dates: set[int], epoch: datetime, rows_left: int):
        super().__init__()
        self.sheet, self.dates, self.epoch, self.rows_left = sheet, dates, epoch, rows_left
        self.row = Row(0, {})
        self.column = self.row_elements = self.cell_elements = self.cells_of_row = 0
        self.kind, self.style, self.has_formula = "n", 0, False
        self.known: dict[str, str] = {}  # the same few words stand in thousands of cells

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag in ("v", "t"):
            self.listening = self.column <= MAX_COLUMNS
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "mergeCell" and len(self.sheet.merges) < MAX_MERGES:
            self.sheet.merges += _ranges(attributes.get("ref", ""))
        elif tag == "rPh":
            self.phonetic = True

    def _start_row(self, attributes: Attributes) -> None:
        self.row_elements += 1
        if self.row_elements > MAX_ROW_ELEMENTS:
            raise files.too_many_rows()
        number = int(float(attributes.get("r") or self.row.number + 1))
        self.row = Row(number, {}, attributes.get("hidden") in ("1", "true"))
        self.column = self.cells_of_row = 0

    def _start_cell(self, attributes: Attributes) -> None:
        self.cell_elements += 1
        self.cells_of_row += 1
        if self.cell_elements > MAX_CELL_ELEMENTS or self.cells_of_row > MAX_CELLS_OF_A_ROW:
            raise files.too_large_inside()
        reference = attributes.get("r")
        self.column = column_number(reference) if reference else self.column + 1
        if self.column > MAX_COLUMNS:
            return
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s") or 0)
        self.has_formula = False

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self.listening = False
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "c" and self.column <= MAX_COLUMNS:
            value = self._value(self.take())
            if value is not None:
                self.row.values[self.column] = value
        elif tag == "row" and self.row.values:
            self._keep()

    def _keep(self) -> None:
        if len(self.sheet.rows) >= self.rows_left:
            raise files.too_many_rows()
        self.sheet.rows.append(self.row)

    def _value(self, text: str) -> object:
        if self.kind in ("str", "inlineStr"):
            text = unescaped(text)
        if not text.strip():
            return Trouble("formula") if self.has_formula and self.kind != "str" else None
        if self.kind == "s":
            return Shared(int(text))
        if self.kind in ("str", "inlineStr"):
            return self.known.setdefault(text, text)
        if self.kind == "e":
            return Trouble(text.strip())
        if self.kind == "b":
            return "是" if text.strip() == "1" else "否"
        return self._number(text.strip())

    def _number(self, text: str) -> object:
        number = to_decimal(text)
        if number is None or self.kind == "d":
            return self.known.setdefault(text, text)
        if self.style in self.dates:
            try:
                return from_excel(float(number), self.epoch)
            except (ValueError, OverflowError):
                return number
        return number


def _ranges(reference: str) -> list[Merge]:
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})", reference)
    return [(int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3]))] if found else []
